/// What an operator does with a request about charging limits.
package struct ChargingProfileResponseType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let accepted = ChargingProfileResponseType(rawValue: "ACCEPTED")
  package static let notSupported = ChargingProfileResponseType(rawValue: "NOT_SUPPORTED")
  package static let rejected = ChargingProfileResponseType(rawValue: "REJECTED")
  package static let tooOften = ChargingProfileResponseType(rawValue: "TOO_OFTEN")
  package static let unknownSession = ChargingProfileResponseType(rawValue: "UNKNOWN_SESSION")

  package static let known: [Spelling] = [
    Spelling("ACCEPTED", since: .v2_2_1),
    Spelling("NOT_SUPPORTED", since: .v2_2_1),
    Spelling("REJECTED", since: .v2_2_1),
    Spelling("TOO_OFTEN", since: .v2_2_1),
    Spelling("UNKNOWN_SESSION", since: .v2_2_1),
  ]
}
