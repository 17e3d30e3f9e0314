extension TaxAmount {
  package static var since: OCPIVersion { .v2_3_0 }

  package init(blank: Blank) {
    self.init(name: String(blank: blank), amount: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("name", &name)
    try w.optional("account_number", &accountNumber)
    try w.optional("percentage", &percentage)
    try w.field("amount", &amount)
  }
}
