/// What a price is charged for.
package struct TariffDimensionType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let energy = TariffDimensionType(rawValue: "ENERGY")
  package static let flat = TariffDimensionType(rawValue: "FLAT")
  package static let parkingTime = TariffDimensionType(rawValue: "PARKING_TIME")
  package static let time = TariffDimensionType(rawValue: "TIME")

  package static let known: [Spelling] = [
    Spelling("ENERGY"),
    Spelling("FLAT"),
    Spelling("PARKING_TIME"),
    Spelling("TIME"),
  ]
}
