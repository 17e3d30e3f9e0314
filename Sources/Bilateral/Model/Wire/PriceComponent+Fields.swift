import BilateralBase

extension PriceComponent {
  package init(blank: Blank) {
    self.init(
      type: TariffDimensionType(blank: blank), price: WireNumber(blank: blank), stepSize: Int(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("type", &type)
    try w.field("price", &price)
    try w.optional("vat", &vat, .since(.v2_2_1))
    try w.field("step_size", &stepSize)
  }
}

extension PriceComponent {
  /// 2.3.0 wants billing by the unit, without steps (TAR-23).
  package func checkTogether(_ checker: inout WireChecker) {
    guard checker.version >= .v2_3_0, stepSize != 1 else { return }
    checker.note(.note, .contradiction, "should be 1", requirement: "TAR-23", member: "step_size")
  }
}
