import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import Testing

@Suite struct TariffRewriterTests {
  typealias Fixture = PricingFixture

  @Test("ruling 20 unit prices are changed exactly and rounded once to four decimals")
  func changes() throws {
    let cases: [(PriceRule, [String])] = [
      (PriceRule(id: "a"), ["FLAT 0.35", "ENERGY 0.49", "PARKING_TIME 3.00"]),
      (
        PriceRule(id: "a", change: .discount(try Fixture.percent("8"))),
        ["FLAT 0.322", "ENERGY 0.4508", "PARKING_TIME 2.76"]
      ),
      (
        PriceRule(id: "a", change: .discount(try Fixture.percent("15")), components: [.energy]),
        ["FLAT 0.35", "ENERGY 0.4165", "PARKING_TIME 3.00"]
      ),
      (
        PriceRule(
          id: "a", change: .discount(try Fixture.percent("15")), components: [.energy],
          add: ComponentPrices(energy: EnergyPrice(perKilowattHour: try Fixture.euros("0.03")))),
        ["FLAT 0.35", "ENERGY 0.4465", "PARKING_TIME 3.00"]
      ),
      (
        PriceRule(id: "a", change: .markup(try Fixture.percent("12.345"))),
        ["FLAT 0.3932", "ENERGY 0.5505", "PARKING_TIME 3.3704"]
      ),
      (
        PriceRule(
          id: "a",
          change: .set(
            ComponentPrices(
              energy: EnergyPrice(perKilowattHour: try Fixture.euros("0.29")),
              time: TimePrice(perMinute: try Fixture.euros("0.02"))))),
        ["FLAT 0.35", "ENERGY 0.29", "PARKING_TIME 3.00", "TIME 1.2"]
      ),
    ]
    for (rule, prices) in cases {
      let result = try Fixture.rewrite([Fixture.retail], [rule])
      #expect(Fixture.prices(result.tariffs.first) == prices)
      #expect(result.tariffs.count == 1 && result.findings.isEmpty)
    }
  }

  @Test("TAR-21 ruling 15, 26 nothing of the raw list goes along, and the id tells nothing")
  func identity() throws {
    let rule = PriceRule(id: "all", change: .discount(try Fixture.percent("8")))
    let tariff = try #require(try Fixture.rewrite([Fixture.retail], [rule]).tariffs.first)
    #expect(tariff.altTexts.isEmpty && tariff.extras.isEmpty && tariff.type == .regular)
    #expect(
      tariff.id.text.utf8.count <= 36 && !tariff.id.text.contains("acme") && tariff.id != "adhoc-1")
    #expect(tariff.lastUpdated == Timestamp(seconds: 1_790_000_000))
    let dearer = PriceRule(id: "all", change: .discount(try Fixture.percent("5")))
    #expect(try Fixture.rewrite([Fixture.retail], [dearer]).tariffs.first?.id == tariff.id)
    let rules = PriceRules(base: .list("adhoc"), rules: [rule])
    let other = try Fixture.pricing(rules, partner: "bolt").publish(at: .epoch)
    #expect(other.tariffs.first?.id != tariff.id)
    let nasty = try Fixture.pricing(rules, partner: String(tariff.id.text.prefix(1))).publish(at: .epoch)
    #expect(nasty.tariffs.count == 1)
  }

  @Test("LOC-25 ruling 23 rules by rated power become one tariff per class, and connectors name theirs")
  func classes() throws {
    let rules = [
      PriceRule(id: "ac", powerMax: .kilowatts(22), change: .discount(try Fixture.percent("10"))),
      PriceRule(id: "hpc", powerMin: .kilowatts(150), change: .discount(try Fixture.percent("5"))),
    ]
    let result = try Fixture.rewrite([Fixture.retail], rules)
    #expect(result.tariffs.count == 3)
    func price(_ volts: Int, _ amperes: Int, _ type: PowerType, watts: Int? = nil) -> String? {
      let connector = Connector(
        id: "1", standard: .init(rawValue: "IEC_62196_T2"), format: .init(rawValue: "SOCKET"),
        powerType: type,
        maxVoltage: volts, maxAmperage: amperes, maxElectricPower: watts,
        tariffIDs: ["ADHOC-1", "other"],
        lastUpdated: .epoch)
      let ids = result.connectors.tariffIDs(
        for: ChargePlace(power: connector.ratedPower, tariffs: connector.tariffIDs))
      guard ids.count == 1 else { return nil }
      return result.tariffs.first { $0.id == ids[0] }.map { Fixture.prices($0)[1] }
    }
    #expect(price(230, 32, .ac3Phase) == "ENERGY 0.441")
    #expect(price(230, 16, .ac1Phase) == "ENERGY 0.441")
    #expect(price(230, 63, .ac3Phase) == "ENERGY 0.49")
    #expect(price(400, 125, .dc, watts: 50_000) == "ENERGY 0.49")
    #expect(price(920, 500, .dc, watts: 150_000) == "ENERGY 0.4655")
    #expect(price(0, 0, .dc) == "ENERGY 0.49")
  }

  @Test func `rules behind one that takes every connector make no tariff`() throws {
    let rules = [
      PriceRule(id: "all"), PriceRule(id: "never", change: .discount(try Fixture.percent("50"))),
    ]
    #expect(try Fixture.rewrite([Fixture.retail], rules).tariffs.count == 1)
  }

  @Test("ruling 16 a gross list is published net, or not at all")
  func gross() throws {
    let gross = Fixture.retail.replacing("\"NO\"", with: "\"YES\"").replacing("0.49", with: "0.605")
    let rule = PriceRule(
      id: "all", change: .discount(try Fixture.percent("8")), components: [.energy])
    let tariff = try #require(try Fixture.rewrite([gross], [rule]).tariffs.first)
    #expect(tariff.taxIncluded == .no)
    #expect(Fixture.prices(tariff) == ["FLAT 0.2893", "ENERGY 0.46", "PARKING_TIME 2.4793"])
    let noRate = gross.replacing("\"price\":3.00,\"vat\":21", with: "\"price\":3.00")
    let refused = try Fixture.rewrite([noRate], [rule])
    #expect(refused.tariffs.isEmpty && refused.findings.map(\.code) == ["BT156"])
  }

  @Test(
    "TAR-14 LOC-26 TAR-18 charging for nothing is published as a flat price of nothing, with no rate made up")
  func free() throws {
    let free = """
      {"country_code":"NL","party_id":"CPO","id":"free","currency":"EUR","tax_included":"NO",
       "elements":[{"price_components":[{"type":"FLAT","price":0.00,"step_size":1}]}],
       "last_updated":"2026-01-01T00:00:00Z"}
      """
    let rule = PriceRule(id: "all", change: .discount(try Fixture.percent("8")))
    let tariff = try #require(try Fixture.rewrite([free], [rule]).tariffs.first)
    #expect(tariff.elements.count == 1 && tariff.elements[0].restrictions == nil)
    #expect(tariff.elements[0].priceComponents.map(\.type) == [.flat])
    #expect(Rational(decimalText: tariff.elements[0].priceComponents[0].price.text) == 0)
    #expect(tariff.elements[0].priceComponents[0].vat == nil)
  }

  @Test("TAR-15 no rate of tax and a rate of zero are two things")
  func noRateAndZero() throws {
    let gross = Fixture.retail.replacing("\"NO\"", with: "\"YES\"")
    let zero = gross.replacing("\"vat\":21", with: "\"vat\":0.0")
    let rule = PriceRule(id: "all")
    let tariff = try #require(try Fixture.rewrite([zero], [rule]).tariffs.first)
    #expect(Fixture.prices(tariff) == ["FLAT 0.35", "ENERGY 0.49", "PARKING_TIME 3.00"])
    #expect(tariff.elements[0].priceComponents.allSatisfy { $0.vat?.text == "0.0" })
    let none = gross.replacing(",\"vat\":21", with: "")
    #expect(try Fixture.rewrite([none], [rule]).findings.map(\.code).contains("BT156"))
  }

  @Test("ruling 15 what cannot be applied stops everything, connectors included")
  func beyond() throws {
    var dated = PriceRule(id: "spring", change: .discount(try Fixture.percent("5")))
    dated.from = CivilDate(year: 2026, month: 3, day: 1)
    var rules = PriceRules(base: .list("adhoc"), rules: [dated])
    rules.priceTime = .period
    let result = try Fixture.pricing(rules).publish(at: .epoch)
    #expect(result.tariffs.isEmpty)
    #expect(result.findings.map(\.code) == ["BT155"])
    #expect(result.findings.first?.path == "pricing.sell.price_time")
    #expect(result.connectors.tariffIDs(for: ChargePlace(tariffs: ["adhoc-1"])) == [])
  }

  @Test func `one refused tariff stops all, so that no partner gets half a price list`() throws {
    let limited = Fixture.retail.replacing("adhoc-1", with: "adhoc-2")
      .replacing("\"elements\"", with: "\"min_price\":{\"before_taxes\":1.00},\"elements\"")
    let rule = PriceRule(
      id: "all", change: .discount(try Fixture.percent("8")), components: [.energy])
    let result = try Fixture.rewrite([Fixture.retail, limited], [rule])
    #expect(result.tariffs.isEmpty)
    #expect(result.findings.map(\.code) == ["BT159"])
  }

  @Test func `a limit goes along with a percentage on everything`() throws {
    let limited = Fixture.retail.replacing(
      "\"elements\"", with: "\"min_price\":{\"before_taxes\":1.00},\"elements\"")
    let rule = PriceRule(id: "all", change: .markup(try Fixture.percent("12")))
    let result = try Fixture.rewrite([limited], [rule])
    #expect(result.tariffs.first?.minPrice?.beforeTaxes.text == "1.12")
    #expect(try Fixture.rewrite([limited], []).tariffs.first?.minPrice?.beforeTaxes.text == "1.00")
  }

  @Test func `a session fee is owed by every session, with and without a fee of the base`() throws {
    let weekends = Fixture.retail.replacing(
      "\"elements\":[{\"price_components\":[\n   {\"type\":\"FLAT\",\"price\":0.35,\"vat\":21,\"step_size\":1},",
      with: """
        "elements":[{"price_components":[{"type":"FLAT","price":1.00,"vat":21,"step_size":1}],
        "restrictions":{"day_of_week":["SATURDAY"]}},{"price_components":[
        """)
    #expect(weekends != Fixture.retail)
    let fee = ComponentPrices(session: SessionPrice(perSession: try Fixture.euros("0.25")))
    let tariff = try Fixture.rewrite([weekends], [PriceRule(id: "fee", add: fee)]).tariffs.first
    #expect(
      Fixture.prices(tariff) == ["FLAT 1.25", "ENERGY 0.49", "PARKING_TIME 3.00", "FLAT 0.25"])
    #expect(tariff?.elements.last?.restrictions == nil)
    #expect(tariff?.elements.last?.priceComponents.first?.vat?.text == "21")
  }

  @Test func `currencies, negative prices and double ids are refused`() throws {
    let crowns = try #require(Currency("SEK"))
    #expect(
      try Fixture.rewrite([Fixture.retail], [], currency: crowns).findings.map(\.code) == ["BT221"])
    let foreign = ComponentPrices(energy: EnergyPrice(perKilowattHour: Money(1, crowns)))
    #expect(
      try Fixture.rewrite([Fixture.retail], [PriceRule(id: "a", add: foreign)]).findings.map(\.code)
        == ["BT157"])
    let below = PriceRule(id: "a", change: .discount(try Fixture.percent("101")))
    #expect(try Fixture.rewrite([Fixture.retail], [below]).findings.map(\.code) == ["BT157"])
    let twice = [PriceRule(id: "a", powerMax: .kilowatts(1)), PriceRule(id: "a")]
    #expect(try Fixture.rewrite([Fixture.retail], twice).findings.contains { $0.code == "BT157" })
  }

  @Test("the unrounded law: a discount on every price is a discount on the session")
  func law() throws {
    var source = SystemRandomNumberGenerator()
    for _ in 0..<40 {
      let percent = Int.random(in: 0...60, using: &source)
      let rule = PriceRule(id: "all", change: .discount(Percent(value: Rational(percent))))
      let rewritten = try #require(try Fixture.rewrite([Fixture.retail], [rule]).tariffs.first)
      let session = ChargedSession(
        start: .epoch, energy: .wattHours(Int.random(in: 0...90_000, using: &source)), charging: .minutes(30),
        parking: .seconds(Int.random(in: 0...9_000, using: &source)))
      func net(_ tariff: Tariff) throws -> Rational {
        try #require(try Pricer(tariffs: [tariff], zone: .utc, version: .newest).price(session).net)
      }
      let base = try net(try Fixture.tariff())
      let partner = try net(rewritten)
      // 0.49 less whole per cents has four decimals, so nothing is rounded here.
      #expect(partner == base * (1 - Percent(value: Rational(percent)).fraction))
    }
  }
}
