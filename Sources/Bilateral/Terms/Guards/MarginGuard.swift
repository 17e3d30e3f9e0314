package import BilateralBase
package import BilateralModel

/// Whether what drivers pay is above what is owed, whatever they do: compared moment by moment, not by examples.
///
/// When each unit price of the one tariff is at least that of the other everywhere, and so are fees and limits, no session
/// can lose money. Otherwise the first moment at which one can is named (terms, section 5).
package struct MarginGuard: Sendable {
  /// A moment at which a session loses money.
  package struct Witness: Hashable, Sendable {
    /// What loses it.
    package var component: PricedComponent
    /// When, in words.
    package var moment: String
    /// What the driver pays for a unit, net.
    package var retail: Rational
    /// What is owed for a unit, net, with fees and the margin that is demanded.
    package var cost: Rational
  }

  /// What we owe.
  package var cost: Tariff
  /// What the driver pays.
  package var retail: Tariff
  /// What the hub takes.
  package var hubFee: HubFee?
  /// What must be left.
  package var floor: PriceRules.Margin?

  /// A guard over two tariffs of one currency.
  package init(cost: Tariff, retail: Tariff, hubFee: HubFee? = nil, floor: PriceRules.Margin? = nil) {
    self.cost = cost
    self.retail = retail
    self.hubFee = hubFee
    self.floor = floor
  }

  /// What stands against the driver's price; empty when no session can lose money.
  package var findings: [GuardFinding] {
    guard cost.currency.uppercased() == retail.currency.uppercased() else {
      return [
        GuardFinding(
          .exchangeTable,
          "drivers pay in \(retail.currency), we owe \(cost.currency): margins cannot be compared",
          help: "write currency in [pricing.retail] and [pricing.buy] alike")
      ]
    }
    guard let samples = TariffSample.all(of: [cost, retail]) else {
      return [GuardFinding(.margin, .warned, "the two tariffs have too many cells to be compared")]
    }
    var found: [GuardFinding] = []
    for component in PricedComponent.allCases {
      if let witness = witness(component, samples) { found.append(finding(witness)) }
    }
    return found + limits
  }

  /// The moments at which money is lost, one for each component.
  package var witnesses: [Witness] {
    let samples = TariffSample.all(of: [cost, retail]) ?? []
    return PricedComponent.allCases.compactMap { witness($0, samples) }
  }

  private func witness(_ component: PricedComponent, _ samples: [TariffSample]) -> Witness? {
    for sample in samples {
      let owed = cost.unit(component, at: sample)
      let wanted = demanded(component, owed ?? .zero)
      let paid = retail.unit(component, at: sample) ?? .zero
      guard wanted > paid else { continue }
      return Witness(component: component, moment: sample.words, retail: paid, cost: wanted)
    }
    return nil
  }

  /// The least unit price for what is owed.
  private func demanded(_ component: PricedComponent, _ owed: Rational) -> Rational {
    var wanted = owed
    if case .percent(let part) = hubFee { wanted = wanted * (1 + part.fraction) }
    if component == .session, case .session(let fee) = hubFee { wanted = wanted + fee.perSession.amount }
    switch floor {
    case .percent(let part): wanted = wanted * (1 + part.fraction)
    case .price(let price): if component == .energy { wanted = wanted + price.perKilowattHour.amount }
    case nil: break
    }
    return wanted
  }

  private func finding(_ witness: Witness) -> GuardFinding {
    let unit = "\(cost.currency)/\(witness.component.unit)"
    return GuardFinding(
      .margin,
      "drivers pay \(witness.retail.decimalText(atMost: 4)) \(unit) for \(witness.component.rawValue) "
        + "\(witness.moment), where at least \(witness.cost.decimalText(atMost: 4)) is needed",
      help: "charge \(Self.leastUnit(witness.cost).decimalText(atMost: 4)) \(unit) or more")
  }

  /// A least price that is owed must be a least price that is paid; a highest one that is paid, one that is owed.
  private var limits: [GuardFinding] {
    func number(_ limit: PriceLimit?) -> Rational? {
      limit.flatMap { Rational(decimalText: $0.beforeTaxes.text) }
    }
    var found: [GuardFinding] = []
    if let owed = number(cost.minPrice), demanded(.session, owed) > number(retail.minPrice) ?? .zero {
      found.append(
        GuardFinding(
          .margin,
          "a session costs us at least \(owed.decimalText(atMost: 4)) \(cost.currency), and drivers less",
          help: "write limits = \"scale\", or min_session in [pricing.retail]"))
    }
    if let paid = number(retail.maxPrice),
      number(cost.maxPrice).map({ demanded(.session, $0) > paid }) ?? true
    {
      found.append(
        GuardFinding(
          .margin,
          "drivers pay at most \(paid.decimalText(atMost: 4)) \(cost.currency) a session, and we may owe more",
          help: "raise or drop max_session in [pricing.retail]"))
    }
    return found
  }

  /// A price that is not undercut by rounding: up to four decimals (E12).
  package static func leastUnit(_ wanted: Rational) -> Rational { wanted.rounded(toPlaces: 4, .up) }

  /// How much of a losing component eats what the others earn (E11).
  ///
  /// - Parameters:
  ///   - witness: the component that loses.
  ///   - energy: what is charged, kWh.
  ///   - hours: how long.
  /// - Returns: kWh, hours or sessions; nil when nothing else earns.
  package func breakEven(_ witness: Witness, energy: Rational, hours: Rational = .zero) -> Rational? {
    let sample = TariffSample()
    func gain(_ component: PricedComponent) -> Rational {
      (retail.unit(component, at: sample) ?? .zero) - (cost.unit(component, at: sample) ?? .zero)
    }
    let amounts: [PricedComponent: Rational] = [.energy: energy, .time: hours, .session: 1]
    let earned = amounts.reduce(Rational.zero) { sum, part in
      part.key == witness.component ? sum : sum + gain(part.key) * part.value
    }
    let loss = witness.cost - witness.retail
    guard loss > .zero, earned > .zero else { return nil }
    return try? earned / loss
  }
}

/// What one session leaves: the driver's price without tax, less what is owed and what the hub takes.
package struct SessionMargin: Hashable, Sendable {
  /// How a margin stands to what is demanded.
  package enum State: String, Hashable, Sendable {
    case sound = "ok"
    case belowFloor = "below floor"
    case negative
  }

  /// What is left.
  package let margin: Money
  /// How it stands to what is demanded.
  package let state: State
  /// What is left, in percent of what is owed; nil when nothing is owed.
  package let percent: Rational?

  /// The margin of one session.
  ///
  /// - Parameters:
  ///   - retail: what the driver pays, net.
  ///   - cost: what is owed, net.
  ///   - energy: what was charged, for a floor per kWh.
  ///   - hubFee: what the hub takes of it.
  ///   - floor: what must be left.
  /// - Throws: `MoneyError` when the currencies differ.
  package init(
    retail: Money, cost: Money, energy: Energy = .zero, hubFee: HubFee? = nil, floor: PriceRules.Margin? = nil
  ) throws(MoneyError) {
    let fee = hubFee.flatMap { $0.fee(on: cost) } ?? .zero(cost.currency)
    let owed = try cost + fee
    margin = try retail - owed
    let wanted: Rational =
      switch floor {
      case .percent(let part): owed.amount * part.fraction
      case .price(let price): price.perKilowattHour.amount * energy.value
      case nil: .zero
      }
    state = margin.amount.isNegative ? .negative : margin.amount < wanted ? .belowFloor : .sound
    percent = (try? margin.amount / owed.amount).map { $0 * 100 }
  }
}
