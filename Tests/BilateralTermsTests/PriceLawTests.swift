import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import BilateralTestTools
import Glibc
import Testing

/// `price(transform(T), s) == transform(price(T, s))`: the law of terms, section 1, on rules that nobody thought of.
///
/// Under the law a tariff made of rules gives, before any rounding, what the rules give on each line of the list's price.
/// Three things of OCPI stand against it, and each has a test of what does hold:
/// - `step_size` rounds a total once, with the step of its last priced period. Rules that price what the list leaves
///   free, or take a price away, change which volumes are in that total.
/// - FLAT is owed once, by the first period that has one (R10). A fee on a list whose own fee begins later takes its place.
/// - Limits hold the whole, so they follow the rules only where all prices change by one percentage.
@Suite struct PriceLawTests {
  private static let isSoak = getenv("BILATERAL_SOAK") != nil
  private static let places = 30

  /// How far two sides of the law lie apart over many seeds.
  private struct Outcome {
    var held = 0
    var differences: [String] = []
  }

  /// Compares both sides on dealt terms until so many of them held.
  private func compare(
    _ version: OCPIVersion, _ reach: RuleDealer.Reach, _ policy: PricingPolicy, count: Int
  ) throws -> Outcome {
    var outcome = Outcome()
    var seed: UInt64 = 0
    while outcome.held < count, seed < UInt64(count) * 20, outcome.differences.count < 10 {
      seed += 1
      switch try compare(version, seed: seed, reach, policy) {
      case nil: continue
      case ""?: outcome.held += 1
      case let difference?: outcome.differences.append("\(version) seed \(seed): \(difference)")
      }
    }
    return outcome
  }

  /// How far both sides lie apart on one dealt case: empty where the law holds, nil where it does not apply.
  private func compare(
    _ version: OCPIVersion, seed: UInt64, _ reach: RuleDealer.Reach, _ policy: PricingPolicy
  ) throws -> String? {
    guard let dealt = DealtTerms(version: version, seed: seed, reach: reach),
      let pricing = dealt.pricing(places: Self.places), let tariffs = dealt.tariffs(pricing)
    else { return nil }
    let base = try dealt.price(dealt.list, policy)
    let expected = try TransformedPrice(
      base, dealt.rules, at: dealt.place, dealt.driver, list: dealt.list, zone: dealt.zone,
      version: version)
    // A fee that begins late is a case of its own, below.
    guard !expected.isFeeLate else { return nil }
    let actual = try dealt.price(tariffs, policy)
    let bound =
      dealt.list.contains { $0.taxIncluded == .yes } ? actual.roundingBound(places: Self.places) : .zero
    return difference(actual.sums, expected.amounts(), bound) ?? ""
  }

  private func difference(
    _ actual: TransformedPrice.Amounts, _ expected: TransformedPrice.Amounts, _ bound: Rational
  ) -> String? {
    func isNear(_ one: Rational?, _ other: Rational?) -> Bool {
      guard let one, let other else { return one == nil && other == nil }
      return one - other <= bound && other - one <= bound
    }
    for component in BilledComponent.allCases {
      let (one, other) = (actual[component], expected[component])
      if one == nil, other?.net?.isZero ?? true { continue }
      if other == nil, one?.net?.isZero ?? true { continue }
      if isNear(one?.net, other?.net), isNear(one?.gross, other?.gross) { continue }
      return "\(component) costs \(one as Any) by the tariff, \(other as Any) by the rules"
    }
    return nil
  }

  @Test(
    "R8 E18 the law holds with every step of the list, for rules over what the list prices",
    arguments: OCPIVersion.allCases)
  func law(in version: OCPIVersion) throws {
    let count = Self.isSoak ? 3_000 : 32
    let outcome = try compare(version, .pricedOnly, .standard, count: count)
    #expect(outcome.differences == [])
    #expect(outcome.held == count)
  }

  @Test(
    "E18 without steps the law holds for all rules: what is removed, what fills a gap, parking hours",
    arguments: OCPIVersion.allCases)
  func lawWithoutSteps(in version: OCPIVersion) throws {
    var policy = PricingPolicy.standard
    policy.stepSize = .off
    let count = Self.isSoak ? 3_000 : 32
    let outcome = try compare(version, .everything, policy, count: count)
    #expect(outcome.differences == [])
    #expect(outcome.held == count)
  }

  @Test(
    "E18 a fee that one rule leaves out is not charged by a later period",
    arguments: [
      (OCPIVersion.v2_1_1, UInt64(1298)), (.v2_1_1, 1990), (.v2_1_1, 2506), (.v2_3_0, 524), (.v2_3_0, 1337),
      (.v2_3_0, 4742),
    ])
  func feesOfOthers(_ version: OCPIVersion, _ seed: UInt64) throws {
    var policy = PricingPolicy.standard
    policy.stepSize = .off
    #expect(try compare(version, seed: seed, .everything, policy) == "")
  }

  @Test(
    "E18 R5 a rule that begins after a while counts a reservation by its own clock",
    arguments: [(OCPIVersion.v2_2_1, UInt64(794)), (.v2_2_1, 4417), (.v2_3_0, 1525), (.v2_3_0, 5406)])
  func reservations(_ version: OCPIVersion, _ seed: UInt64) throws {
    var policy = PricingPolicy.standard
    policy.stepSize = .off
    #expect(try compare(version, seed: seed, .everything, policy) == "")
  }

  // MARK: what stands against it, and what does hold

  @Test(
    "R8 rules that fill gaps change which step counts: what is billed stays less than a step above what was measured"
  )
  func steps() throws {
    var filled = 0
    for seed in 1...36 as ClosedRange<UInt64> {
      let version = OCPIVersion.allCases[Int(seed) % OCPIVersion.allCases.count]
      guard let dealt = DealtTerms(version: version, seed: seed, reach: .everything),
        let pricing = dealt.pricing(), let tariffs = dealt.tariffs(pricing)
      else { continue }
      let base = try dealt.price(dealt.list)
      let priced = try dealt.price(tariffs)
      for (component, unit) in [(BilledComponent.energy, 1000), (.time, 3600), (.parking, 3600)] {
        let lines = priced.lines.filter { $0.component == component }
        let surplus = lines.reduce(Rational.zero) { $0 + $1.stepEffect }
        let most = tariffs.flatMap(\.elements).flatMap(\.priceComponents).map(\.stepSize).max() ?? 1
        #expect(!surplus.isNegative && surplus * Rational(unit) < Rational(max(most, 1)), "seed \(seed)")
        if lines.count > base.lines.count(where: { $0.component == component }) { filled += 1 }
      }
    }
    #expect(filled > 0, "some rules fill gaps")
  }

  @Test("R10 BT232 a fee on a list whose own fee begins later takes its place, and the author is told")
  func lateFee() throws {
    let weekends = """
      {"country_code":"NL","party_id":"CPO","id":"adhoc-1","currency":"EUR","tax_included":"NO","elements":[
       {"price_components":[{"type":"FLAT","price":1.00,"step_size":1}],
        "restrictions":{"day_of_week":["SATURDAY","SUNDAY"]}},
       {"price_components":[{"type":"ENERGY","price":0.49,"step_size":1}]}],
       "last_updated":"2026-01-01T00:00:00Z"}
      """
    let block = "[pricing.sell]\nbase = \"adhoc\"\nadd = { session = \"0.25 EUR/session\" }"
    let pricing = try PricingFixture.pricing(block, .sell, [weekends])
    #expect(pricing.findings.map(\.code) == ["BT232"])
    let place = TermsExamplesTests.place()
    let tariff = try #require(pricing.tariffs(at: place, moment: .epoch).first)
    // Friday 23:30 to Saturday 00:30 in Amsterdam.
    let start = Timestamp(seconds: 1_772_836_200)
    let session = ChargedSession(
      start: start, end: start.adding(seconds: 3600),
      periods: [
        ChargedPeriod(start: start, energy: 1, charging: Rational(1, over: 2)),
        ChargedPeriod(start: start.adding(seconds: 1800), energy: 1, charging: Rational(1, over: 2)),
      ])
    let list = try TermsExamplesTests.price(try PricingFixture.list([weekends]).tariffs.first, session)
    #expect(list.part(.flat)?.net?.decimalText(atMost: 4) == "1")
    let published = try TermsExamplesTests.price(tariff, session)
    #expect(published.part(.flat)?.net?.decimalText(atMost: 4) == "0.25")
    let plain = try PricingFixture.pricing(block)
    #expect(plain.findings.isEmpty, "a fee that always holds hides nothing")
  }

  @Test("R11 R13 E9 under one percentage for all prices the limits follow, so the law holds for the whole")
  func limits() throws {
    var (limited, reserved) = (0, 0)
    for seed in 1...150 as ClosedRange<UInt64> {
      let percent = Percent(value: Rational(Int(seed % 40)))
      let rule = PriceRule(id: "all", change: seed % 2 == 0 ? .discount(percent) : .markup(percent))
      let factor = seed % 2 == 0 ? 1 - percent.fraction : 1 + percent.fraction
      let version: OCPIVersion = seed % 3 == 0 ? .v2_3_0 : .v2_2_1
      guard
        let dealt = DealtTerms(
          version: version, seed: seed, reach: .pricedOnly,
          change: { $0 = PriceRules(base: .received, rules: [rule]) }),
        let pricing = dealt.pricing(places: Self.places), let tariffs = dealt.tariffs(pricing)
      else { continue }
      let (base, priced) = (try dealt.price(dealt.list), try dealt.price(tariffs))
      let bound = dealt.list.contains { $0.taxIncluded == .yes } ? priced.roundingBound(places: 20) : .zero
      for (one, other) in [(base.net, priced.net), (base.gross, priced.gross)] {
        guard let one, let other else { continue }
        let difference = one * factor - other
        #expect(difference <= bound && -difference <= bound, "\(version) seed \(seed)")
      }
      if !base.limits.isEmpty { limited += 1 }
      if base.part(.reservation) != nil { reserved += 1 }
    }
    #expect(limited > 2 && reserved > 2, "some sessions meet a limit, some begin with a reservation")
  }

  @Test("E3 publishing in four decimals moves a session by half a unit for each one billed at the most")
  func rounding() throws {
    for seed in 1...36 as ClosedRange<UInt64> {
      let version = OCPIVersion.allCases[Int(seed) % OCPIVersion.allCases.count]
      guard let dealt = DealtTerms(version: version, seed: seed, reach: .everything),
        let exact = dealt.pricing(places: Self.places).flatMap({ dealt.tariffs($0) }),
        let published = dealt.pricing().flatMap({ dealt.tariffs($0) })
      else { continue }
      let (one, other) = (try dealt.price(exact), try dealt.price(published))
      let bound = other.roundingBound(places: 4)
      let difference =
        one.lines.reduce(Rational.zero) { $0 + ($1.net ?? .zero) }
        - other.lines.reduce(Rational.zero) { $0 + ($1.net ?? .zero) }
      #expect(difference <= bound && -difference <= bound, "\(version) seed \(seed)")
    }
  }
}
