/// Where the energy comes from.
package struct EnergyMix: WireObject {
  /// Whether all of it is renewable.
  package var isGreenEnergy: Bool
  /// The sources, together 100 percent.
  package var energySources: [EnergySource]
  /// What making it leaves behind.
  package var environmentalImpacts: [EnvironmentalImpact]
  /// Who supplies it.
  package var supplierName: String?
  /// Under which name.
  package var energyProductName: String?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    isGreenEnergy: Bool, energySources: [EnergySource] = [], environmentalImpacts: [EnvironmentalImpact] = [],
    supplierName: String? = nil, energyProductName: String? = nil, extras: Extras = []
  ) {
    self.isGreenEnergy = isGreenEnergy
    self.energySources = energySources
    self.environmentalImpacts = environmentalImpacts
    self.supplierName = supplierName
    self.energyProductName = energyProductName
    self.extras = extras
  }
}
