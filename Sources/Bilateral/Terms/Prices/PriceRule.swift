package import BilateralBase

/// One rule of `[[pricing.<side>.rule]]`, or the rule `*` that the block itself spells.
package struct PriceRule: Hashable, Sendable {
  /// What a rule does to unit prices; `add` comes after it (ruling 25).
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
  /// `from`: the first day, in the agreement's zone.
  package var from: CivilDate?
  /// `until`: the last day.
  package var until: CivilDate?
  /// `when`.
  package var when: RuleSelector
  /// One of `set`, `discount`, `markup`.
  package var change: Change
  /// `on`: the components a percentage acts on; nil for all.
  package var components: Set<PricedComponent>?
  /// Whether `on` names reservations beside the components.
  package var namesReservations = false
  /// `add`: amounts added after the change.
  package var add: ComponentPrices
  /// `remove`: components that cost nothing.
  package var removed: Set<PricedComponent> = []
  /// `floor`: the least price of a kWh.
  package var floor: EnergyPrice?
  /// `cap`: the highest price of a kWh.
  package var cap: EnergyPrice?
  /// `parking_after`, `parking_cap`, `parking_hours`.
  package var parking = ParkingTerms()
  /// `justification`: why the price differs from the list's.
  package var justification: String?
  /// `visible_as`: the line that drivers see.
  package var visibleAs: String?
  /// Where the rule begins.
  package var place: SourcePlace?

  /// A rule; without a condition it holds for every session.
  package init(
    id: String, when: RuleSelector = RuleSelector(), change: Change = .keep,
    components: Set<PricedComponent>? = nil, add: ComponentPrices = ComponentPrices()
  ) {
    self.id = id
    self.when = when
    self.change = change
    self.components = components
    self.add = add
  }

  /// A rule for connectors of some rated power (ruling 23).
  package init(
    id: String, powerMin: Power?, powerMax: Power? = nil, change: Change = .keep,
    components: Set<PricedComponent>? = nil, add: ComponentPrices = ComponentPrices()
  ) {
    var when = RuleSelector()
    (when.place.powerMin, when.place.powerMax) = (powerMin, powerMax)
    self.init(id: id, when: when, change: change, components: components, add: add)
  }

  /// A rule for connectors up to some rated power.
  package init(
    id: String, powerMax: Power, change: Change = .keep, components: Set<PricedComponent>? = nil,
    add: ComponentPrices = ComponentPrices()
  ) {
    self.init(id: id, powerMin: nil, powerMax: powerMax, change: change, components: components, add: add)
  }

  /// Whether the rule is in force on a day.
  package func isInForce(on day: CivilDate) -> Bool {
    from.map { $0 <= day } ?? true && until.map { day <= $0 } ?? true
  }

  /// The justification where it says something; a word or two is none.
  package var reason: String? { justification.flatMap { $0.count >= 20 ? $0 : nil } }

  /// Whether the rule takes every session on every day.
  package var isUnconditional: Bool { when.isUnconditional && from == nil && until == nil }

  /// Whether a percentage of the rule acts on what a reservation costs: without `on`, or where it names reservations.
  package var meansReservations: Bool { components == nil || namesReservations }

  /// Every currency the rule names.
  var currencies: Set<Currency> {
    var found = add.currencies
    if case .set(let prices) = change { found.formUnion(prices.currencies) }
    for money in [floor?.perKilowattHour, cap?.perKilowattHour, parking.cap] {
      if let money { found.insert(money.currency) }
    }
    return found
  }
}

/// What a rule says of parking beyond its price.
package struct ParkingTerms: Hashable, Sendable {
  /// `parking_after`: parking is free for so many seconds; OCPI cannot say it, so it is settled as a line (ruling 24).
  package var freeSeconds: Int?
  /// `parking_cap`: the most that parking costs in a session; settled as a line.
  package var cap: Money?
  /// `parking_hours`: parking costs something in these hours alone.
  package var hours: TimeWindow?

  /// Nothing said.
  package init() {}

  /// Whether parking has to be settled beside the tariff.
  package var isSettledApart: Bool { freeSeconds != nil || cap != nil }
}
