import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import Testing

/// Which tariff holds where and when, and what a partner is told of it.
@Suite struct TariffClassTests {
  typealias Fixture = PricingFixture
  typealias Examples = TermsExamplesTests

  /// A contract with rules by rated power, group and hour, as partner files have them.
  static let contract = """
    [pricing.sell]
    base = "adhoc"
    [[pricing.sell.rule]]
    id = "night-ac"
    when = { power_max = "22 kW", hours = "22:00-06:00", groups = ["city"] }
    set = { energy = "0.29 EUR/kWh" }
    [[pricing.sell.rule]]
    id = "hpc"
    when = { power_min = "150 kW" }
    discount = "5 %"
    [[pricing.sell.rule]]
    id = "standard"
    discount = "8 %"
    on = ["energy"]
    """

  static func unit(_ pricing: PartnerPricing, _ place: ChargePlace, at moment: Timestamp = Fixture.applied)
    -> [String]
  {
    pricing.tariffs(at: place, moment: moment).flatMap { Fixture.prices($0) }.filter {
      $0.hasPrefix("ENERGY")
    }
  }

  @Test("LOC-25 ruling 23 each class of connectors has its tariff, and moments stay within it")
  func classes() throws {
    let pricing = try Fixture.pricing(Self.contract)
    let city = ChargePlace(groups: ["city"], power: .kilowatts(11), tariffs: ["adhoc-1"])
    let elsewhere = ChargePlace(power: .kilowatts(11), tariffs: ["adhoc-1"])
    let fast = ChargePlace(groups: ["city"], power: .kilowatts(150), tariffs: ["adhoc-1"])
    #expect(Self.unit(pricing, city) == ["ENERGY 0.29", "ENERGY 0.4508"])
    #expect(Self.unit(pricing, elsewhere) == ["ENERGY 0.4508"])
    #expect(Self.unit(pricing, fast) == ["ENERGY 0.4655"])
    let published = pricing.publish(at: Fixture.applied)
    #expect(published.tariffs.count == 3 && Set(published.tariffs.map(\.id)).count == 3)
    #expect(published.connectors.tariffIDs(for: city) == pricing.tariffs(at: city, moment: .epoch).map(\.id))
    #expect(Self.unit(pricing, ChargePlace(power: .kilowatts(11), tariffs: ["other"])).isEmpty)
  }

  @Test("ruling 26 the tariff of a rule keeps its id when other rules come and go")
  func ids() throws {
    let place = ChargePlace(power: .kilowatts(150), tariffs: ["adhoc-1"])
    let many = try Fixture.pricing(Self.contract).tariffs(at: place, moment: .epoch).map(\.id)
    let one = try Fixture.pricing(
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"hpc\"\ndiscount = \"9 %\"")
    #expect(one.tariffs(at: place, moment: .epoch).map(\.id) == many)
  }

  @Test("ruling 23 a 150 kW charger that tapers to 60 kW keeps the price of its class")
  func taper() throws {
    let pricing = try Fixture.pricing(Self.contract)
    let place = ChargePlace(power: .kilowatts(150), tariffs: ["adhoc-1"])
    let tariff = try #require(pricing.tariffs(at: place, moment: Fixture.applied).first)
    let start = Examples.session.start
    func period(_ minute: Int64, _ kilowatts: Rational) -> ChargedPeriod {
      ChargedPeriod(
        start: start.adding(seconds: minute * 60), energy: kilowatts * (Rational(1, over: 6) ?? .zero),
        charging: Rational(1, over: 6)
      )
      .measuring(minPower: kilowatts, maxPower: kilowatts)
    }
    let session = ChargedSession(
      start: start, end: start.adding(seconds: 1800),
      periods: [period(0, 150), period(10, 90), period(20, 60)])
    #expect(try Examples.price(tariff, session).parts[.energy]?.net == 50 * (try Fixture.number("0.4655")))
    let momentary = try Fixture.pricing(
      Self.contract.replacing("power_min = \"150 kW\"", with: "session_power_min = \"100 kW\""))
    let split = try #require(momentary.tariffs(at: place, moment: Fixture.applied).first)
    #expect(split.elements[0].restrictions?.minPower?.text == "100")
    let expected = 25 * (try Fixture.number("0.4655")) + 25 * (try Fixture.number("0.4508"))
    #expect(try Examples.price(split, session).parts[.energy]?.net == expected)
  }

  @Test("ruling 16 a gross list at 0.59 less 8 % is 0.4486 net in NL and 0.4561 in DE")
  func countries() throws {
    let gross = Fixture.retail.replacing("\"NO\"", with: "\"YES\"").replacing("0.49", with: "0.59")
      .replacing(",\"vat\":21", with: "")
    var notes = PriceListNotes()
    notes.vatRates = ["NL": try Fixture.percent("21"), "DE": try Fixture.percent("19")]
    let block =
      "[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"8 %\"\n[settlement]\nvat_treatment = \"reverse-charge\""
    let pricing = try Fixture.pricing(block, .sell, [gross], notes: notes)
    #expect(pricing.findings.map(\.code) == ["BT156"] && !pricing.findings.hasErrors)
    for (country, price) in [("NL", ["ENERGY 0.4486"]), ("DE", ["ENERGY 0.4561"]), ("FR", [])] {
      #expect(Self.unit(pricing, ChargePlace(country: country, tariffs: ["adhoc-1"])) == price)
    }
    let shared = "\n[share]\ncountries = [\"NL\", \"DE\"]\n"
    #expect(try Fixture.pricing(block + shared, .sell, [gross], notes: notes).findings.isEmpty)
    let vat = block.replacing(
      "base = \"adhoc\"", with: "base = \"adhoc\"\nvat_rates = { NL = \"21 %\", DE = \"19 %\" }")
    let stated = try Fixture.pricing(
      vat + shared, .sell, [gross.replacing("\"step_size\"", with: "\"vat\":21,\"step_size\"")])
    #expect(Self.unit(stated, ChargePlace(country: "DE", tariffs: ["adhoc-1"])) == ["ENERGY 0.4561"])
  }

  @Test("ruling 26 a planned change is a pair of tariffs, one ending when the other begins")
  func datedPair() throws {
    let dated = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "spring"
      from = 2027-03-01
      until = 2027-05-31
      discount = "20 %"
      [[pricing.sell.rule]]
      id = "standard"
      discount = "8 %"
      """
    let pricing = try Fixture.pricing(dated)
    let published = pricing.publish(at: Fixture.applied)
    #expect(
      published.tariffs.map { $0.startDateTime?.description } == [
        nil, "2027-03-01T00:00:00Z", "2027-06-01T00:00:00Z",
      ])
    #expect(Set(published.tariffs.map(\.id)).count == 3)
    #expect(published.nextChange?.description == "2027-03-01T00:00:00Z")
    let place = Examples.place()
    #expect(published.connectors.tariffIDs(for: place).count == 3)
    let moments = [
      "2027-02-28T23:59:59Z", "2027-03-01T00:00:00Z", "2027-05-31T23:59:59Z", "2027-06-01T00:00:00Z",
    ]
    let prices = try moments.map { Self.unit(pricing, place, at: try #require(Timestamp(ocpi: $0))) }
    #expect(prices == [["ENERGY 0.4508"], ["ENERGY 0.392"], ["ENERGY 0.392"], ["ENERGY 0.4508"]])
    let later = pricing.publish(at: try #require(Timestamp(ocpi: "2027-06-02T00:00:00Z")))
    #expect(later.tariffs.count == 1 && later.nextChange == nil)
    #expect(later.connectors.tariffIDs(for: place) == later.tariffs.map(\.id))
  }

  @Test("ruling 26 with one id for all times the tariff that holds now is the one that is seen")
  func sameID() throws {
    let dated = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "new"
      from = 2027-03-01
      discount = "20 %"
      [[pricing.sell.rule]]
      id = "standard"
      discount = "8 %"
      [dialect]
      tariff_change = "same-id"
      [dialect.reason]
      tariff_change = "their tariffs have one price each; seen in certification"
      """
    let pricing = try Fixture.pricing(dated)
    let now = pricing.publish(at: Fixture.applied)
    let then = pricing.publish(at: try #require(Timestamp(ocpi: "2027-03-01T00:00:00Z")))
    #expect(now.tariffs.map(\.id) == then.tariffs.map(\.id) && now.tariffs.count == 1)
    #expect(now.tariffs.first?.startDateTime == nil && now.tariffs.first?.endDateTime == nil)
    #expect(Fixture.prices(now.tariffs.first)[1] == "ENERGY 0.4508")
    #expect(Fixture.prices(then.tariffs.first)[1] == "ENERGY 0.392")
    #expect(then.connectors.tariffIDs(for: Examples.place()) == then.tariffs.map(\.id))
  }

  @Test func `cards of a group have a tariff of their own that connectors do not show`() throws {
    let cards = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "taxi"
      when = { token_groups = ["TAXI"] }
      discount = "25 %"
      [[pricing.sell.rule]]
      id = "standard"
      discount = "8 %"
      """
    let pricing = try Fixture.pricing(cards)
    let taxi = pricing.tariffs(at: Examples.place(), driver: PricedDriver(tokenGroup: "taxi"), moment: .epoch)
    #expect(taxi.flatMap { Fixture.prices($0) }.contains("ENERGY 0.3675"))
    let published = pricing.publish(at: .epoch)
    #expect(published.tariffs.count == 2)
    #expect(published.connectors.tariffIDs(for: Examples.place()).contains { $0 == taxi.first?.id } == false)
  }

  @Test func `windows are cut where they overlap, also over midnight and on days of the week`() throws {
    let daytime = Fixture.retail.replacing(
      "\"elements\":[{\"price_components\":[",
      with:
        "\"elements\":[{\"restrictions\":{\"start_time\":\"05:00\",\"end_time\":\"23:30\"},\"price_components\":["
    )
    #expect(daytime != Fixture.retail)
    let night =
      "[pricing.sell]\nbase = \"adhoc\"\n[[pricing.sell.rule]]\nid = \"night\"\nwhen = { hours = \"22:00-06:00\" }\ndiscount = \"10 %\""
    let tariff = try Examples.tariff(night, .sell, [daytime])
    let windows = tariff.elements.map {
      "\($0.restrictions?.startTime ?? "")-\($0.restrictions?.endTime ?? "")"
    }
    #expect(windows == ["05:00-06:00", "22:00-23:30", "05:00-23:30"])
    let weekend = try Examples.tariff(
      night.replacing("hours = \"22:00-06:00\"", with: "hours = \"22:00-06:00\", days = [\"SAT\", \"SUN\"]"))
    #expect(
      weekend.elements.map { "\($0.restrictions?.startTime ?? "")-\($0.restrictions?.endTime ?? "")" } == [
        "00:00-06:00", "22:00-00:00", "-",
      ])
    #expect(weekend.elements[0].restrictions?.dayOfWeek == [.saturday, .sunday])
    let months = try Examples.tariff(night.replacing("hours = \"22:00-06:00\"", with: "months = [12, 1]"))
    #expect(
      months.elements[1].restrictions?.startDate == "2025-12-01"
        && months.elements[1].restrictions?.endDate == "2026-02-01")
  }

  @Test func `parking that OCPI cannot say is left out of the tariff, and hours of parking are an element`()
    throws
  {
    let apart = """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "hpc"
      add = { parking = "0.10 EUR/min" }
      parking_after = "45 min"
      parking_cap = "12.00 EUR"
      """
    #expect(Fixture.prices(try Examples.tariff(apart)) == ["FLAT 0.35", "ENERGY 0.49"])
    let pricing = try Fixture.pricing(apart)
    #expect(pricing.findings.map(\.code) == ["BT222", "BT222"] && !pricing.findings.hasErrors)
    let hours = apart.replacing(
      "parking_after = \"45 min\"\nparking_cap = \"12.00 EUR\"", with: "parking_hours = \"07:00-22:00\"")
    let tariff = try Examples.tariff(hours)
    #expect(Fixture.prices(tariff) == ["PARKING_TIME 9", "FLAT 0.35", "ENERGY 0.49"])
    #expect(tariff.elements[0].restrictions?.startTime == "07:00")
  }

  @Test func `without a list rules set every price, and what they leave open has no tariff`() throws {
    let block = """
      [pricing.sell]
      base = "none"
      currency = "EUR"
      [[pricing.sell.rule]]
      id = "dc"
      when = { current = "DC" }
      set = { energy = "0.55 EUR/kWh" }
      """
    let (read, _) = PartnerFile.read(
      bytes: Array(PriceRulesTests.file(block).utf8), file: "partners/acme.toml")
    let file = try #require(read)
    let list = PriceList.none(party: try Fixture.party(), currency: .euro)
    let pricing = try #require(PartnerPricing(file, .sell, list: list, appliedAt: .epoch))
    #expect(!pricing.findings.hasErrors)
    #expect(Self.unit(pricing, ChargePlace(current: .dc)) == ["ENERGY 0.55"])
    #expect(Self.unit(pricing, ChargePlace(current: .ac)).isEmpty)
  }

  @Test("sell(us) = buy(them): the mirrored file gives the same prices")
  func mirrored() throws {
    let sell = try Fixture.pricing(Self.contract)
    let buy = try Fixture.pricing(Self.contract.replacing("pricing.sell", with: "pricing.buy"), .buy)
    for kilowatts in [11, 50, 150] as [Rational] {
      for groups in [["city"], []] as [Set<String>] {
        let place = ChargePlace(groups: groups, power: .kilowatts(kilowatts), tariffs: ["adhoc-1"])
        #expect(Self.unit(sell, place) == Self.unit(buy, place))
      }
    }
  }

  @Test("invariants: 0 % is identity, a stack of one rule is first-match")
  func invariants() throws {
    let zero = try Examples.tariff("[pricing.sell]\nbase = \"adhoc\"\ndiscount = \"0 %\"")
    #expect(Fixture.prices(zero) == Fixture.prices(try Fixture.tariff()))
    let one = Self.contract.components(0)
    let stack = try Fixture.pricing(
      one.replacing("base = \"adhoc\"", with: "base = \"adhoc\"\ncombine = \"stack\""))
    let first = try Fixture.pricing(one)
    let place = ChargePlace(groups: ["city"], power: .kilowatts(11), tariffs: ["adhoc-1"])
    #expect(stack.tariffs(at: place, moment: .epoch) == first.tariffs(at: place, moment: .epoch))
  }

  @Test func `stacked rules of overlapping moments are cut into every combination`() throws {
    let block = """
      [pricing.sell]
      base = "adhoc"
      combine = "stack"
      [[pricing.sell.rule]]
      id = "night"
      when = { hours = "22:00-06:00" }
      discount = "10 %"
      on = ["energy"]
      [[pricing.sell.rule]]
      id = "large"
      when = { energy_from = "50 kWh" }
      discount = "10 %"
      on = ["energy"]
      """
    let tariff = try Examples.tariff(block)
    #expect(
      Fixture.prices(tariff).filter { $0.hasPrefix("ENERGY") } == [
        "ENERGY 0.3969", "ENERGY 0.441", "ENERGY 0.441", "ENERGY 0.49",
      ])
    #expect(
      tariff.elements[0].restrictions?.minKWh?.text == "50"
        && tariff.elements[0].restrictions?.startTime == "22:00")
  }

  @Test("BT150 a rule behind others that take all it would is told at its place")
  func unreached() {
    let text = PriceRulesTests.file(
      """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "ac"
      when = { power_max = "50 kW" }
      discount = "1 %"
      [[pricing.sell.rule]]
      id = "slow"
      when = { power_max = "22 kW", hours = "22:00-06:00" }
      discount = "2 %"
      """)
    let findings = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml").findings
    #expect(findings.map(\.code) == ["BT150"] && findings.first?.place?.line == 15)
  }
}

extension String {
  /// The block without its rules but one.
  fileprivate func components(_ rule: Int) -> String {
    let mark = "[[pricing.sell.rule]]\n"
    let parts = split(separator: mark).map { String($0) }
    return "\(parts[0])\(mark)\(parts[rule + 1])"
  }
}
