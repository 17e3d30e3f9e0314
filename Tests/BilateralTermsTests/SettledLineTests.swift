import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import Testing

/// What a contract knows and OCPI cannot say.
@Suite struct SettledLineTests {
  typealias Fixture = PricingFixture
  typealias Examples = TermsExamplesTests

  static let apart = """
    [pricing.sell]
    base = "adhoc"
    [[pricing.sell.rule]]
    id = "hpc"
    add = { parking = "0.10 EUR/min" }
    parking_after = "45 min"
    parking_cap = "12.00 EUR"
    """

  private func lines(_ block: String, parking minutes: Int, net: String = "10.00") throws -> [SettledLine] {
    let session = ChargedSession(
      start: Examples.session.start, energy: .kilowattHours(10), charging: .hours(1),
      parking: .minutes(Rational(minutes)))
    return try Fixture.pricing(block).surcharges(
      for: session, at: Examples.place(), net: try Fixture.euros(net))
  }

  @Test(
    "ruling 24 parking beyond its free time, up to its cap, is a line",
    arguments: [
      (30, ""), (45, ""), (60, "2.25 EUR"), (400, "12.00 EUR"),
    ])
  func parking(minutes: Int, amount: String) throws {
    let found = try lines(Self.apart, parking: minutes)
    #expect(found.map(\.amount.description).joined() == amount)
    #expect(found.allSatisfy { $0.kind == .parking && $0.rule == "hpc" })
  }

  @Test func `of parking over the end of its hours only what lies within them is a line`() throws {
    let block = Self.apart.replacing("parking_cap = \"12.00 EUR\"", with: "parking_hours = \"07:00-13:00\"")
    let zone = try ZoneCatalog().zone("Europe/Amsterdam")
    // Charging from 12:00 to 12:30, then parking until 16:30: 30 minutes of it before 13:00, less 45 free ones.
    func line(_ block: String) throws -> String {
      let session = ChargedSession(
        start: Examples.session.start, energy: .kilowattHours(10), charging: .minutes(30), parking: .hours(4))
      return try Fixture.pricing(block).surcharges(
        for: session, at: Examples.place(), net: try Fixture.euros("10.00"), zone: zone
      ).map(\.amount.description).joined()
    }
    #expect(try line(block) == "")
    #expect(try line(block.replacing("45 min", with: "10 min")) == "3.00 EUR")
    #expect(try line(block.replacing("07:00-13:00", with: "13:00-07:00")) == "24.75 EUR")
  }

  @Test("BT222 what no CDR says is told by path, with where it is settled instead")
  func apartTold() throws {
    let more = "[[pricing.sell.tier]]\nperiod = \"quarter\"\nfrom = \"5 MWh\"\ndiscount = \"1 %\"\n"
    let found = try Fixture.pricing(Self.apart + "\n" + more).findings
    #expect(
      found.map { "\($0.code) \($0.path ?? "")" } == [
        "BT222 pricing.sell.rule[0].parking_after", "BT222 pricing.sell.rule[0].parking_cap",
        "BT222 pricing.sell.tier",
      ])
    #expect(
      found.first?.message
        == "parking free for 45 min under rule hpc: not expressible in OCPI; a line of the statement for each "
        + "session, not part of its CDR")
    #expect(
      found.last?.message.hasSuffix("a line of the statement at the end of each quarter, in no CDR") == true)
  }

  @Test("BT223 months are dates up to a year, and what comes after it is told while it can be changed")
  func months() throws {
    let block = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "winter"
      when = { months = [12, 1, 2] }
      discount = "10 %"
      """
    let found = try Fixture.pricing(block).findings
    #expect(found.map(\.code) == ["BT223"] && found.first?.severity == .warning)
    #expect(
      found.first?.message
        == "the months of rule winter are published as dates up to 2029-12-31; from 2030-01-01 on sessions cost "
        + "what they cost without it")
    let tariff = try #require(
      try Fixture.pricing(block).tariffs(at: Examples.place(), moment: Fixture.applied).first)
    for (year, price) in [(2029, "0.441"), (2030, "0.49")] {
      let start = try #require(CivilDate(year: year, month: 12, day: 20)).daysSince1970 * 86_400
      let session = ChargedSession(
        start: Timestamp(seconds: Int64(start)), energy: .kilowattHours(1), charging: .hours(1))
      #expect(try Examples.price(tariff, session).part(.energy)?.net?.decimalText(atMost: 4) == price)
    }
    #expect(try Fixture.pricing(block + "\nuntil = 2029-03-01").findings.isEmpty, "it ends before anyway")
  }

  @Test func `a failed start gives back what its CDR says`() throws {
    let block = "[pricing.sell]\nbase = \"adhoc\"\nfree_below = \"10.5 kWh\"\n"
    let found = try lines(block, parking: 0)
    #expect(found.map(\.kind) == [.freeBelow] && found[0].amount.description == "-10.00 EUR")
    #expect(try lines(block.replacing("10.5", with: "9.5"), parking: 0).isEmpty)
  }

  @Test func `limits of a session are a line where the version has no word for them`() throws {
    let pricing = try Fixture.pricing(
      "[pricing.sell]\nbase = \"adhoc\"\nmin_session = \"1.00 EUR\"\nmax_session = \"150.00 EUR\"")
    let tariff = try #require(pricing.tariffs(at: Examples.place(), moment: .epoch).first)
    #expect(tariff.minPrice?.beforeTaxes.text == "1" && tariff.maxPrice?.beforeTaxes.text == "150")
    for (net, amount) in [("0.40", "0.60 EUR"), ("10.00", ""), ("151.00", "-1.00 EUR")] {
      let found = pricing.surcharges(
        for: Examples.session, at: Examples.place(), net: try Fixture.euros(net), version: .v2_1_1)
      #expect(found.map(\.amount.description).joined() == amount)
    }
  }

  @Test("E14 a volume rebate is for the units above each step")
  func tiers() throws {
    let block = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.tier]]
      period = "month"
      from = "5 MWh"
      discount = "1 %"
      [[pricing.sell.tier]]
      period = "month"
      from = "10 MWh"
      discount = "2 %"
      """
    let ledger = TierLedger(try PriceRulesTests.rules(block), currency: .euro)
    let sessions: [(energy: Rational, net: Rational)] = [(4_000, 4_000), (7_000, 7_000), (1_000, 1_000)]
    let lines = ledger.rebates(.month, sessions)
    #expect(lines.map(\.amount.description) == ["-50.00 EUR", "-40.00 EUR"])
    #expect(ledger.rebates(.month, [(5_000, 5_000)]).isEmpty && ledger.rebates(.year, sessions).isEmpty)
    let back = block.replacing("discount = \"2 %\"", with: "discount = \"2 %\"\napplies = \"back-to-first\"")
    let all = TierLedger(try PriceRulesTests.rules(back), currency: .euro).rebates(.month, sessions)
    #expect(all.last?.amount.description == "-240.00 EUR")
  }

  @Test func `a promise that is not kept and a cap for cards are lines of the period`() throws {
    let block = """
      [pricing.retail]
      base = "received"
      max_month_per_token = "7.00 EUR"
      commitment = { volume = "1 GWh", period = "year", shortfall = "0.02 EUR/kWh" }
      """
    let ledger = TierLedger(try PriceRulesTests.rules(block, .retail), currency: .euro)
    #expect(ledger.shortfall(.year, volume: .kilowattHours(900_000))?.amount.description == "2000.00 EUR")
    #expect(ledger.shortfall(.year, volume: .kilowattHours(1_000_000)) == nil)
    #expect(ledger.monthlyCap(fees: try Fixture.euros("9.50"))?.amount.description == "-2.50 EUR")
    #expect(ledger.monthlyCap(fees: try Fixture.euros("7.00")) == nil)
  }

  @Test("E15 an invoice sums rounded lines and takes tax once")
  func invoice() throws {
    let amounts = try ["11.7461", "1.00", "21.7461"].map { try Fixture.euros($0) }
    let total = try InvoiceTotal(amounts, rate: Fixture.percent("21"), currency: .euro)
    #expect(total.lines.map(\.description) == ["11.75 EUR", "1.00 EUR", "21.75 EUR"])
    #expect(total.net.description == "34.50 EUR" && total.tax.description == "7.25 EUR")
    let crowns = Money(1, try #require(Currency("SEK")))
    #expect(throws: MoneyError.self) { try InvoiceTotal([crowns], rate: .zero, currency: .euro) }
  }

  @Test("E16 a commission says what it is a part of")
  func commission() throws {
    let fee = HubFee.percent(try Fixture.percent("12"))
    #expect(fee.fee(on: try Fixture.euros("6.10"))?.amount.decimalText(atMost: 4) == "0.732")
    #expect(fee.fee(on: try Fixture.euros("5.50"))?.amount.decimalText(atMost: 4) == "0.66")
    let fixed = HubFee.session(SessionPrice(perSession: try Fixture.euros("0.40")))
    #expect(fixed.fee(on: Money(1, try #require(Currency("SEK")))) == nil)
  }

  // MARK: worked examples

  /// A contract of the kind that two companies sign, with the examples they agreed on.
  static let contract = """
    [agreement]
    zone = "Europe/Amsterdam"
    [pricing.sell]
    base = "adhoc"
    currency = "EUR"
    min_price = "0.05 EUR/kWh"
    max_session = "120.00 EUR"
    test_sessions = [
      { energy = "31.417 kWh", duration = "95 min", power = "11 kW", at = "18:10", adhoc = "0.59 EUR/kWh", expect = "17.05 EUR" },
      { energy = "30 kWh", duration = "25 min", power = "150 kW", at = "12:00", adhoc = "0.59 EUR/kWh", expect = "16.82 EUR" },
      { energy = "10 kWh", duration = "2 h", power = "11 kW", group = "city", at = "21:00", adhoc = "0.59 EUR/kWh", expect = "4.16 EUR" },
      { energy = "30 kWh", duration = "25 min", parking = "60 min", power = "150 kW", adhoc = "0.59 EUR/kWh", expect = "18.32 EUR" },
      { energy = "400 kWh", duration = "4 h", power = "150 kW", adhoc = "0.59 EUR/kWh", expect = "120.00 EUR" },
    ]
    [[pricing.sell.rule]]
    id = "night"
    when = { power_max = "22 kW", hours = "22:00-06:00", groups = ["city"] }
    set = { energy = "0.29 EUR/kWh" }
    [[pricing.sell.rule]]
    id = "fast"
    when = { power_min = "150 kW" }
    discount = "5 %"
    add = { parking = "0.10 EUR/min" }
    parking_after = "45 min"
    parking_cap = "12.00 EUR"
    [[pricing.sell.rule]]
    id = "standard"
    discount = "8 %"
    on = ["energy"]
    """

  private func check(_ text: String) throws -> [Diagnostic] {
    let (read, findings) = PartnerFile.read(
      bytes: Array(PriceRulesTests.file(text).utf8), file: "partners/acme.toml")
    return ExampleCheck(
      try #require(read, "\(findings)"), .sell, list: nil, zone: try ZoneCatalog().zone("Europe/Amsterdam"),
      today: try #require(CivilDate(year: 2026, month: 3, day: 4))
    ).findings
  }

  @Test("BT154 the worked examples of a contract come out, also across hours, parking and limits")
  func examples() throws { #expect(try check(Self.contract) == []) }

  @Test("BT154 an example that costs something else is told with both amounts, at its place")
  func differing() throws {
    let found = try check(Self.contract.replacing("17.05 EUR", with: "16.97 EUR"))
    #expect(found.map(\.code) == ["BT154"])
    #expect(found.first?.message == "this session costs 17.05 EUR, the file expects 16.97 EUR")
    #expect(found.first?.place?.line == 17 && found.first?.path == "pricing.sell.test_sessions[0]")
    let listless = try check(
      Self.contract.replacing(
        ", adhoc = \"0.59 EUR/kWh\", expect = \"120.00 EUR\"", with: ", expect = \"120.00 EUR\""))
    #expect(listless.first?.message == "this session cannot be priced: there is no price list")
  }

  @Test(
    "BT154 R6 an example without a duration is priced, and energy that a price changes at is met exactly",
    arguments: [
      ("10 kWh", "0 min", "0 min", "4.10 EUR"), ("10 kWh", "0 min", "30 min", "4.10 EUR"),
      ("10 kWh", "1 s", "0 min", "4.10 EUR"), ("10 kWh", "7 min", "0 min", "4.10 EUR"),
      ("0 kWh", "0 min", "0 min", "0.00 EUR"),
    ])
  func instantExamples(_ energy: String, _ duration: String, _ parking: String, _ expected: String) throws {
    let text = """
      [pricing.sell]
      base = "adhoc"
      test_sessions = [
        { energy = "\(energy)", duration = "\(duration)", parking = "\(parking)", adhoc = "0.59 EUR/kWh", expect = "\(expected)" },
      ]
      [[pricing.sell.rule]]
      id = "first"
      when = { energy_to = "3 kWh" }
      set = { energy = "0.20 EUR/kWh" }
      [[pricing.sell.rule]]
      id = "more"
      set = { energy = "0.50 EUR/kWh" }
      """
    #expect(try check(text) == [])
    let listless = text.replacing("base = \"adhoc\"", with: "base = \"none\"")
      .replacing(", adhoc = \"0.59 EUR/kWh\"", with: "")
    #expect(try check(listless) == [], "terms that make every price need no list")
  }

  // MARK: every connector

  @Test("BT151 BT150 BT152 every connector is priced: what has no price and which rule takes none is told")
  func coverage() throws {
    let (read, _) = PartnerFile.read(
      bytes: Array(PriceRulesTests.file(Self.contract).utf8), file: "partners/acme.toml")
    let file = try #require(read)
    let pricing = try #require(
      PartnerPricing(file, .sell, list: try Fixture.list([Fixture.retail]), appliedAt: Fixture.applied))
    let slow = ChargePlace(groups: ["city"], evseID: "DE*NVO*E1", power: .kilowatts(11), tariffs: ["adhoc-1"])
    let fast = ChargePlace(evseID: "DE*NVO*E2", power: .kilowatts(300), tariffs: ["adhoc-1"])
    let lost = ChargePlace(evseID: "DE*NVO*E3", power: .kilowatts(22), tariffs: ["elsewhere"])
    func codes(_ places: [ChargePlace]) -> [String] {
      PriceCoverage(file, pricing, places: places).findings(at: Fixture.applied).map(\.code)
    }
    #expect(codes([slow, fast]) == [])
    #expect(codes([slow]) == ["BT152"])
    #expect(codes([slow, fast, lost]) == ["BT151"])
  }

  // MARK: drivers

  @Test("E6 E7 what roaming adds is a line of its own, in the driver's currency and with tax")
  func retail() throws {
    let block = Examples.retail(
      "add = { session = \"0.39 EUR/session\" }\nvisible_as = \"Roaming fee\"",
      "vat = \"inclusive\"\nprice_ending = \"0.01\"")
    let pricing = try Fixture.pricing(block, .retail, [Examples.received])
    let prices = RetailPrice.prices(pricing, at: Examples.place("NL"), moment: .epoch)
    let lines = try #require(prices.first).lines.map { "\($0.name) \($0.price.decimalText(atMost: 4))" }
    #expect(
      lines == ["Energy 0.504", "Roaming fee 0.066", "Parking 3.63", "Roaming fee 0.44", "Roaming fee 0.48"])
    #expect(prices.first?.lines.filter(\.isRoaming).count == 3)
  }
}
