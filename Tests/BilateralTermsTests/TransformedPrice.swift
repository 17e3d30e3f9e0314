import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// `transform(price(T, s))`: what a session costs when rules act on each line of its price under the list.
///
/// It shares no code with what turns rules into tariffs: it asks of each period which rules hold when it begins, in the
/// words of the partner file, and applies them to the line's unit price in the order of the contract.
struct TransformedPrice {
  let terms: PriceRules
  /// The rules that fit place and driver and are in force on the day of the session, in written order.
  let held: [PriceRule]
  let list: [Tariff]
  let base: PricedSession
  let zone: ZoneFile
  let version: OCPIVersion
  /// Periods in which the momentary power fits, by rule.
  private var powered: [String: Set<Int>] = [:]

  init(
    _ base: PricedSession, _ terms: PriceRules, at place: ChargePlace, _ driver: PricedDriver, list: [Tariff],
    zone: ZoneFile, version: OCPIVersion
  ) throws {
    self.terms = terms
    self.list = list
    self.base = base
    self.zone = zone
    self.version = version
    let day = CivilDate(base.session.start)
    let tariff = list.first?.id ?? ""
    held = terms.rules.filter { rule in
      rule.isInForce(on: day) && rule.when.place.takes(place, tariff: tariff)
        && rule.when.driver.takes(driver)
    }
    for rule in held where rule.when.moment.powerMin != nil || rule.when.moment.powerMax != nil {
      powered[rule.id] = try poweredPeriods(rule.when.moment)
    }
  }

  /// Amounts by what they are charged for; gross is nil where taxes are unknown.
  typealias Amounts = [BilledComponent: PricedAmount]

  /// Whether the rules touch the fee of a session.
  var touchesFee: Bool {
    held.contains { rule in
      if case .set(let prices) = rule.change, prices[.session] != nil { return true }
      return rule.add[.session].map { !$0.isZero } ?? false
    }
  }

  /// The first period of charging or parking; a fee of the session belongs to it.
  var firstPeriod: Int? { base.session.periods.firstIndex { !$0.isReservation } }

  /// Whether the list has no fee when the session begins, and gets one later or none at all.
  var isFeeLate: Bool {
    guard let first = firstPeriod else { return false }
    return touchesFee && !base.lines.contains { $0.component == .flat && $0.period == first }
  }

  /// The amounts of all lines under the rules, with the quantities that are billed under the list.
  func amounts() -> Amounts {
    var amounts: Amounts = [:]
    func add(_ component: BilledComponent, _ net: Rational, _ vat: Rational?, _ mode: TaxIncluded?) {
      let known = amounts[component] ?? PricedAmount(net: .zero, gross: version == .v2_1_1 ? nil : .zero)
      amounts[component] = known + PricedAmount(net: net, gross: gross(net, vat, mode))
    }
    for line in base.lines {
      let tariff = list.first { $0.id == line.tariffID }
      let net = Self.net(line.unitPrice, line.vat, tariff?.taxIncluded)
      guard let part = PricedComponent(line.component) else {
        add(line.component, reserved(net, line.period) * line.billed, line.vat, tariff?.taxIncluded)
        continue
      }
      if part == .session, isFeeLate { continue }
      guard let price = unit(net, part, period: line.period) else { continue }
      add(line.component, price * line.billed, line.vat, tariff?.taxIncluded)
    }
    for (period, part, measured) in gaps {
      guard let price = unit(nil, part, period: period) else { continue }
      let tariff = tariff(of: base.session.periods[period])
      let rate = tariff?.elements.first?.priceComponents.first?.vat.flatMap { $0.rational }
      add(part.billed, price * measured, rate, tariff?.taxIncluded)
    }
    return amounts
  }

  /// What was measured and has no price under the list.
  private var gaps: [(period: Int, part: PricedComponent, measured: Rational)] {
    var found: [(period: Int, part: PricedComponent, measured: Rational)] = []
    let lines = base.lines
    for (index, period) in base.session.periods.enumerated() {
      let measured: [(PricedComponent, Rational?)] = [
        (.energy, period.energy), (.time, period.charging), (.parking, period.parking),
      ]
      for (part, amount) in measured {
        guard let amount, !amount.isZero else { continue }
        if lines.contains(where: { $0.period == index && $0.component == part.billed }) { continue }
        found.append((index, part, amount))
      }
    }
    if isFeeLate, let first = firstPeriod { found.append((first, .session, 1)) }
    return found
  }

  // MARK: - rules

  /// A net unit price under the rules that hold when a period begins; nil where it is free.
  private func unit(_ listed: Rational?, _ part: PricedComponent, period: Int) -> Rational? {
    let rules = holding(period)
    guard !rules.contains(where: { $0.removed.contains(part) }) else { return nil }
    if part == .parking, let hours = rules.lazy.compactMap(\.parking.hours).first,
      !hours.contains(zone.local(base.session.periods[period].start).minuteOfDay)
    {
      return nil
    }
    guard !terms.passThrough.contains(part) else { return listed }
    var price = listed
    for rule in rules {
      let isMeant = rule.components?.contains(part) ?? true
      switch rule.change {
      case .set(let prices): price = prices[part] ?? price
      case .discount(let percent) where isMeant: price = price.map { $0 - $0 * percent.fraction }
      case .markup(let percent) where isMeant: price = price.map { $0 + $0 * percent.fraction }
      default: break
      }
      guard let more = rule.add[part], !more.isZero else { continue }
      if price != nil || part == .session || terms.fillsGaps { price = (price ?? .zero) + more }
    }
    return part == .energy ? price.map { held($0, rules) } : price
  }

  /// What a unit of a reservation costs: only percentages on everything, or on reservations by name, change it.
  private func reserved(_ listed: Rational, _ period: Int) -> Rational {
    guard !terms.passesReservations else { return listed }
    return holding(period).filter(\.meansReservations).reduce(listed) { price, rule in
      switch rule.change {
      case .discount(let percent): price - price * percent.fraction
      case .markup(let percent): price + price * percent.fraction
      default: price
      }
    }
  }

  private func held(_ price: Rational, _ rules: [PriceRule]) -> Rational {
    let floors = rules.map(\.floor) + [terms.minPrice]
    let caps = rules.map(\.cap) + [terms.maxPrice]
    let floor = floors.compactMap { $0?.perKilowattHour.amount }.max()
    let cap = caps.compactMap { $0?.perKilowattHour.amount }.min()
    if let floor, price < floor { return floor }
    return cap.map { min(price, $0) } ?? price
  }

  private func holding(_ period: Int) -> [PriceRule] {
    let found = held.filter { holds($0, period) }
    return terms.combine == .firstMatch ? Array(found.prefix(1)) : found
  }

  private func holds(_ rule: PriceRule, _ index: Int) -> Bool {
    let (moment, periods) = (rule.when.moment, base.session.periods)
    let local = zone.local(periods[index].start)
    if let hours = moment.hours, !hours.contains(local.minuteOfDay) { return false }
    if !moment.days.isEmpty, !moment.days.contains(local.weekday) { return false }
    if !moment.months.isEmpty, !moment.months.contains(local.date.month) { return false }
    let energy = periods[..<index].reduce(Rational.zero) { $0 + ($1.energy ?? .zero) }
    if let from = moment.energyFrom?.value, energy < from { return false }
    if let to = moment.energyTo?.value, energy >= to { return false }
    // A reservation has a clock of its own (R5).
    let zero = periods[index].isReservation ? 0 : firstPeriod ?? 0
    let elapsed = periods[index].start.seconds - periods[zero].start.seconds
    if let from = moment.durationFrom, elapsed < Int64(from) { return false }
    if let to = moment.durationTo, elapsed >= Int64(to) { return false }
    return powered[rule.id]?.contains(index) ?? true
  }

  /// Periods whose power lies between the bounds: asked of a tariff that has them and nothing else (R9).
  private func poweredPeriods(_ moment: MomentSelector) throws -> Set<Int> {
    var bounds = TariffRestrictions()
    bounds.minPower = moment.powerMin.flatMap { WireNumber($0.value) }
    bounds.maxPower = moment.powerMax.flatMap { WireNumber($0.value) }
    guard var tariff = list.first else { return [] }
    let components = [TariffDimensionType.energy, .time, .parkingTime].map {
      PriceComponent(type: $0, price: 1)
    }
    tariff.elements = [TariffElement(priceComponents: components, restrictions: bounds)]
    (tariff.minPrice, tariff.maxPrice) = (nil, nil)
    let lines = try Pricer(tariffs: [tariff], zone: zone, version: version).price(base.session).lines
    return Set(lines.map(\.period))
  }

  // MARK: - tax

  private func tariff(of period: ChargedPeriod) -> Tariff? {
    list.first { $0.id == period.tariffID } ?? list.first
  }

  private static func net(_ price: Rational, _ vat: Rational?, _ mode: TaxIncluded?) -> Rational {
    guard mode == .yes, let vat else { return price }
    return (try? price / (1 + Percent(value: vat).fraction)) ?? price
  }

  private func gross(_ net: Rational, _ vat: Rational?, _ mode: TaxIncluded?) -> Rational? {
    guard version != .v2_1_1 else { return nil }
    guard mode != .notApplicable, let vat else { return net }
    return net * (1 + Percent(value: vat).fraction)
  }
}

extension TimeWindow {
  /// Whether a minute after midnight lies in the window, which may pass midnight.
  func contains(_ minute: Int) -> Bool {
    start < end ? start <= minute && minute < end : start <= minute || minute < end
  }
}

extension PricedComponent {
  /// The same in the words of a priced session.
  var billed: BilledComponent {
    switch self {
    case .energy: .energy
    case .time: .time
    case .parking: .parking
    case .session: .flat
    }
  }

  /// The component of a line; nil for a reservation, which has prices of its own.
  init?(_ component: BilledComponent) {
    guard let found = Self.allCases.first(where: { $0.billed == component }) else { return nil }
    self = found
  }
}
