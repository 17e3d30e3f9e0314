/// Where energy comes from.
package struct EnergySourceCategory: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let nuclear = EnergySourceCategory(rawValue: "NUCLEAR")
  package static let generalFossil = EnergySourceCategory(rawValue: "GENERAL_FOSSIL")
  package static let coal = EnergySourceCategory(rawValue: "COAL")
  package static let gas = EnergySourceCategory(rawValue: "GAS")
  package static let generalGreen = EnergySourceCategory(rawValue: "GENERAL_GREEN")
  package static let solar = EnergySourceCategory(rawValue: "SOLAR")
  package static let wind = EnergySourceCategory(rawValue: "WIND")
  package static let water = EnergySourceCategory(rawValue: "WATER")

  package static let known: [Spelling] = [
    Spelling("NUCLEAR"),
    Spelling("GENERAL_FOSSIL"),
    Spelling("COAL"),
    Spelling("GAS"),
    Spelling("GENERAL_GREEN"),
    Spelling("SOLAR"),
    Spelling("WIND"),
    Spelling("WATER"),
  ]
}
