package import BilateralBase

/// What can be priced: the four dimensions of OCPI in the words of a partner file.
package enum PricedComponent: String, Hashable, Sendable, CaseIterable {
  /// Per kilowatt-hour; OCPI's ENERGY.
  case energy
  /// Per hour of charging; OCPI's TIME.
  case time
  /// Per hour connected without charging; OCPI's PARKING_TIME.
  case parking
  /// Once; OCPI's FLAT.
  case session
}

/// Net amounts per component, in the currency of the rules: per kWh, per hour, per hour, once.
package struct ComponentPrices: Hashable, Sendable {
  private var amounts: [PricedComponent: Rational] = [:]

  /// Prices of the components named; the others are not touched.
  package init(
    energy: EnergyPrice? = nil, time: TimePrice? = nil, parking: TimePrice? = nil,
    session: SessionPrice? = nil
  ) {
    amounts[.energy] = energy?.perKilowattHour.amount
    amounts[.time] = time?.perHour.amount
    amounts[.parking] = parking?.perHour.amount
    amounts[.session] = session?.perSession.amount
    currencies = Set(
      [energy?.perKilowattHour, time?.perHour, parking?.perHour, session?.perSession].compactMap(
        \.?.currency))
  }

  /// The amount for a component, if one is named.
  package subscript(component: PricedComponent) -> Rational? { amounts[component] }
  /// Whether none is named.
  package var isEmpty: Bool { amounts.isEmpty }
  /// The currencies of the amounts.
  let currencies: Set<Currency>
}

/// One rule of `[[pricing.sell.rule]]`, or the rule that `[pricing.sell]` itself spells.
package struct SellRule: Hashable, Sendable {
  /// What the rule does to unit prices; `add` comes after it (ruling 25).
  package enum Change: Hashable, Sendable {
    /// Nothing.
    case keep
    /// These prices, whatever the base says.
    case set(ComponentPrices)
    /// That much less.
    case discount(Percent)
    /// That much more.
    case markup(Percent)
  }

  /// `id`: part of the identity of the tariffs it makes, so it is never reused.
  package var id: String
  /// `when.power_min`: the connector's rated power from there on (ruling 23).
  package var powerMin: Power?
  /// `when.power_max`: the connector's rated power up to there, including it: `"22 kW"` takes 22 kW plugs.
  package var powerMax: Power?
  /// One of `set`, `discount`, `markup`.
  package var change: Change
  /// `on`: the components a percentage acts on; nil for all.
  package var components: Set<PricedComponent>?
  /// `add`: amounts added after the change.
  package var add: ComponentPrices

  /// A rule; without bounds it holds for every connector.
  package init(
    id: String, powerMin: Power? = nil, powerMax: Power? = nil, change: Change = .keep,
    components: Set<PricedComponent>? = nil, add: ComponentPrices = ComponentPrices()
  ) {
    self.id = id
    self.powerMin = powerMin
    self.powerMax = powerMax
    self.change = change
    self.components = components
    self.add = add
  }

  /// Whether the rule takes every connector.
  var isUnconditional: Bool { powerMin == nil && powerMax == nil }

  /// Whether the rule takes a connector of that rated power; unknown power fits only a rule without bounds.
  func takes(_ power: Power?) -> Bool {
    if isUnconditional { return true }
    guard let power else { return false }
    return powerMin.map { power >= $0 } ?? true && powerMax.map { power <= $0 } ?? true
  }

  /// A net unit price after the rule, not rounded.
  func price(_ component: PricedComponent, from base: Rational) -> Rational {
    let isMeant = components?.contains(component) ?? true
    let changed =
      switch change {
      case .keep: base
      case .set(let prices): prices[component] ?? base
      case .discount(let percent): isMeant ? base * (1 - percent.fraction) : base
      case .markup(let percent): isMeant ? base * (1 + percent.fraction) : base
      }
    return changed + (add[component] ?? 0)
  }

  /// The factor by which the rule multiplies every price alike; nil when it does anything else.
  var uniformFactor: Rational? {
    guard add.isEmpty, components == nil || components == Set(PricedComponent.allCases) else {
      return nil
    }
    return switch change {
    case .keep: 1
    case .set: nil
    case .discount(let percent): 1 - percent.fraction
    case .markup(let percent): 1 + percent.fraction
    }
  }

  /// Every currency the rule names.
  var currencies: Set<Currency> {
    guard case .set(let prices) = change else { return add.currencies }
    return add.currencies.union(prices.currencies)
  }
}

/// `[pricing.sell]` in the form that is priced today: a base list, and rules for all or by rated power.
package struct SellRules: Hashable, Sendable {
  /// `base`: the name of the price list.
  package var base: String
  /// `currency`: nil takes the list's.
  package var currency: Currency?
  /// The rules; the first one that takes a connector counts for it, and none leaves the base price.
  package var rules: [SellRule]
  /// Paths of what the file says beyond this form, such as `pricing.sell.tier[0]`; anything here stops publishing.
  package var beyond: [String]

  /// Rules over a base list.
  package init(
    base: String, currency: Currency? = nil, rules: [SellRule] = [], beyond: [String] = []
  ) {
    self.base = base
    self.currency = currency
    self.rules = rules
    self.beyond = beyond
  }

  /// The rules that can take a connector at all: those behind an unconditional one are never reached.
  ///
  /// The last entry is nil when some connectors are taken by no rule: they keep the base price.
  var reachable: [SellRule?] {
    guard let last = rules.firstIndex(where: \.isUnconditional) else { return rules + [nil] }
    return Array(rules[...last])
  }

  /// The rule for a connector of that rated power.
  func rule(forRated power: Power?) -> SellRule? { rules.first { $0.takes(power) } }
}
