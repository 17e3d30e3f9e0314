extension EnergyContract {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(supplierName: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("supplier_name", &supplierName, .text(64))
    try w.optional("contract_id", &contractID, .text(64))
  }
}
