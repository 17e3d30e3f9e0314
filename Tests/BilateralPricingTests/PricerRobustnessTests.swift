import BilateralBase
import BilateralModel
import BilateralPricing
import Testing

/// Odd input gives an amount or a reason, never a crash, and both ways to compute give the same.
@Suite struct PricerRobustnessTests {
  typealias Fixture = PricingFixture

  @Test(
    "R1 numbers that cannot be computed with are refused with their place",
    arguments: [("1e99", "0.5"), ("1", "1e99")])
  func numbers(volume: String, price: String) throws {
    #expect(throws: PricingRefusal.self) {
      try Fixture.price(
        try Fixture.session(["2026-06-01T10:00:00Z ENERGY \(volume)"], until: "2026-06-01T11:00:00Z"),
        [try PricerRuleTests.tariff(PricerRuleTests.element("ENERGY \(price)"))])
    }
  }

  @Test(
    "R1 numbers of any size are priced exactly",
    arguments: [
      ("9223372036.854775808", "1", "9223372036.854775808"),
      ("1e40", "3", "3" + String(repeating: "0", count: 40)),
      ("0.0000000000001", "2", "0.0000000000002"), ("9000000000", "9000000000", "81000000000000000000"),
      ("3", "0.3333333333333333", "0.9999999999999999"), ("-5", "0.2", "-1"),
    ])
  func sizes(volume: String, price: String, net: String) throws {
    let tariff = try PricerRuleTests.tariff(PricerRuleTests.element("ENERGY \(price) 0"))
    #expect(
      try PricerRuleTests.net(
        tariff, periods: ["2026-06-01T10:00:00Z ENERGY \(volume)"], until: "2026-06-01T11:00:00Z") == net)
  }

  @Test(
    "R1 of a CDR only what a price depends on is read; without it there is a reason",
    arguments: [
      ("[]", PricingRefusal.unreadable(path: "the CDR")),
      ("{}", .unreadable(path: "start_date_time")),
      (#"{"start_date_time":"2026-06-01T10:00:00Z","end_date_time":7}"#, .noEnd),
      (#"{"charging_periods":{}}"#, .unreadable(path: "charging_periods")),
      (#"{"charging_periods":[7]}"#, .unreadable(path: "charging_periods[0].start_date_time")),
      (
        #"{"charging_periods":[{"start_date_time":"2026-06-01T10:00:00Z","dimensions":[{"type":"TIME"}]}]}"#,
        .unreadable(path: "charging_periods[0].dimensions")
      ),
      (
        #"{"charging_periods":[{"start_date_time":"2026-06-01T10:00:00Z","dimensions":[{"type":"TIME","volume":"x"}]}]}"#,
        .number("x", path: "charging_periods[0].dimensions")
      ),
    ])
  func brokenJSON(text: String, refusal: PricingRefusal) throws {
    let root = try JSONDocument(parsing: Array(text.utf8)).root
    #expect(throws: refusal) { try ChargedSession(reading: root, version: .v2_2_1) }
  }

  @Test func `nothing to price, no tariff and two currencies are refused`() throws {
    let empty = ChargedSession(start: .epoch, end: .epoch, periods: [])
    let euro = try PricerRuleTests.tariff(PricerRuleTests.element("ENERGY 1"))
    #expect(throws: PricingRefusal.noPeriods) { try Fixture.price(empty, [euro]) }
    let pricer = try Pricer(tariffs: [euro], zone: try Fixture.zone(), version: .v2_3_0)
    #expect(throws: PricingRefusal.noPeriods, "the other way to compute") { try pricer.priceExactly(empty) }
    #expect(throws: PricingRefusal.noTariff) { try Fixture.price(empty, []) }
    var crowns = euro
    crowns.currency = "SEK"
    #expect(throws: PricingRefusal.self) { try Fixture.price(empty, [euro, crowns]) }
    crowns.currency = "kr"
    #expect(throws: PricingRefusal.currency("kr")) { try Fixture.price(empty, [crowns]) }
  }

  @Test func `ten thousand periods and moments at the ends of time are priced`() throws {
    let tariff = try PricerRuleTests.tariff(
      PricerRuleTests.element("TIME 1 0", #""start_time":"08:00","end_time":"20:00","max_duration":9"#),
      PricerRuleTests.element("TIME 1 1,ENERGY 1"))
    let second = try #require(Rational(1, over: 3600))
    let many = (0..<10_000).map { index in
      ChargedPeriod(start: Timestamp(seconds: Int64(index)), energy: 1, charging: second)
    }
    let session = ChargedSession(start: .epoch, end: Timestamp(seconds: 10_000), periods: many.reversed())
    #expect(try Fixture.price(session, [tariff]).parts[.energy]?.billed == 10_000)
    let ends = [Int64.min, 0, .max].map {
      ChargedPeriod(start: Timestamp(microseconds: $0), energy: 1, charging: 1)
    }
    let forever = ChargedSession(
      start: Timestamp(microseconds: .min), end: Timestamp(microseconds: .max), periods: ends)
    let priced = try Fixture.price(forever, [tariff])
    #expect(priced.net == 6)
    #expect(!priced.explanation().description.isEmpty)
    #expect(priced.sessionTotals.energy == 3)
  }

  @Test func `whole units and fractions give the same amounts`() throws {
    var dice = TestDice(seed: 20_261_121)
    for _ in 0..<150 {
      let (tariff, session) = (try Self.tariff(&dice), try Self.session(&dice))
      let pricer = try Pricer(tariffs: [tariff], zone: try Fixture.zone(), version: .v2_3_0)
      let (fast, exact) = (try pricer.price(session), try pricer.priceExactly(session))
      #expect(fast.net == exact.net)
      #expect(fast.gross == exact.gross)
      #expect(fast.lines == exact.lines)
      #expect(fast.findings == exact.findings)
      #expect(fast.explanation().json.canonicalBytes == exact.explanation().json.canonicalBytes)
      let sum = fast.lines.reduce(Rational.zero) { $0 + ($1.net ?? 0) }
      #expect(fast.net == sum, "lines add up where no limit holds")
      #expect(fast.taxes.reduce(sum) { $0 + $1.tax } == fast.gross)
    }
  }

  private static func tariff(_ dice: inout TestDice) throws -> Tariff {
    let restrictions = [
      "", #""start_time":"08:00","end_time":"20:00""#, #""start_time":"22:30","end_time":"06:15""#,
      #""min_kwh":3.5"#, #""max_duration":1800"#, #""day_of_week":["MONDAY","SUNDAY"]"#, #""min_power":11"#,
      #""max_current":16"#, #""reservation":"RESERVATION""#,
    ]
    let elements = (0..<dice.next(6) + 1).map { _ in
      let components = ["ENERGY", "TIME", "PARKING_TIME", "FLAT"].filter { _ in dice.next(2) == 0 }.map {
        "\($0) \(dice.next(90)).\(dice.next(9)) \([0, 1, 60, 300, 700][dice.next(5)]) \([7, 19, 21][dice.next(3)])"
      }
      return PricerRuleTests.element(
        (components + ["FLAT 0.1"]).joined(separator: ","), restrictions[dice.next(restrictions.count)])
    }
    return try Fixture.tariff(elements.joined(separator: ","))
  }

  private static func session(_ dice: inout TestDice) throws -> ChargedSession {
    var at = Timestamp(seconds: 1_790_000_000 + Int64(dice.next(90)) * 86_400 + Int64(dice.next(86_400)))
    let start = at
    var periods: [ChargedPeriod] = []
    for _ in 0...dice.next(6) {
      let seconds = dice.next(7200) + 1
      let hours = Rational(seconds, over: 3600)
      let period =
        switch dice.next(4) {
        case 0: ChargedPeriod(start: at, parking: hours)
        case 1: ChargedPeriod(start: at, reservation: hours)
        default:
          ChargedPeriod(start: at, energy: Rational(dice.next(30_000), over: 1000), charging: hours)
            .measuring(minCurrent: 10, maxCurrent: Rational(10 + dice.next(12)))
        }
      periods.append(period)
      at = at.adding(seconds: Int64(seconds))
    }
    return ChargedSession(start: start, end: at, periods: periods, reservationExpired: false)
  }
}

/// Numbers that come out the same on each machine.
struct TestDice {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// A number from 0 to below a bound.
  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(truncatingIfNeeded: state >> 33) % bound
  }
}
