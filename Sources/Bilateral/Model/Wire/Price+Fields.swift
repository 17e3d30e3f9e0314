extension Price {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(beforeTaxes: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("before_taxes", &beforeTaxes, .any.was("excl_vat", until: .v2_2_1))
    try w.optional("incl_vat", &inclVAT, .since(.v2_2_1).until(.v2_2_1))
    try w.list("taxes", &taxes, .since(.v2_3_0))
  }
}
