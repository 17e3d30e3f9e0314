import BilateralBase

/// 2.1.1 has plain numbers, 2.2.1 an amount with VAT, 2.3.0 a list of taxes.
extension Price {
  package static func wireType(in version: OCPIVersion) -> String { version == .v2_1_1 ? "number" : wireType }

  /// Reads an object, in 2.1.1 a number without taxes; later a bare number might mean either and is refused.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(blank: Blank())
    let isOld = reader.version == .v2_1_1
    if isOld, reader.kind(at: token) != .object {
      beforeTaxes = try WireNumber(from: &reader, at: token)
    } else {
      if isOld { reader.note(.warning, .looseType, "an object where a number is due") }
      try reader.object(&self, at: token)
    }
  }

  package func write(to writer: inout WireWriter) throws(WireError) {
    if writer.version == .v2_1_1 { return try beforeTaxes.write(to: &writer) }
    try writer.object(self)
  }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    if checker.version == .v2_1_1 { beforeTaxes.check(&checker, rule) } else { checker.object(self) }
  }

  /// Carries taxes between the forms; the difference is exact, never a rate worked backwards.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    switch writer.version {
    case .v2_1_1:
      let reason = "2.1.1 has only the amount without taxes"
      if inclVAT != nil { writer.note(.dropped, reason, member: "incl_vat") }
      if !taxes.isEmpty { writer.note(.dropped, reason, member: "taxes") }
    case .v2_2_1: sumUpTaxes()
    case .v2_3_0: nameTax(&writer)
    }
    return nil
  }

  private mutating func sumUpTaxes() {
    guard inclVAT == nil, !taxes.isEmpty, let net = beforeTaxes.rational else { return }
    let amounts = taxes.compactMap(\.amount.rational)
    if amounts.count == taxes.count { inclVAT = WireNumber(amounts.reduce(net, +)) }
  }

  private mutating func nameTax(_ writer: inout WireWriter) {
    guard taxes.isEmpty, let net = beforeTaxes.rational, let gross = inclVAT?.rational else { return }
    inclVAT = nil
    guard gross != net, let amount = WireNumber(gross - net) else {
      return writer.note(.dropped, "2.3.0 cannot tell no tax from an unknown one", member: "incl_vat")
    }
    taxes = [TaxAmount(name: "VAT", amount: amount)]
    writer.note(.default, "2.2.1 does not name its tax", member: "taxes")
  }
}
