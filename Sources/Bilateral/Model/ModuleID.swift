/// A functional part of OCPI.
package struct ModuleID: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let cdrs = ModuleID(rawValue: "cdrs")
  package static let commands = ModuleID(rawValue: "commands")
  package static let credentials = ModuleID(rawValue: "credentials")
  package static let locations = ModuleID(rawValue: "locations")
  package static let sessions = ModuleID(rawValue: "sessions")
  package static let tariffs = ModuleID(rawValue: "tariffs")
  package static let tokens = ModuleID(rawValue: "tokens")
  package static let chargingProfiles = ModuleID(rawValue: "chargingprofiles")
  package static let hubClientInfo = ModuleID(rawValue: "hubclientinfo")
  package static let invoiceReconciliation = ModuleID(rawValue: "invoicereconciliation")
  package static let payments = ModuleID(rawValue: "payments")
  package static let booking = ModuleID(rawValue: "Booking")

  package static let known: [Spelling] = [
    Spelling("cdrs"),
    Spelling("commands"),
    Spelling("credentials"),
    Spelling("locations"),
    Spelling("sessions"),
    Spelling("tariffs"),
    Spelling("tokens"),
    Spelling("chargingprofiles", since: .v2_2_1),
    Spelling("hubclientinfo", since: .v2_2_1),
    Spelling("invoicereconciliation", since: .v2_3_0),
    Spelling("payments", since: .v2_3_0),
    Spelling("Booking", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}

extension ModuleID {
  /// The module that a partner means, whatever case it writes and with the plural of `Booking` (P-131).
  package var normalised: ModuleID {
    let name = rawValue.lowercased()
    if name == "booking" || name == "bookings" { return .booking }
    return ModuleID(rawValue: name).isKnown ? ModuleID(rawValue: name) : self
  }
}
