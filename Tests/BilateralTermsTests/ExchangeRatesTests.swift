import BilateralBase
import BilateralTerms
import Testing

@Suite struct ExchangeRatesTests {
  static let table = """
    date,source,base,currency,rate
    2026-03-02,ECB,EUR,SEK,11.2345
    2026-03-02,ECB,EUR,DKK,7.46
    2026-03-06,ECB,EUR,SEK,11.3
    """

  private func rates() throws -> ExchangeRates {
    let (rates, findings) = ExchangeRates.read(bytes: Array(Self.table.utf8))
    #expect(findings.isEmpty)
    return rates
  }

  private func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }
  private func day(_ day: Int, _ month: Int = 3) throws -> CivilDate {
    try #require(CivilDate(year: 2026, month: month, day: day))
  }

  @Test("E8 a rate is known with source and day, directly, the other way round, and over the euro")
  func known() throws {
    let rates = try rates()
    let direct = try rates.rate(from: .euro, to: currency("SEK"), on: day(3))
    #expect(direct.rate.decimalText(atMost: 6) == "11.2345")
    #expect(direct.source == "ECB" && direct.date?.description == "2026-03-02")
    let crowns = try rates.rate(from: currency("SEK"), to: .euro, on: day(2))
    #expect(crowns.converted(try PricingFixture.number("5.95")).decimalText(places: 4) == "0.5296")
    let cross = try rates.rate(from: currency("SEK"), to: currency("DKK"), on: day(2))
    #expect(cross.rate.decimalText(places: 6) == "0.664026")
    let saturday = try rates.rate(from: .euro, to: currency("SEK"), on: day(7))
    #expect(saturday.date?.description == "2026-03-06")
  }

  @Test("ruling 22 a missing rate is refused and never 1")
  func missing() throws {
    let rates = try rates()
    let cases: [(Currency, Currency, CivilDate, String?)] = [
      (.euro, try currency("NOK"), try day(2), nil), (.euro, try currency("SEK"), try day(1), nil),
      (.euro, try currency("SEK"), try day(20), nil), (.euro, try currency("SEK"), try day(2), "fixed"),
    ]
    for (from, to, day, source) in cases {
      #expect(throws: ExchangeRefusal(from: from, to: to, date: day)) {
        try rates.rate(from: from, to: to, on: day, source: source)
      }
    }
    let same = try ExchangeRates.none.rate(from: .euro, to: .euro, on: day(1))
    #expect(same.rate == 1)
  }

  @Test func `a line that is no rate is told with its place`() {
    let text = Self.table + "\n2026-03-07,ECB,EUR,SEK,-1\n2026-13-01,ECB,EUR,SEK,1\n"
    let (rates, findings) = ExchangeRates.read(bytes: Array(text.utf8))
    #expect(rates.quotes.count == 3)
    #expect(
      findings.map(\.code) == ["BT221", "BT221"] && findings.compactMap(\.place).map(\.line) == [5, 6])
  }

  @Test func `rates that a contract fixes hold on every day`() throws {
    let text = PriceRulesTests.file("[settlement]\ncurrency = \"EUR\"\nfixed_rates = { SEK = \"11.42\" }")
    let (read, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    let file = try #require(read, "\(findings)")
    let rate = try file.fixedRates.rate(from: .euro, to: currency("SEK"), on: day(1, 7))
    #expect(rate.source == "fixed" && rate.rate.decimalText(atMost: 6) == "11.42")
  }
}
