extension EnvironmentalImpact {
  package init(blank: Blank) {
    self.init(category: EnvironmentalImpactCategory(blank: blank), amount: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("category", &category, .any.was("source"))
    try w.field("amount", &amount)
  }
}
