extension EnergySource {
  package init(blank: Blank) {
    self.init(source: EnergySourceCategory(blank: blank), percentage: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("source", &source)
    try w.field("percentage", &percentage)
  }
}
