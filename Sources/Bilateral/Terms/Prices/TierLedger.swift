package import BilateralBase

/// What a period's sessions together owe or get back: volume rebates, promised volume, monthly caps (terms, section 1 B).
package struct TierLedger: Hashable, Sendable {
  /// The terms.
  package var rules: PriceRules
  /// The currency of the amounts.
  package var currency: Currency

  /// A ledger under terms.
  package init(_ rules: PriceRules, currency: Currency) {
    self.rules = rules
    self.currency = currency
  }

  /// The rebate on the sessions of one period, in the order in which they count (E14).
  ///
  /// - Parameters:
  ///   - period: which tiers count.
  ///   - sessions: energy in kWh and its net price.
  /// - Returns: one line for each tier that is reached, negative.
  package func rebates(
    _ period: PriceTier.Period, _ sessions: [(energy: Rational, net: Rational)]
  ) -> [SettledLine] {
    let tiers = rules.tiers.filter { $0.period == period }.sorted { $0.from < $1.from }
    let volume = sessions.reduce(Rational.zero) { $0 + $1.energy }
    return tiers.enumerated().compactMap { place, tier in
      guard volume > tier.from.value || tier.reach == .all && volume >= tier.from.value else { return nil }
      let next = place + 1 < tiers.count ? tiers[place + 1].from.value : nil
      let isSuperseded = tier.reach == .all && next.map { volume >= $0 } ?? false
      guard !isSuperseded else { return nil }
      let net =
        tier.reach == .all
        ? sessions.reduce(.zero) { $0 + $1.net } : Self.net(sessions, from: tier.from.value, to: next)
      return SettledLine(
        .tier, reason: "\(tier.discount) from \(tier.from) a \(period.rawValue)",
        amount: Money(-(net * tier.discount.fraction), currency))
    }
  }

  /// The net price of the units between two volumes; a session that lies across one is split by energy.
  private static func net(
    _ sessions: [(energy: Rational, net: Rational)], from low: Rational, to high: Rational?
  ) -> Rational {
    var (before, sum) = (Rational.zero, Rational.zero)
    for session in sessions {
      let after = before + session.energy
      let inside = min(after, high ?? after) - max(before, low)
      if inside > .zero, let share = try? inside / session.energy { sum = sum + session.net * share }
      before = after
    }
    return sum
  }

  /// What is owed for what is missing of a promised volume; nil when nothing is.
  package func shortfall(_ period: PriceTier.Period, volume: Energy) -> SettledLine? {
    guard let promise = rules.commitment, promise.period == period, volume < promise.volume else {
      return nil
    }
    let missing = promise.volume - volume
    return SettledLine(
      .shortfall, reason: "\(missing) are missing of \(promise.volume) a \(period.rawValue)",
      amount: promise.shortfall * missing)
  }

  /// What a card gets back of its fees in a month; nil when they stay below the cap.
  package func monthlyCap(fees: Money) -> SettledLine? {
    guard let cap = rules.maxMonthPerToken, cap.currency == fees.currency, fees.amount > cap.amount else {
      return nil
    }
    return SettledLine(
      .monthlyCap, reason: "fees of a card are at most \(cap) a month",
      amount: Money(cap.amount - fees.amount, fees.currency))
  }
}
