/// The unit of a charging limit.
package struct ChargingRateUnit: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let watts = ChargingRateUnit(rawValue: "W")
  package static let amperes = ChargingRateUnit(rawValue: "A")

  package static let known: [Spelling] = [
    Spelling("W", since: .v2_2_1),
    Spelling("A", since: .v2_2_1),
  ]
}
