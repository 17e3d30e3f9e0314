extension PartnerFile {
  /// The sell rules in the form that is priced; nil without `[pricing.sell]` or without a base list.
  ///
  /// What `[pricing.sell]` itself spells comes last, as the rule "*" for every connector that no rule takes.
  package var sellRules: SellRules? {
    guard let terms = sellPrices, let base = terms.base else { return nil }
    var rules = terms.rules.map { rule in
      SellRule(
        id: rule.id, powerMin: rule.powerMin, powerMax: rule.powerMax, change: rule.transform.change)
    }
    if terms.transform != .none { rules.append(SellRule(id: "*", change: terms.transform.change)) }
    return SellRules(
      base: base, currency: terms.currency, rules: rules, beyond: terms.needsFullPricing.map(\.path))
  }
}

extension PriceTerms.Transform {
  fileprivate var change: SellRule.Change {
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
