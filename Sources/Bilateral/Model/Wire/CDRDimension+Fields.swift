extension CDRDimension {
  package static var wireType: String { "CdrDimension" }

  package init(blank: Blank) {
    self.init(type: CDRDimensionType(blank: blank), volume: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("type", &type)
    try w.field("volume", &volume)
  }
}
