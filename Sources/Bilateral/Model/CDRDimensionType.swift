/// What was measured.
package struct CDRDimensionType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let energy = CDRDimensionType(rawValue: "ENERGY")
  package static let maxCurrent = CDRDimensionType(rawValue: "MAX_CURRENT")
  package static let minCurrent = CDRDimensionType(rawValue: "MIN_CURRENT")
  package static let parkingTime = CDRDimensionType(rawValue: "PARKING_TIME")
  package static let time = CDRDimensionType(rawValue: "TIME")
  package static let flat = CDRDimensionType(rawValue: "FLAT")
  package static let current = CDRDimensionType(rawValue: "CURRENT")
  package static let energyExport = CDRDimensionType(rawValue: "ENERGY_EXPORT")
  package static let energyImport = CDRDimensionType(rawValue: "ENERGY_IMPORT")
  package static let maxPower = CDRDimensionType(rawValue: "MAX_POWER")
  package static let minPower = CDRDimensionType(rawValue: "MIN_POWER")
  package static let power = CDRDimensionType(rawValue: "POWER")
  package static let reservationTime = CDRDimensionType(rawValue: "RESERVATION_TIME")
  package static let stateOfCharge = CDRDimensionType(rawValue: "STATE_OF_CHARGE")

  package static var wireType: String { "CdrDimensionType" }

  package static let known: [Spelling] = [
    Spelling("ENERGY"),
    Spelling("MAX_CURRENT"),
    Spelling("MIN_CURRENT"),
    Spelling("PARKING_TIME"),
    Spelling("TIME"),
    Spelling("FLAT", until: .v2_1_1),
    Spelling("CURRENT", since: .v2_2_1),
    Spelling("ENERGY_EXPORT", since: .v2_2_1),
    Spelling("ENERGY_IMPORT", since: .v2_2_1),
    Spelling("MAX_POWER", since: .v2_2_1),
    Spelling("MIN_POWER", since: .v2_2_1),
    Spelling("POWER", since: .v2_2_1),
    Spelling("RESERVATION_TIME", since: .v2_2_1),
    Spelling("STATE_OF_CHARGE", since: .v2_2_1),
  ]
}
