import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import Testing

/// The worked examples of the contract rules, by their numbers: retail prices become what a partner pays, to the cent.
@Suite struct TermsExamplesTests {
  typealias Fixture = PricingFixture

  /// 23.4 kWh in 1.5 h, then 40 minutes of parking; a Wednesday at noon in Amsterdam.
  static let session = ChargedSession(
    start: Timestamp(seconds: 1_772_622_000), energy: energy("23.4"), charging: .minutes(90),
    parking: .minutes(40))

  static func energy(_ text: String) -> Energy { .kilowattHours(Rational(decimalText: text) ?? .zero) }

  static func price(_ tariff: Tariff?, _ session: ChargedSession = session) throws -> PricedSession {
    let tariff = try #require(tariff)
    let zone = try ZoneCatalog().zone("Europe/Amsterdam")
    return try Pricer(tariffs: [tariff], zone: zone, version: .v2_3_0).price(session)
  }

  static func place(_ country: String? = nil) -> ChargePlace {
    ChargePlace(country: country, tariffs: ["adhoc-1"])
  }

  /// The only tariff that a block of prices makes of the list.
  static func tariff(
    _ block: String, _ side: PriceSide = .sell, _ list: [String] = [Fixture.retail],
    rates: ExchangeRates = .none, country: String? = nil
  ) throws -> Tariff {
    let pricing = try Fixture.pricing(block, side, list, rates: rates)
    let tariffs = pricing.tariffs(at: place(country), moment: session.start)
    #expect(tariffs.count == 1, "\(pricing.findings)")
    return try #require(tariffs.first)
  }

  static func unit(_ tariff: Tariff, _ type: TariffDimensionType) -> String? {
    tariff.elements.flatMap(\.priceComponents).first { $0.type == type }?.price.text
  }

  /// E2: what the partner pays: energy less 15 %, no start fee, reverse charge.
  static let wholesale = """
    [pricing.sell]
    base = "adhoc"
    [[pricing.sell.rule]]
    id = "partner"
    discount = "15 %"
    on = ["energy"]
    remove = ["session"]
    [settlement]
    vat_treatment = "reverse-charge"
    """

  /// E6: what our driver pays on top of E2's tariff, which the list stands for.
  static func retail(_ more: String = "", _ frame: String = "") -> String {
    """
    [pricing.retail]
    base = "received"
    vat_rates = { NL = "21 %" }
    \(frame)
    [[pricing.retail.rule]]
    id = "ours"
    markup = "12 %"
    \(more)
    """
  }

  static let received = Fixture.retail.replacing("0.49", with: "0.4165").replacing(",\"vat\":21", with: "")
    .replacing("{\"type\":\"FLAT\",\"price\":0.35,\"step_size\":1},", with: "")

  @Test("E1 the retail price of the session")
  func retailPrice() throws {
    let priced = try Self.price(try Fixture.tariff())
    #expect(priced.net?.decimalText(atMost: 6) == "13.816")
    #expect(priced.gross?.decimalText(atMost: 6) == "16.71736")
  }

  @Test("E2 energy less 15 %, the start fee dropped, reverse charge")
  func wholesalePrice() throws {
    let tariff = try Self.tariff(Self.wholesale)
    #expect(Fixture.prices(tariff) == ["ENERGY 0.4165", "PARKING_TIME 3.00"])
    #expect(tariff.elements.flatMap(\.priceComponents).allSatisfy { $0.vat == nil })
    #expect(tariff.elements.flatMap(\.priceComponents).map(\.stepSize) == [1, 60])
    #expect(try Self.price(tariff).net?.decimalText(atMost: 6) == "11.7461")
  }

  @Test("E3 unit prices of three decimals move the amount by no more than the bound that is told")
  func unitRounding() throws {
    var rule = PriceRule(id: "partner", change: .discount(try Fixture.percent("15")), components: [.energy])
    rule.removed = [.session]
    let pricing = try Fixture.pricing(PriceRules(base: .list("adhoc"), rules: [rule]), places: 3)
    let tariff = try #require(pricing.tariffs(at: Self.place(), moment: Self.session.start).first)
    #expect(Self.unit(tariff, .energy) == "0.417")
    #expect(try Self.price(tariff).net?.decimalText(atMost: 6) == "11.7578")
    let chain = pricing.chains(at: Self.place(), moment: Self.session.start)[tariff.id]?.first
    #expect(chain?.steps.map(\.words) == ["list", "rule partner: less 15 %"])
    #expect(chain?.exact?.decimalText(atMost: 6) == "0.4165")
    let bound = (chain?.rounding ?? .zero) * Self.energy("23.4").value
    #expect(bound.decimalText(atMost: 6) == "0.0117")
  }

  @Test("E4 percentages come before what is added, and rules in their written order")
  func order() throws {
    let cents = ComponentPrices(energy: EnergyPrice(perKilowattHour: try Fixture.euros("0.03")))
    let less = PriceRule(id: "less", change: .discount(try Fixture.percent("15")), components: [.energy])
    var both = less
    both.add = cents
    let more = PriceRule(id: "more", add: cents)
    for (rules, unit, amount) in [
      ([both], "0.4465", "10.4481"), ([less, more], "0.4465", "10.4481"), ([more, less], "0.442", "10.3428"),
    ] {
      var terms = PriceRules(base: .list("adhoc"), rules: rules)
      terms.combine = .stack
      let tariff = try #require(
        try Fixture.pricing(terms).tariffs(at: Self.place(), moment: Self.session.start).first)
      #expect(Self.unit(tariff, .energy) == unit)
      #expect(try Self.price(tariff).parts[.energy]?.net?.decimalText(atMost: 6) == amount)
    }
  }

  @Test("E5 a fee for each session is paid once, with and without a start fee of the list")
  func fee() throws {
    let weekends = """
      {"country_code":"NL","party_id":"CPO","id":"adhoc-1","currency":"EUR","tax_included":"NO","elements":[
       {"price_components":[{"type":"FLAT","price":1.00,"step_size":1}],
        "restrictions":{"day_of_week":["SATURDAY","SUNDAY"]}},
       {"price_components":[{"type":"ENERGY","price":0.49,"step_size":1}]}],
       "last_updated":"2026-01-01T00:00:00Z"}
      """
    let tariff = try Self.tariff(
      "[pricing.sell]\nbase = \"adhoc\"\nadd = { session = \"0.25 EUR/session\" }", .sell, [weekends])
    for (days, amount) in [(0, "5.15"), (3, "6.15")] {
      let session = ChargedSession(
        start: Self.session.start.adding(seconds: Int64(days) * 86_400), energy: .kilowattHours(10),
        charging: .hours(1))
      #expect(try Self.price(tariff, session).net?.decimalText(atMost: 6) == amount)
    }
  }

  @Test("E6 the driver's price on a received tariff, exact and as it is published")
  func driverPrice() throws {
    let block = Self.retail("add = { session = \"0.39 EUR/session\" }")
    let tariff = try Self.tariff(block, .retail, [Self.received], country: "NL")
    #expect(Self.unit(tariff, .energy) == "0.4665" && Self.unit(tariff, .parkingTime) == "3.36")
    #expect(Self.unit(tariff, .flat) == "0.39")
    let published = try Self.price(tariff)
    #expect(published.net?.decimalText(atMost: 6) == "13.5461")
    var rule = PriceRule(id: "ours", change: .markup(try Fixture.percent("12")))
    rule.add = ComponentPrices(session: SessionPrice(perSession: try Fixture.euros("0.39")))
    var terms = PriceRules(side: .retail, base: .received, rules: [rule])
    terms.vatRates = ["NL": try Fixture.percent("21")]
    let exact = try Fixture.pricing(terms, [Self.received], places: 20)
    let priced = try Self.price(exact.tariffs(at: Self.place("NL"), moment: Self.session.start).first)
    #expect(priced.net?.decimalText(atMost: 6) == "13.545632")
    #expect(priced.gross?.decimalText(places: 5) == "16.39021")
  }

  @Test("E7 a gross price ends on a whole cent, and tax is what remains")
  func ending() throws {
    let block = Self.retail(
      "add = { session = \"0.39 EUR/session\" }", "vat = \"inclusive\"\nprice_ending = \"0.01\"")
    let tariff = try Self.tariff(block, .retail, [Self.received], country: "NL")
    #expect(tariff.taxIncluded == .yes && Self.unit(tariff, .energy) == "0.57")
    #expect(tariff.elements.flatMap(\.priceComponents).allSatisfy { $0.vat?.text == "21" })
    let part = try #require(try Self.price(tariff).parts[.energy])
    #expect(part.gross?.decimalText(places: 2) == "13.34" && part.net?.decimalText(places: 2) == "11.02")
  }

  @Test("E8 a list in another currency is converted by unit price, and refused without a rate")
  func exchange() throws {
    let crowns = Fixture.retail.replacing("\"EUR\"", with: "\"SEK\"").replacing("0.49", with: "5.95")
    let block = "[pricing.sell]\nbase = \"adhoc\"\ncurrency = \"EUR\"\n"
    let table = "date,source,base,currency,rate\n2026-09-21,ECB,EUR,SEK,11.2345\n"
    let rates = ExchangeRates.read(bytes: Array(table.utf8)).rates
    let tariff = try Self.tariff(block, .sell, [crowns], rates: rates)
    #expect(tariff.currency == "EUR" && Self.unit(tariff, .energy) == "0.5296")
    #expect(try Self.price(tariff).parts[.energy]?.net?.decimalText(places: 4) == "12.3926")
    let none = try Fixture.pricing(block, .sell, [crowns])
    #expect(none.findings.map(\.code) == ["BT221"] && none.publish(at: .epoch).tariffs.isEmpty)
  }

  @Test("E9 a least price follows a percentage on everything, and goes only when the file says so")
  func leastPrice() throws {
    let limited = Self.received.replacing(
      "\"elements\"", with: "\"min_price\":{\"before_taxes\":1.00},\"elements\"")
    let tiny = ChargedSession(start: Self.session.start, energy: Self.energy("0.8"), charging: .minutes(5))
    let cost = try Self.price(try Fixture.list([limited]).tariffs.first, tiny)
    #expect(cost.net?.decimalText(atMost: 4) == "1")
    let scaled = try Self.tariff(Self.retail(), .retail, [limited], country: "NL")
    #expect(try Self.price(scaled, tiny).net?.decimalText(atMost: 4) == "1.12")
    let fee = "add = { session = \"0.00 EUR/session\", energy = \"0.01 EUR/kWh\" }"
    let refused = try Fixture.pricing(Self.retail(fee), .retail, [limited])
    #expect(refused.findings.map(\.code).contains("BT159"))
    let dropped = try Self.tariff(Self.retail(fee, "limits = \"drop\""), .retail, [limited], country: "NL")
    #expect(dropped.minPrice == nil)
  }

  @Test("E10 a fee lies outside of a highest price or within it, as the file says")
  func highestPrice() throws {
    let capped = Self.received.replacing(
      "\"elements\"", with: "\"max_price\":{\"before_taxes\":20.00},\"elements\"")
    let long = ChargedSession(start: Self.session.start, energy: .kilowattHours(90), charging: .hours(2))
    for (policy, amount) in [("scale-plus-fee", "22.79"), ("scale", "22.4"), ("keep", "20")] {
      let block = Self.retail("add = { session = \"0.39 EUR/session\" }", "limits = \"\(policy)\"")
      let tariff = try Self.tariff(block, .retail, [capped], country: "NL")
      #expect(try Self.price(tariff, long).net?.decimalText(atMost: 4) == amount)
    }
  }

  @Test("E12 a floor is not undercut by rounding")
  func floor() throws {
    let tariff = try Self.tariff(
      "[pricing.sell]\nbase = \"adhoc\"\nmin_price = \"0.437325 EUR/kWh\"\ndiscount = \"30 %\"\non = [\"energy\"]"
    )
    #expect(Self.unit(tariff, .energy) == "0.4374")
  }

  @Test("E13 a window over midnight is an element of its own before the one it narrows")
  func window() throws {
    let block = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "night"
      when = { hours = "23:00-07:00" }
      discount = "10 %"
      """
    let plain = Fixture.retail.replacing(
      "{\"type\":\"FLAT\",\"price\":0.35,\"vat\":21,\"step_size\":1},", with: ""
    )
    .replacing(",\n   {\"type\":\"PARKING_TIME\",\"price\":3.00,\"vat\":21,\"step_size\":60}", with: "")
    let tariff = try Self.tariff(block, .sell, [plain])
    #expect(Fixture.prices(tariff) == ["ENERGY 0.441", "ENERGY 0.49"])
    #expect(tariff.elements[0].restrictions?.startTime == "23:00")
    #expect(tariff.elements[0].restrictions?.endTime == "07:00" && tariff.elements[1].restrictions == nil)
    // 22:00 to 24:00 in Amsterdam, cut at 23:00.
    let start = Timestamp(seconds: 1_772_658_000)
    let night = ChargedSession(
      start: start, end: start.adding(seconds: 7200),
      periods: [
        ChargedPeriod(start: start, energy: 10, charging: 1),
        ChargedPeriod(start: start.adding(seconds: 3600), energy: Self.energy("13.4").value, charging: 1),
      ])
    #expect(try Self.price(tariff, night).net?.decimalText(atMost: 6) == "10.8094")
  }

  @Test("E18 the unrounded law: transforming the tariff is transforming the price")
  func law() throws {
    var source = SeededNumbers(seed: 18)
    for _ in 0..<60 {
      let percent = Rational(Int.random(in: -20...30, using: &source))
      let adder = Rational(Int.random(in: 0...9, using: &source)) * (Rational(1, over: 100) ?? .zero)
      let fee = Rational(Int.random(in: 0...50, using: &source)) * (Rational(1, over: 100) ?? .zero)
      var rule = PriceRule(
        id: "law",
        change: percent.isNegative ? .discount(Percent(value: -percent)) : .markup(Percent(value: percent)))
      rule.add = ComponentPrices(
        energy: EnergyPrice(perKilowattHour: Money(adder, .euro)),
        session: SessionPrice(perSession: Money(fee, .euro)))
      let pricing = try Fixture.pricing(PriceRules(base: .list("adhoc"), rules: [rule]), places: 30)
      let session = ChargedSession(
        start: Self.session.start, energy: .wattHours(Int.random(in: 1...90_000, using: &source)),
        charging: .minutes(Rational(Int.random(in: 1...300, using: &source))),
        parking: .minutes(Rational(Int.random(in: 0...300, using: &source))))
      let base = try Self.price(try Fixture.tariff(), session)
      let changed = try Self.price(pricing.tariffs(at: Self.place(), moment: session.start).first, session)
      let billed = try #require(base.parts[.energy]?.billed)
      let expected = (base.net ?? .zero) * (1 + Percent(value: percent).fraction) + billed * adder + fee
      #expect(changed.net == expected)
    }
  }

  @Test("E20 discounts of two rules are multiplied, not added")
  func compound() throws {
    var terms = PriceRules(
      base: .list("adhoc"),
      rules: [
        PriceRule(id: "volume", change: .discount(try Fixture.percent("15"))),
        PriceRule(id: "prompt", change: .discount(try Fixture.percent("5"))),
      ])
    terms.combine = .stack
    let pricing = try Fixture.pricing(terms)
    let tariff = try #require(pricing.tariffs(at: Self.place(), moment: Self.session.start).first)
    #expect(Self.unit(tariff, .energy) == "0.3957")
    let chains = pricing.chains(at: Self.place(), moment: Self.session.start)[tariff.id] ?? []
    #expect(chains.first { $0.component == .energy }?.exact?.decimalText(atMost: 6) == "0.395675")
  }
}

/// Numbers that look random and are the same each time.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
