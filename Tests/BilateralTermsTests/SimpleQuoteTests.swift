import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct SimpleQuoteTests {
  typealias Fixture = PricingFixture

  static func session(_ energy: String, minutes: Int, parking: Int) throws -> DescribedSession {
    DescribedSession(
      energy: .kilowattHours(try Fixture.number(energy)), charging: .minutes(Rational(minutes)),
      parking: .minutes(Rational(parking)))
  }

  @Test("TAR-24 a session is priced line by line, exactly, and rounded once, at the end")
  func linesAndSum() throws {
    let quote = try SimpleQuote(
      try Self.session("23.4", minutes: 90, parking: 40), under: try Fixture.tariff())
    #expect(quote.lines.map(\.component) == [.energy, .parking, .session])
    #expect(quote.exact == (try Fixture.euros("13.816")))
    #expect(quote.total == (try Fixture.euros("13.82")))
    #expect(quote.lines[1].quantity == (try Rational(2) / 3))
  }

  @Test("TAR-22 CDR-18 energy goes in its steps, and of the times only parking when there is any")
  func steps() throws {
    let stepped = try Fixture.tariff {
      $0.replacing("0.49,\"vat\":21,\"step_size\":1}", with: "0.49,\"vat\":21,\"step_size\":500}")
        .replacing(
          "{\"type\":\"FLAT\"",
          with: "{\"type\":\"TIME\",\"price\":1.2,\"step_size\":600},{\"type\":\"FLAT\""
        )
        .replacing("\"step_size\":60}", with: "\"step_size\":3600}")
    }
    let parked = try SimpleQuote(try Self.session("10.1", minutes: 61, parking: 1), under: stepped)
    #expect(parked.lines.map { $0.quantity.description } == ["10.5", "61/60", "1", "1"])
    let driven = try SimpleQuote(try Self.session("10.1", minutes: 61, parking: 0), under: stepped)
    #expect(driven.lines.map { $0.quantity.description } == ["10.5", "7/6", "1"])
  }

  @Test func `limits hold the sum`() throws {
    let limited = try Fixture.tariff {
      $0.replacing(
        "\"elements\"",
        with: "\"min_price\":{\"before_taxes\":1},\"max_price\":{\"before_taxes\":20},\"elements\"")
    }
    #expect(
      try SimpleQuote(try Self.session("0.8", minutes: 5, parking: 0), under: limited).total.amount
        == 1)
    #expect(
      try SimpleQuote(try Self.session("80", minutes: 60, parking: 0), under: limited).total.amount
        == 20)
  }

  @Test("TAR-19 bounds hold before and after tax, each for itself")
  func boundsWithTax() throws {
    func quote(_ bounds: String) throws -> SimpleQuote {
      let tariff = try Fixture.tariff { $0.replacing("\"elements\"", with: "\(bounds),\"elements\"") }
      return try SimpleQuote(try Self.session("20", minutes: 60, parking: 0), under: tariff)
    }
    // 20 × 0.49 + 0.35 = 10.15 before tax, with 21 percent 12.2815.
    let most = try quote("\"max_price\":{\"before_taxes\":11,\"after_taxes\":12}")
    #expect(most.exact == (try Fixture.euros("10.15")))
    #expect(most.exactWithTax == (try Fixture.euros("12")))
    let least = try quote("\"min_price\":{\"before_taxes\":12,\"after_taxes\":12.1}")
    #expect(least.exact == (try Fixture.euros("12")))
    #expect(least.exactWithTax == (try Fixture.euros("12.2815")))
  }

  @Test func `what depends on more than is described is refused`() throws {
    let session = try Self.session("1", minutes: 1, parking: 0)
    let restricted = try Fixture.tariff {
      $0.replacing(
        "\"step_size\":60}]", with: "\"step_size\":60}],\"restrictions\":{\"min_kwh\":5}")
    }
    #expect(throws: SimpleQuote.Refusal.restricted) { try SimpleQuote(session, under: restricted) }
    let gross = try Fixture.tariff { $0.replacing("\"NO\"", with: "\"YES\"") }
    #expect(throws: SimpleQuote.Refusal.taxIncluded) { try SimpleQuote(session, under: gross) }
  }
}
