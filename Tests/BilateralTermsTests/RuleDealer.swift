import BilateralBase
import BilateralModel
import BilateralTerms
import BilateralTestTools

/// Deals price rules: every change, conditions of place, driver, day and moment, and both ways to combine them.
struct RuleDealer {
  /// What the rules may do.
  enum Reach: Sendable {
    /// They change what the list prices, and price nothing that it leaves free.
    case pricedOnly
    /// They also take prices away, and price what the list leaves free.
    case everything
  }

  private var dice: Dice
  private let reach: Reach
  /// The day around which dates lie.
  private let day: CivilDate
  /// Components that every tariff of the list prices at all times.
  private let always: Set<PricedComponent>

  init(seed: UInt64, reach: Reach, day: CivilDate, over list: [Tariff]) {
    dice = Dice(seed: seed)
    self.reach = reach
    self.day = day
    always = Set(
      PricedComponent.allCases.filter { part in list.allSatisfy { $0.alwaysPrices(part.dimension) } })
  }

  /// Rules over a list.
  mutating func deal() -> PriceRules {
    var terms = PriceRules(base: .received, rules: (0..<dice.number(1...4)).map { rule($0) })
    terms.combine = dice.happens(50) ? .stack : .firstMatch
    terms.limits = dice.one(of: PriceRules.LimitPolicy.allCases)
    if dice.happens(10) { terms.minPrice = kilowattHour(1...15) }
    if dice.happens(10) { terms.maxPrice = kilowattHour(40...90) }
    let removed = terms.rules.reduce(Set<PricedComponent>()) { $0.union($1.removed) }
    if dice.happens(10) {
      terms.passThrough = Set([dice.one(of: PricedComponent.allCases)]).subtracting(removed)
    }
    terms.passesReservations = dice.happens(5)
    terms.fillsGaps = reach == .everything && dice.happens(40)
    return terms
  }

  /// A connector and a driver that some of the rules may take.
  mutating func place(of list: [Tariff]) -> (ChargePlace, PricedDriver) {
    let place = ChargePlace(
      country: dice.one(of: ["DE", "NL"]), groups: dice.happens(50) ? ["city"] : [],
      power: .kilowatts(dice.one(of: [11, 50, 150])), current: dice.one(of: [.ac, .dc]), isPublic: true,
      tariffs: list.map(\.id))
    return (place, PricedDriver(tokenGroup: dice.happens(30) ? "G1" : nil))
  }

  private mutating func rule(_ number: Int) -> PriceRule {
    var rule = PriceRule(id: "r\(number)", change: change())
    if dice.happens(25) {
      rule.components = some()
      rule.namesReservations = dice.happens(30)
    }
    if dice.happens(40) { rule.add = amounts(1...30, within: Set(PricedComponent.allCases)) }
    if reach == .everything, dice.happens(15) { rule.removed = some() }
    if reach == .everything, dice.happens(10) { rule.parking.hours = window() }
    if dice.happens(10) { rule.floor = kilowattHour(5...20) }
    if dice.happens(10) { rule.cap = kilowattHour(50...80) }
    if dice.happens(30) { rule.when.place = placeSelector() }
    if dice.happens(10) { rule.when.driver.tokenGroups = ["G1"] }
    if dice.happens(50) { rule.when.moment = momentSelector() }
    if dice.happens(15) { rule.from = CivilDate(daysSince1970: day.daysSince1970 + dice.number(-3...1)) }
    if dice.happens(15) { rule.until = CivilDate(daysSince1970: day.daysSince1970 + dice.number(1...4)) }
    return rule
  }

  private mutating func change() -> PriceRule.Change {
    let percent = Percent(value: Rational(dice.number(0...300)) * (Rational(1, over: 10) ?? .zero))
    let settable = reach == .everything ? Set(PricedComponent.allCases) : always
    switch dice.number(0...9) {
    case 0: return .keep
    case 1, 2: return .set(amounts(1...90, within: settable))
    case 3, 4, 5: return .markup(percent)
    default: return .discount(percent)
    }
  }

  private mutating func some() -> Set<PricedComponent> {
    Set(PricedComponent.allCases.filter { _ in dice.happens(40) })
  }

  /// Amounts in cents for some of these components.
  private mutating func amounts(
    _ cents: ClosedRange<Int>, within allowed: Set<PricedComponent>
  ) -> ComponentPrices {
    func amount(_ part: PricedComponent, _ dice: inout Dice) -> Money? {
      guard allowed.contains(part), dice.happens(50) else { return nil }
      return Money(Rational(dice.number(cents)) * (Rational(1, over: 100) ?? .zero), .euro)
    }
    return ComponentPrices(
      energy: amount(.energy, &dice).map { EnergyPrice(perKilowattHour: $0) },
      time: amount(.time, &dice).map { TimePrice(perHour: $0) },
      parking: amount(.parking, &dice).map { TimePrice(perHour: $0) },
      session: amount(.session, &dice).map { SessionPrice(perSession: $0) })
  }

  private mutating func kilowattHour(_ cents: ClosedRange<Int>) -> EnergyPrice {
    EnergyPrice(
      perKilowattHour: Money(Rational(dice.number(cents)) * (Rational(1, over: 100) ?? .zero), .euro))
  }

  private mutating func placeSelector() -> PlaceSelector {
    var place = PlaceSelector()
    if dice.happens(40) { place.countries = [dice.one(of: ["DE", "NL"])] }
    if dice.happens(40) { place.groups = ["city"] }
    if dice.happens(40) { place.powerMin = .kilowatts(dice.one(of: [22, 100])) }
    if dice.happens(20) { place.current = .dc }
    return place
  }

  private mutating func momentSelector() -> MomentSelector {
    var moment = MomentSelector()
    if dice.happens(50) { moment.hours = window() }
    if dice.happens(25) { moment.days = Set((0...6).filter { _ in dice.happens(50) }) }
    if dice.happens(10) { moment.months = Set((1...12).filter { _ in dice.happens(50) }) }
    if dice.happens(20) { moment.energyFrom = .kilowattHours(Rational(dice.number(1...15))) }
    if dice.happens(20) { moment.energyTo = .kilowattHours(Rational(dice.number(16...40))) }
    if dice.happens(15) { moment.durationFrom = dice.number(1...8) * 600 }
    if dice.happens(15) { moment.durationTo = dice.number(9...20) * 600 }
    if dice.happens(15) { moment.powerMin = .kilowatts(Rational(dice.number(1...10))) }
    if dice.happens(15) { moment.powerMax = .kilowatts(Rational(dice.number(11...50))) }
    return moment
  }

  private mutating func window() -> TimeWindow? {
    TimeWindow(dice.one(of: ["22:00-06:00", "08:30-18:00", "02:00-03:00", "00:00-12:00", "23:00-00:30"]))
  }
}

extension Tariff {
  /// Whether an element without restrictions has a price for a dimension.
  func alwaysPrices(_ dimension: TariffDimensionType) -> Bool {
    elements.contains { element in
      (element.restrictions ?? TariffRestrictions()) == TariffRestrictions()
        && element.priceComponents.contains { $0.type == dimension }
    }
  }
}
