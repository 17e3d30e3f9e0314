import BilateralBase

extension Price {
  /// Carries taxes between the forms of 2.2.1 and 2.3.0; the difference is exact, never a rate worked backwards.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard let net = beforeTaxes.rational else { return nil }
    if writer.version == .v2_2_1, inclVAT == nil, !taxes.isEmpty {
      let amounts = taxes.compactMap(\.amount.rational)
      guard amounts.count == taxes.count else { return nil }
      inclVAT = WireNumber(amounts.reduce(net, +))
    } else if writer.version >= .v2_3_0, taxes.isEmpty, let gross = inclVAT?.rational {
      let amount = gross - net
      inclVAT = nil
      guard amount != 0, let text = WireNumber(amount) else { return nil }
      taxes = [TaxAmount(name: "VAT", amount: text)]
    }
    return nil
  }
}
