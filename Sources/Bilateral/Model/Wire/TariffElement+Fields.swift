import BilateralBase

extension TariffElement {
  package init(blank: Blank) {
    self.init()
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.list("price_components", &priceComponents, .filled)
    try w.optional("restrictions", &restrictions)
  }
}

extension TariffElement {
  /// An element for reservations is never sent without that restriction: 2.1.1 does not get it.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard writer.version == .v2_1_1, let restrictions else { return nil }
    if restrictions.reservation != nil { return "2.1.1 has no reservation restriction" }
    if restrictions.minCurrent != nil || restrictions.maxCurrent != nil {
      return "2.1.1 has no restriction by current"
    }
    return nil
  }

  /// Reservations are priced by FLAT and TIME alone (TAR-13).
  package func checkTogether(_ checker: inout WireChecker) {
    guard restrictions?.reservation != nil else { return }
    if priceComponents.contains(where: { $0.type != .flat && $0.type != .time }) {
      checker.note(
        .error, .contradiction, "may hold only FLAT and TIME under a reservation restriction",
        requirement: "TAR-13",
        member: "price_components")
    }
  }
}
