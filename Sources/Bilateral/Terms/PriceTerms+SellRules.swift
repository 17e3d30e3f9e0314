extension PartnerFile {
  /// `[pricing.sell]` as rules that can be priced; nil without that block: then nothing is published (ruling 15).
  ///
  /// Everything the simple form does not know is in `beyond`, which stops publishing. The block's own discount, markup
  /// or prices hold for the connectors that no rule takes.
  package var sellRules: SellRules? {
    guard let terms = sellPrices else { return nil }
    var beyond = terms.needsFullPricing.map(\.path)
    if let word = terms.base, ["none", "received"].contains(word) { beyond.append("pricing.sell.base") }
    var rules = terms.rules.map { rule in
      SellRule(id: rule.id, powerMin: rule.powerMin, powerMax: rule.powerMax, change: rule.transform.change)
    }
    if terms.transform != .none { rules.append(SellRule(id: "", change: terms.transform.change)) }
    return SellRules(
      base: terms.base ?? "adhoc", currency: terms.currency, rules: rules, beyond: beyond)
  }
}

extension PriceTerms.Transform {
  /// The same in the words of the rewriter.
  var change: SellRule.Change {
    switch self {
    case .none: .keep
    case .discount(let percent): .discount(percent)
    case .markup(let percent): .markup(percent)
    case .set(let prices):
      .set(
        ComponentPrices(
          energy: prices.energy, time: prices.time, parking: prices.parking, session: prices.session))
    }
  }
}
