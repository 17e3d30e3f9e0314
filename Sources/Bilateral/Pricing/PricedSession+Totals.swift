import BilateralBase

/// The whole of a session.
struct PricedTotals: Sendable {
  var amount: PricedAmount
  /// The whole before limits.
  var unlimited: PricedAmount
  var limits: [PricedSession.Limit] = []

  var net: Rational? { amount.net }
  var gross: Rational? { amount.gross }
}

extension PricedSession {
  /// The parts; what did not occur is not there.
  package var parts: [BilledComponent: Part] {
    var parts: [BilledComponent: Part] = [:]
    for component in BilledComponent.allCases {
      guard let part = part(component) else { continue }
      parts[component] = part
    }
    return parts
  }

  /// One part; nil when it did not occur.
  package func part(_ component: BilledComponent) -> Part? {
    let (measured, billed) = (measured(component), billed(component))
    let isCharged = charges.contains { $0.slot.component == component }
    guard isCharged || !measured.isZero else { return nil }
    let amount = amount(component)
    return Part(net: amount.net, gross: amount.gross, measured: measured, billed: billed)
  }

  /// The taxes by rate, no rate first, then ascending; empty when taxes are unknown.
  package var taxes: [Tax] {
    var byRate: [Rational?: PricedAmount] = [:]
    for (place, group) in tariffs.taxes.enumerated() {
      let stated = sums.stated(tax: place)
      guard !stated.isZero else { continue }
      byRate[group.rate] = (byRate[group.rate] ?? .nothing) + PricedAmount(stated, group)
    }
    let totals = totals
    var taxes: [Tax] = []
    for (rate, amount) in byRate {
      guard let net = amount.net, let gross = amount.gross else { return [] }
      taxes.append(Tax(rate: rate, net: net, tax: gross - net))
    }
    taxes.sort { ($0.rate ?? -1_000) < ($1.rate ?? -1_000) }
    return totals.limits.isEmpty ? taxes : Self.scaled(taxes, to: totals)
  }

  /// Taxes pro rata of what a limit left (R13).
  private static func scaled(_ taxes: [Tax], to totals: PricedTotals) -> [Tax] {
    guard let net = totals.net, let gross = totals.gross else { return [] }
    let before = taxes.reduce(Rational.zero) { $0 + $1.net }
    let taxBefore = taxes.reduce(Rational.zero) { $0 + $1.tax }
    guard let share = try? net / before else { return [Tax(rate: nil, net: net, tax: gross - net)] }
    let tax = gross - net
    let taxShare = (try? tax / taxBefore) ?? .zero
    let scaled = taxes.map { Tax(rate: $0.rate, net: $0.net * share, tax: $0.tax * taxShare) }
    guard taxBefore.isZero, !tax.isZero else { return scaled }
    // The limit states a tax where nothing was taxed: nobody says its rate.
    return [Tax(rate: nil, net: .zero, tax: tax)] + scaled
  }

  /// What is charged for one component.
  func amount(_ component: BilledComponent) -> PricedAmount {
    var amount = tariffs.rules.untoldTax == .unknown ? PricedAmount(net: .zero, gross: nil) : .nothing
    for (place, group) in tariffs.taxes.enumerated() {
      let stated = sums[component, place]
      if !stated.isZero { amount = amount + PricedAmount(stated, group) }
    }
    return amount
  }

  /// The whole where no limit can hold it: what falls under each tax, read as a tax group reads it.
  func plainTotal(_ read: (TaxGroup, Rational) -> Rational?) -> Rational? {
    var total: Rational?
    for place in tariffs.taxes.indices {
      let stated = sums.stated(tax: place)
      if stated.isZero, total != nil || place + 1 < tariffs.taxes.count { continue }
      guard let part = read(tariffs.taxes[place], stated) else { return nil }
      total = total.map { $0 + part } ?? part
    }
    return total
  }

  /// The whole, between the limits.
  var totals: PricedTotals {
    let parts = BilledComponent.allCases.map(amount)
    let sum = parts.dropFirst().reduce(parts[0], +)
    guard let tariff = sessionTariff, tariff.least != nil || tariff.most != nil else {
      return PricedTotals(amount: sum, unlimited: sum)
    }
    let outside = policy.limitsHoldReservation ? PricedAmount.nothing : amount(.reservation)
    var limiting = PriceLimiting(amount: sum - outside, factor: onlyFactor)
    limiting.apply(tariff.least, .least)
    limiting.apply(tariff.most, .most)
    return PricedTotals(amount: limiting.held + outside, unlimited: sum, limits: limiting.limits)
  }

  /// Gross for one of net where all components have one rate of tax; nil where they do not.
  private var onlyFactor: Rational? {
    let rates = Set(tariffs.taxes.map { $0.rate ?? .zero })
    return rates.count == 1 ? rates.first.map { 1 + Percent(value: $0).fraction } : nil
  }

  /// All that was measured of a component, priced or not.
  func measured(_ component: BilledComponent) -> Rational {
    if component == .flat { return Rational(charges.count { $0.slot == .flat }) }
    var sum = Rational.zero
    for period in session.periods {
      switch component {
      case .energy: sum += period.energy ?? 0
      case .time: sum += period.charging ?? 0
      case .parking: sum += period.parking ?? 0
      case .reservation: sum += period.reservation ?? 0
      case .flat: break
      }
    }
    return sum
  }

  private func billed(_ component: BilledComponent) -> Rational {
    var sum = Rational.zero
    for (index, charge) in charges.enumerated()
    where charge.slot.component == component && (component == .flat || !charge.slot.isFlat) {
      sum += quantity(index).billed
    }
    return sum
  }

  /// What a charge measures and bills.
  func quantity(_ index: Int) -> (measured: Rational, billed: Rational) {
    let (charge, slot) = (charges[index], charges[index].slot)
    let measured =
      session.periods[Int(charge.period)].measure(slot)?.value(unit: slot.unit) ?? .zero
    var billed = measured
    for surplus in surpluses where surplus.charge == index {
      billed += surplus.measure.value(unit: slot.unit)
    }
    return (measured, billed)
  }
}

/// Holds a sum between limits: net and gross each for itself, a limit without tax by the rate of the session (R13).
struct PriceLimiting {
  private(set) var amount: PricedAmount
  private(set) var limits: [PricedSession.Limit] = []
  /// Gross for one of net; nil when nobody can know it: the session costs nothing, and there are several rates.
  private let factor: Rational?

  init(amount: PricedAmount, factor: Rational?) {
    self.amount = amount
    let known = amount.net.flatMap { net in amount.gross.flatMap { try? $0 / net } }
    self.factor = known ?? factor
  }

  /// The sum with tax is never below the one without.
  var held: PricedAmount {
    guard let net = amount.net, let gross = amount.gross, gross < net, !limits.isEmpty else { return amount }
    return PricedAmount(net: net, gross: net)
  }

  mutating func apply(_ limit: CompiledLimit?, _ kind: PricedSession.Limit.Kind) {
    guard let limit else { return }
    let before = amount
    let withTax = limit.gross ?? (amount.net == nil ? nil : factor.map { limit.net * $0 })
    if let net = amount.net, isBeyond(net, limit.net, kind) {
      amount.net = limit.net
      if withTax == nil { amount.gross = nil }
    }
    if let withTax, let gross = amount.gross, isBeyond(gross, withTax, kind) { amount.gross = withTax }
    guard amount != before else { return }
    limits.append(PricedSession.Limit(kind: kind, net: before.net, gross: before.gross))
  }

  private func isBeyond(_ value: Rational, _ bound: Rational, _ kind: PricedSession.Limit.Kind) -> Bool {
    kind == .least ? value < bound : value > bound
  }
}
