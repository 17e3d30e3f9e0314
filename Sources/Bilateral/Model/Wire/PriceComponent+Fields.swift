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
