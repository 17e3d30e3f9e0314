import BilateralBase

extension EnergyMix {
  package init(blank: Blank) {
    self.init(isGreenEnergy: Bool(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("is_green_energy", &isGreenEnergy)
    try w.list("energy_sources", &energySources)
    try w.list("environ_impact", &environmentalImpacts)
    try w.optional("supplier_name", &supplierName, .text(64))
    try w.optional("energy_product_name", &energyProductName, .text(64))
  }
}

extension EnergyMix {
  /// The shares of the sources should add up to 100 (LOC-28).
  package func checkTogether(_ checker: inout WireChecker) {
    let shares = energySources.compactMap(\.percentage.whole)
    guard !shares.isEmpty, shares.count == energySources.count, shares.reduce(0, &+) != 100 else { return }
    checker.note(
      .warning, .contradiction, "should add up to 100 percent", requirement: "LOC-28",
      member: "energy_sources")
  }
}
