extension PriceLimit {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(beforeTaxes: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("before_taxes", &beforeTaxes, .any.was("excl_vat", until: .v2_2_1))
    try w.optional("after_taxes", &afterTaxes, .any.was("incl_vat", until: .v2_2_1))
  }
}
