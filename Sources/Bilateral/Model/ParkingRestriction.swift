/// Who may park.
package struct ParkingRestriction: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let evOnly = ParkingRestriction(rawValue: "EV_ONLY")
  package static let plugged = ParkingRestriction(rawValue: "PLUGGED")
  package static let disabled = ParkingRestriction(rawValue: "DISABLED")
  package static let customers = ParkingRestriction(rawValue: "CUSTOMERS")
  package static let motorcycles = ParkingRestriction(rawValue: "MOTORCYCLES")
  package static let employees = ParkingRestriction(rawValue: "EMPLOYEES")
  package static let taxis = ParkingRestriction(rawValue: "TAXIS")
  package static let tenants = ParkingRestriction(rawValue: "TENANTS")

  package static let known: [Spelling] = [
    Spelling("EV_ONLY"),
    Spelling("PLUGGED"),
    Spelling("DISABLED"),
    Spelling("CUSTOMERS"),
    Spelling("MOTORCYCLES"),
    Spelling("EMPLOYEES", since: .v2_3_0),
    Spelling("TAXIS", since: .v2_3_0),
    Spelling("TENANTS", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }

  /// Staff and tenants were customers to older versions.
  package func substitute(in version: OCPIVersion) -> ParkingRestriction? {
    self == .employees || self == .tenants ? .customers : nil
  }
}
