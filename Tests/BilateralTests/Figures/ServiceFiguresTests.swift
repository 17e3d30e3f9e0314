import BilateralBase
import BilateralStore
import Testing

@testable import Bilateral

@Suite struct ServiceFiguresTests {
  /// A month as it was recorded: name, day, size, count.
  private static let log: [(name: ServiceMeasure, day: Int64, size: Int64, count: Int)] = [
    (.allowed, 1, 0, 1200), (.allowed, 2, 0, 780), (.declined, 2, 0, 37), (.unanswered, 3, 0, 20),
    (.answerTime, 1, 100, 1800), (.answerTime, 2, 412, 160), (.answerTime, 2, 1990, 40),
    (.received, 1, 0, 990), (.received, 9, 0, 7), (.refused, 9, 0, 3), (.late, 9, 0, 12),
    (.delay, 1, 3, 900), (.delay, 1, 1440, 97), (.checked, 1, 0, 990), (.offPrice, 1, 0, 1),
    (.sent, 4, 0, 400), (.sentRefused, 4, 0, 2), (.sentLate, 4, 0, 1),
    (.calls, 1, 0, 25_000), (.calls, 30, 0, 15_000), (.failedCalls, 30, 0, 120),
    (.statusAge, 1, 2, 9400), (.statusAge, 2, 47, 200), (.statusAge, 2, 300, 400),
  ]

  @Test("field E: each figure of a recorded month equals the one worked out by hand")
  func month() {
    var figures = ServiceFigures()
    for (name, day, size, count) in Self.log {
      figures.add(
        Measure(
          day: day, partner: "acme", name: name.rawValue, bucket: size == 0 ? 0 : SizeCounts.bound(of: size),
          count: count))
    }
    // 1980 ÷ (1980 + 20); the 37 whom their provider refused count for neither.
    #expect(figures.authorization == Share(1980, of: 2000) && figures.authorization.percentText == "99.00")
    // Of 2000 answers 1800 took 100 ms and 160 up to 500 ms: the 1900th and the 1980th.
    #expect(figures.answerTime.p95 == 500 && figures.answerTime.p99 == 2000)
    // 997 taken of 1000 delivered; 12 of the 997 late: 1.2036 %.
    #expect(figures.acceptance.percentText == "99.70" && figures.lateness.percentText == "1.20")
    #expect(figures.deviation.percentText == "0.10" && figures.delay == 1500)
    #expect(figures.sentAcceptance.percentText == "99.50" && figures.sentLateness.percentText == "0.25")
    // 120 of 40,000 calls.
    #expect(figures.faults == Share(120, of: 40_000) && figures.faults.percentText == "0.30")
    // The 9500th of 10,000 changes came after 50 s.
    #expect(figures.freshness == 50)
    #expect(figures.json["authorization_success"]?["percent"] == "99.00")
  }

  @Test("nothing measured is no figure, and never zero")
  func nothing() {
    let figures = ServiceFigures()
    #expect(figures.isEmpty && figures.authorization.value == nil && figures.answerTime.p95 == nil)
    #expect(
      figures.json["fault_share"]?["percent"] == .null && figures.json["status_age_p95_seconds"] == .null)
  }

  @Test("a percentile is the nearest rank; a size falls into the class that holds it")
  func sizes() {
    var counts = SizeCounts()
    for size in Int64(1)...20 { counts.add(SizeCounts.bound(of: size)) }
    #expect(counts.percentile(95) == 20 && counts.percentile(50) == 10 && counts.percentile(1) == 1)
    for (size, bound) in [(0, 0), (1, 1), (7, 8), (60, 60), (61, 80), (1500, 1500), (1501, 2000)]
      as [(Int64, Int64)]
    {
      #expect(SizeCounts.bound(of: size) == bound)
    }
  }
}

@Suite struct UptimeFigureTests {
  private static let start = Timestamp(ocpi: "2026-11-01T00:00:00Z") ?? .epoch

  private static func at(_ hours: Int64) -> Timestamp { start.adding(seconds: hours * 3600) }

  @Test("NEVI: uptime is the time less outages that count, over all ports, exactly")
  func formula() {
    let period = Self.at(0)..<Self.at(720)
    let spans = [
      UptimeFigure.Span("A", since: Self.at(10), until: Self.at(14)),
      // Told twice, and it went on: 12 to 16 adds two hours.
      UptimeFigure.Span("A", since: Self.at(12), until: Self.at(16)),
      // Began before the month and goes on after its end: 4 hours of it at either end count.
      UptimeFigure.Span("B", since: Self.at(-5), until: Self.at(4)),
      UptimeFigure.Span("C", since: Self.at(716), until: nil),
    ]
    let plain = UptimeFigure(ports: 4, spans, in: period)
    // 4 · 720 h = 2880 h; out 6 + 4 + 4 = 14 h.
    #expect(plain.outage == 14 * 3600 && plain.value == Rational(2866, over: 2880))
    #expect(plain.worst.map(\.evse) == ["A", "B", "C"])
    // From 10 to 12 was maintenance.
    let agreed = UptimeFigure(ports: 4, spans, in: period) { $0 >= Self.at(10) && $0 < Self.at(12) }
    #expect(agreed.excluded == 2 * 3600 && agreed.value == Rational(2868, over: 2880))
    #expect(UptimeFigure(ports: 0, spans, in: period).value == nil)
  }
}

@Suite struct ValueFiguresTests {
  private static func at(_ text: String) -> Timestamp { Timestamp(ocpi: text + ":00Z") ?? .epoch }

  private static func euro(_ text: String) -> Money? {
    Rational(decimalText: text).flatMap { amount in Currency("EUR").map { Money(amount, $0) } }
  }

  @Test("matched sessions, leakage, revenue and use by site of a small month, worked out by hand")
  func month() throws {
    let period = Self.at("2026-11-01T00:00")..<Self.at("2026-12-01T00:00")
    var value = ValueFigures(period, deliverWithin: 86_400, zone: nil, now: Self.at("2026-12-01T12:00"))
    func session(_ id: String, _ end: String, _ worth: String?) {
      value.add(
        ValueFigures.SessionEntry(
          id, site: "L1", start: Self.at(end).adding(seconds: -3600), end: Self.at(end),
          worth: worth.flatMap(Self.euro)))
    }
    session("S1", "2026-11-03T10:00", "5.00")
    session("S2", "2026-11-04T10:00", "7.25")
    session("S3", "2026-11-05T10:00", nil)
    // Its CDR is not due yet; and one of another month.
    session("S4", "2026-11-30T20:00", "3.00")
    session("S5", "2026-12-01T00:00", "9.00")
    func cdr(_ session: String, _ end: String, _ net: String, isCredit: Bool = false) {
      value.add(
        ValueFigures.CDREntry(
          session: session, site: "L1", start: Self.at(end).adding(seconds: -7200), end: Self.at(end),
          energy: 20, net: Self.euro(net), isCredit: isCredit))
    }
    cdr("s1", "2026-11-03T10:00", "5.00")
    cdr("S9", "2026-11-03T12:00", "6.10")
    cdr("S9", "2026-11-03T12:00", "-6.10", isCredit: true)
    // S1 of S1, S2, S3.
    #expect(value.matched == Share(1, of: 3))
    #expect(value.leakage.money == [try #require(Self.euro("7.25"))] && value.leakage.unknown == 1)
    #expect(value.total.sessions == 2 && value.total.energy == 40 && value.credits == 1)
    #expect(value.total.net.values.first == 5)
    // Four hours of two chargers in 30 days.
    #expect(value.utilisation(of: "L1", ports: 2) == Rational(4, over: 1440))
    #expect(value.days.count == 1 && value.sites.count == 1)
  }
}
