/// What making energy leaves behind.
package struct EnvironmentalImpactCategory: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let nuclearWaste = EnvironmentalImpactCategory(rawValue: "NUCLEAR_WASTE")
  package static let carbonDioxide = EnvironmentalImpactCategory(rawValue: "CARBON_DIOXIDE")

  package static let known: [Spelling] = [
    Spelling("NUCLEAR_WASTE"),
    Spelling("CARBON_DIOXIDE"),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
