/// What became of a request about charging limits.
package struct ChargingProfileResultType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let accepted = ChargingProfileResultType(rawValue: "ACCEPTED")
  package static let rejected = ChargingProfileResultType(rawValue: "REJECTED")
  package static let unknown = ChargingProfileResultType(rawValue: "UNKNOWN")

  package static let known: [Spelling] = [
    Spelling("ACCEPTED", since: .v2_2_1),
    Spelling("REJECTED", since: .v2_2_1),
    Spelling("UNKNOWN", since: .v2_2_1),
  ]
}
