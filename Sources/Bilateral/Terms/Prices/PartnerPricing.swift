package import BilateralBase
package import BilateralModel

/// One direction of prices with one partner, ready to be used: terms, price list, rates and the moment they were applied.
///
/// It is made once for each state of the terms and asked often: what it publishes is what it bills (ruling 20).
package struct PartnerPricing: Sendable {
  /// The partner's id.
  package let partner: String
  /// The terms.
  package let rules: PriceRules
  /// The list they begin with.
  package let list: PriceList
  /// What the hub takes, of which sessions, and who bears it.
  package let hubFee: HubFeeTerms?
  /// What stands against using these terms, and what is worth knowing; with an error there is no tariff at all.
  package let findings: [Diagnostic]
  let surroundings: PricingSurroundings
  let made: [MadeTariff]
  private let map: ConnectorTariffMap
  private let finder: ClassFinder
  /// What was made for each set of rules that can fit, so that a million sessions are priced without looking for it.
  private let slots: [Slot: [Int]]

  private struct Slot: Hashable {
    var base: CiString
    var fitting: RuleMask
    var country: String?
  }

  /// The prices of one direction; nil without its block.
  ///
  /// - Parameters:
  ///   - file: the terms.
  ///   - side: the direction.
  ///   - list: the price list that `base` names; for `received` the partner's tariffs.
  ///   - rates: exchange rates for lists in another currency.
  ///   - groups: the groups of locations that the rules speak of.
  ///   - zone: the agreement's zone, in which days begin; nil for UTC.
  ///   - appliedAt: when the terms were applied.
  package init?(
    _ file: PartnerFile, _ side: PriceSide, list: PriceList, rates: ExchangeRates = .none,
    groups: LocationGroups = LocationGroups(), zone: ZoneFile? = nil, appliedAt: Timestamp
  ) {
    guard let rules = file.priceRules(side) else { return nil }
    self.init(
      rules, list: list, partner: file.id, hubFee: file.hubFee, groups: groups,
      PricingSurroundings(file, rates: rates, zone: zone, appliedAt: appliedAt))
  }

  /// The prices of rules, whoever wrote them.
  ///
  /// - Parameters:
  ///   - rules: the terms of one direction.
  ///   - list: the list they begin with.
  ///   - partner: the partner's id, which tariffs do not tell.
  ///   - hubFee: what the hub takes, of which sessions, and who bears it.
  ///   - groups: the groups of locations that the rules speak of.
  ///   - surroundings: moment, rates, zone and dialect.
  ///   - places: decimals of unit prices; others than four show the transformation without its rounding.
  package init(
    _ rules: PriceRules, list: PriceList, partner: String, hubFee: HubFeeTerms? = nil,
    groups: LocationGroups = LocationGroups(), _ surroundings: PricingSurroundings, places: Int = 4
  ) {
    var rewriter = TariffRewriter(rules, list: list, partner: partner, surroundings)
    rewriter.places = places
    rewriter.rewrite()
    let made = rewriter.made
    self.rules = rules
    self.list = list
    self.partner = partner
    self.hubFee = hubFee
    self.surroundings = surroundings
    self.made = made
    findings = rewriter.findings
    map = ConnectorTariffMap(
      rules: rules, change: surroundings.change, groups: groups,
      entries: made.map { (base: $0.base, rule: $0.key, id: $0.tariff.id) })
    finder = rewriter.finder
    slots = Self.slots(made, map, rewriter.finder)
  }

  private static func slots(
    _ made: [MadeTariff], _ map: ConnectorTariffMap, _ finder: ClassFinder
  ) -> [Slot: [Int]] {
    let byKey = Dictionary(
      grouping: made.indices, by: { ConnectorTariffMap.Key(base: made[$0].base, rule: made[$0].key) })
    let countries = [nil] + Set(made.compactMap(\.country)).sorted().map { $0 }
    var slots: [Slot: [Int]] = [:]
    for base in Set(made.map(\.base)) {
      for fitting in finder.masks(tariff: base, countries: finder.countries) ?? [] {
        for country in countries {
          let found = map.keys(fitting, base, country: country).flatMap { keys in
            keys.lazy.compactMap { byKey[$0] }.first ?? []
          }
          slots[Slot(base: base, fitting: fitting, country: country)] = found
        }
      }
    }
    return slots
  }

  /// What the partner gets to see at a moment: what holds then and what is announced.
  package func publish(at now: Timestamp) -> PartnerTariffs {
    guard !findings.hasErrors else { return .nothing(because: findings) }
    let ids = Dictionary(grouping: made, by: \.tariff.id)
    // Under one id for all times only the tariff that holds now can be seen.
    let seen = made.filter { one in
      one.turn.map { now < $0 } ?? true && (ids[one.tariff.id]?.count == 1 || one.holds(at: now))
    }
    let ahead = made.flatMap { [$0.start, $0.end] }.compactMap { $0 }.filter { $0 > now }
    let entries = seen.map { (base: $0.base, rule: $0.key, id: $0.tariff.id) }
    return PartnerTariffs(
      tariffs: seen.map(\.tariff), connectors: map.keeping(entries), findings: findings,
      nextChange: ahead.min(),
      chains: Dictionary(seen.map { ($0.tariff.id, $0.chains) }) { first, _ in first })
  }

  /// The tariffs of a place as published, that hold for sessions which begin at a moment.
  ///
  /// - Parameters:
  ///   - place: the connector.
  ///   - driver: who charges.
  ///   - moment: when the session begins.
  /// - Returns: one for each tariff of the list that the connector names; none when the rules leave it without a price.
  package func tariffs(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [Tariff] { holding(at: place, driver, moment).map(\.tariff) }

  /// The same, each with the tariff of the list that it was made of.
  package func named(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [(base: CiString, tariff: Tariff)] {
    holding(at: place, driver, moment).map { (base: $0.base, tariff: $0.tariff) }
  }

  /// How the unit prices of `tariffs(at:driver:moment:)` came to be, by the tariff's id.
  package func chains(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [CiString: [UnitPriceChain]] {
    Dictionary(holding(at: place, driver, moment).map { ($0.tariff.id, $0.chains) }) { first, _ in first }
  }

  /// The tariffs of the list that those of a place were made of.
  package func bases(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [Tariff] {
    holding(at: place, driver, moment).compactMap { one in list.tariffs.first { $0.id == one.base } }
  }

  /// The rules that take part in the price of a session that begins at a moment, in written order.
  package func rules(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [PriceRule] {
    holding(at: place, driver, moment).first?.rules ?? []
  }

  /// What holds for sessions that begin at a moment.
  func holding(at place: ChargePlace, _ driver: PricedDriver, _ moment: Timestamp) -> [MadeTariff] {
    var found: [MadeTariff] = []
    for base in map.bases(of: place) {
      let fitting = finder.fitting(place, driver, tariff: base)
      guard
        let made = slots[Slot(base: base, fitting: fitting, country: place.country)]
          ?? slots[Slot(base: base, fitting: fitting, country: nil)]
      else { continue }
      for one in made.lazy.map({ self.made[$0] }) where one.holds(at: moment) {
        if !found.contains(where: { $0.tariff.id == one.tariff.id }) { found.append(one) }
      }
    }
    return found
  }
}
