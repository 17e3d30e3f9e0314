import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import BilateralTestTools
import Glibc
import Testing

/// What holds of every price, whatever the rules and the session (invariants of the partner file).
@Suite struct PriceInvariantTests {
  private static let count: UInt64 = getenv("BILATERAL_SOAK") != nil ? 2_000 : 24

  /// Dealt terms in turn over the versions, with prices and the tariffs of the place.
  private func each(
    _ reach: RuleDealer.Reach = .everything, change: (inout PriceRules) -> Void = { _ in },
    _ body: (DealtTerms, PartnerPricing, [Tariff], Comment) throws -> Void
  ) throws {
    var found = 0
    for seed in 1...Self.count * 2 {
      let version = OCPIVersion.allCases[Int(seed) % OCPIVersion.allCases.count]
      guard let dealt = DealtTerms(version: version, seed: seed, reach: reach, change: change),
        let pricing = dealt.pricing(), let tariffs = dealt.tariffs(pricing)
      else { continue }
      try body(dealt, pricing, tariffs, "\(version) seed \(seed)")
      found += 1
    }
    #expect(found > Self.count / 2, "most of what is dealt has prices")
  }

  @Test("identity: a discount of 0 % changes no price")
  func identity() throws {
    let nothing: (inout PriceRules) -> Void = { terms in
      let none = PriceRule(id: "none", change: .discount(.zero))
      terms = PriceRules(base: .received, rules: [none])
    }
    try each(change: nothing) { dealt, pricing, tariffs, note in
      let (base, same) = (try dealt.price(dealt.list), try dealt.price(tariffs))
      let isGross = dealt.list.contains { $0.taxIncluded == .yes }
      if !isGross { #expect(same.net == base.net && same.gross == base.gross, note) }
      let chains = pricing.chains(at: dealt.place, driver: dealt.driver, moment: dealt.pair.cdr.startDateTime)
      #expect(chains.values.joined().allSatisfy { $0.exact == $0.listPrice }, note)
    }
  }

  @Test("stack = first-match: under one rule both give the same tariffs")
  func oneRule() throws {
    let one: (inout PriceRules) -> Void = { $0.rules = Array($0.rules.prefix(1)) }
    try each(change: one) { dealt, _, tariffs, note in
      var other = dealt.rules
      other.combine = other.combine == .stack ? .firstMatch : .stack
      let pricing = PartnerPricing(
        other, list: try #require(PriceList.received(dealt.pair.tariffs)), partner: "acme",
        PricingSurroundings(appliedAt: dealt.pair.cdr.startDateTime))
      #expect(dealt.tariffs(pricing) == tariffs, note)
    }
  }

  @Test("sell = buy: the mirrored file gives the partner the prices that we publish")
  func mirrored() throws {
    try each { dealt, sell, tariffs, note in
      let buy = try #require(dealt.pricing(.buy), note)
      #expect(dealt.tariffs(buy) == tariffs, note)
      #expect(
        buy.publish(at: dealt.pair.cdr.startDateTime).tariffs
          == sell.publish(at: dealt.pair.cdr.startDateTime).tariffs, note)
    }
  }

  @Test("sum of lines = total: lines, components and taxes add up, and a limit shows what it moved")
  func sums() throws {
    try each { dealt, _, tariffs, note in
      let priced = try dealt.price(tariffs)
      func sum(_ amounts: [Rational?]) -> Rational? {
        amounts.reduce(Rational.zero as Rational?) { sum, next in
          sum.flatMap { known in next.map { known + $0 } }
        }
      }
      let lines = sum(priced.lines.map(\.net))
      #expect(lines == priced.limits.first?.net ?? priced.net, note)
      #expect(sum(priced.parts.values.map(\.net)) == lines, note)
      for (component, amount) in priced.sums { #expect(priced.parts[component]?.net == amount.net, note) }
      guard let net = priced.net, let gross = priced.gross else { return }
      let taxes = priced.taxes
      guard !(taxes.isEmpty && net.isZero) else { return }
      #expect(sum(taxes.map(\.net)) == net && sum(taxes.map(\.tax)) == gross - net, note)
    }
  }

  @Test("R13 a limit that states a tax where nothing was taxed keeps the sum: the tax stands without a rate")
  func taxOfALimit() throws {
    var component = PriceComponent(type: .energy, price: 1)
    component.vat = 0
    var tariff = Tariff(
      party: try PricingFixture.party(), id: "T", currency: "EUR",
      elements: [TariffElement(priceComponents: [component])], taxIncluded: .no, lastUpdated: .epoch)
    tariff.minPrice = PriceLimit(beforeTaxes: 100, afterTaxes: 121)
    let priced = try TermsExamplesTests.price(tariff)
    #expect(priced.net == 100 && priced.gross == 121)
    #expect(priced.taxes.reduce(Rational.zero) { $0 + $1.net } == 100)
    #expect(priced.taxes.reduce(Rational.zero) { $0 + $1.tax } == 21)
    #expect(priced.taxes.first { !$0.tax.isZero }?.rate == nil)
  }

  @Test("monotony: without conditions on them more energy and more minutes never cost less")
  func monotony() throws {
    let still: (inout PriceRules) -> Void = { terms in
      for place in terms.rules.indices {
        var moment = MomentSelector()
        (moment.days, moment.hours) = (
          terms.rules[place].when.moment.days, terms.rules[place].when.moment.hours
        )
        terms.rules[place].when.moment = moment
      }
    }
    try each(change: still) { dealt, _, tariffs, note in
      let pricer = try Pricer(
        tariffs: [tariffs[0].withoutAmountConditions], zone: dealt.zone, version: dealt.version)
      func price(_ kilowattHours: Int, _ charging: Int, _ parking: Int) throws -> PricedSession {
        try pricer.price(
          ChargedSession(
            start: dealt.pair.cdr.startDateTime, energy: .wattHours(kilowattHours * 730),
            charging: .minutes(Rational(charging * 7)), parking: .minutes(Rational(parking * 11))))
      }
      let limits = [tariffs[0].minPrice, tariffs[0].maxPrice]
      let withTax = limits.allSatisfy { $0.map { $0.afterTaxes != nil } ?? true }
      for step in [1, 3, 8] {
        try expectRise(from: price(step, 5, 5), to: price(step + 1, 5, 5), withTax: withTax, note)
        try expectRise(from: price(5, step, 0), to: price(5, step + 1, 0), withTax: withTax, note)
        try expectRise(from: price(5, 5, step), to: price(5, 5, step + 1), withTax: withTax, note)
      }
    }
  }

  /// A limit that states no tax takes the rate of the session (R13), and that of a mixture may fall; then only net rises.
  private func expectRise(
    from less: PricedSession, to more: PricedSession, withTax: Bool, _ note: Comment
  ) throws {
    #expect(try #require(less.net) <= #require(more.net), note)
    if withTax, let one = less.gross, let other = more.gross { #expect(one <= other, note) }
  }

  @Test("neutral splitting: a period that is split where no price changes costs the same")
  func splitting() throws {
    var split = 0
    try each { dealt, _, tariffs, note in
      let session = try dealt.session(naming: tariffs)
      let boundaries = PriceBoundaries(of: tariffs)
      let whole = try dealt.price(tariffs)
      let pricer = try Pricer(tariffs: tariffs, zone: dealt.zone, version: dealt.version)
      for index in session.periods.indices {
        guard let parts = session.split(index, boundaries, dealt.zone) else { continue }
        split += 1
        let priced = try pricer.price(parts)
        #expect(priced.net == whole.net && priced.gross == whole.gross, note)
      }
    }
    #expect(split > Self.count, "many periods have room between two boundaries")
  }
}

extension Tariff {
  /// The tariff without conditions on energy, duration, current and power.
  fileprivate var withoutAmountConditions: Tariff {
    var tariff = self
    for place in tariff.elements.indices {
      guard let held = tariff.elements[place].restrictions else { continue }
      var kept = TariffRestrictions()
      (kept.startTime, kept.endTime) = (held.startTime, held.endTime)
      (kept.startDate, kept.endDate, kept.dayOfWeek) = (held.startDate, held.endDate, held.dayOfWeek)
      kept.reservation = held.reservation
      tariff.elements[place].restrictions = kept
    }
    return tariff
  }
}

extension ChargedSession {
  /// The session with one period in two of the same length; nil where a price may change between the two.
  fileprivate func split(_ index: Int, _ boundaries: PriceBoundaries, _ zone: ZoneFile) -> ChargedSession? {
    let period = periods[index]
    let seconds = period.end.seconds - period.start.seconds
    guard seconds >= 2, !period.isReservation, let first = periods.first(where: { !$0.isReservation }),
      let share = Rational(Int(seconds / 2), over: Int(seconds))
    else { return nil }
    let middle = period.start.adding(seconds: seconds / 2)
    let clock = boundaries.moments(
      in: .init(from: period.start, until: middle.adding(seconds: 1)), zone: zone)
    let (from, until) = (period.start.seconds - first.start.seconds, middle.seconds - first.start.seconds)
    guard clock.isEmpty, !boundaries.durations.contains(where: { from < Int64($0) && Int64($0) <= until })
    else { return nil }
    let before = periods[..<index].reduce(Rational.zero) { $0 + ($1.energy ?? .zero) }
    let between = before + (period.energy ?? .zero) * share
    let (low, high) = (min(before, between), max(before, between))
    guard !boundaries.energies.contains(where: { low <= $0 && $0 <= high }) else { return nil }
    var parts = periods
    parts.replaceSubrange(
      index...index, with: [period.part(share, from: period.start), period.part(1 - share, from: middle)])
    return ChargedSession(
      start: start, end: end, periods: parts, currency: currency, reservationExpired: reservationExpired,
      tariffType: tariffType)
  }
}

extension ChargedPeriod {
  /// A share of what was measured, at the same current and power.
  fileprivate func part(_ share: Rational, from start: Timestamp) -> ChargedPeriod {
    ChargedPeriod(
      start: start, energy: energy.map { $0 * share }, charging: charging.map { $0 * share },
      parking: parking.map { $0 * share }, reservation: reservation.map { $0 * share }, tariffID: tariffID
    ).measuring(
      minCurrent: minCurrent, maxCurrent: maxCurrent, minPower: minPower, maxPower: maxPower,
      current: current, power: power)
  }
}
