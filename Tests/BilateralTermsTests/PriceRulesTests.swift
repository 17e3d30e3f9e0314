import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct PriceRulesTests {
  static func file(_ prices: String) -> String {
    """
    schema = "bilateral/1"
    id = "acme"
    name = "ACME"
    status = "test"
    [them]
    roles = ["NL-ACM:EMSP"]
    [us]
    roles = ["DE-NVO:CPO"]
    \(prices)
    """
  }

  static func rules(_ prices: String, _ side: PriceSide = .sell) throws -> PriceRules {
    let (file, findings) = PartnerFile.read(bytes: Array(Self.file(prices).utf8), file: "partners/acme.toml")
    let sound = try #require(file, "\(findings)")
    return try #require(sound.priceRules(side))
  }

  @Test func `the frame of a block is read into values`() throws {
    let rules = try Self.rules(
      """
      [pricing.sell]
      base = "adhoc"
      currency = "SEK"
      rounding = "half-even 3 per-period"
      price_time = "period"
      combine = "stack"
      limits = "scale-plus-fee"
      fill_gaps = true
      step = { energy = "0.5 kWh", time = "60 s" }
      min_price = "0.05 SEK/kWh"
      max_price = "9.00 SEK/kWh"
      min_session = "1.00 SEK"
      max_session = "150.00 SEK"
      free_below = "0.2 kWh"
      pass_through = ["parking"]
      discount = "8 %"
      on = ["energy"]
      """)
    #expect(rules.base == .list("adhoc") && rules.currency == Currency("SEK"))
    #expect(rules.rounding == RoundingTerms(mode: .halfEven, digits: 3, point: .period))
    #expect(rules.priceTime == .period && rules.combine == .stack && rules.limits == .scalePlusFee)
    #expect(rules.fillsGaps && rules.steps == [.energy: 500, .time: 60] && rules.passThrough == [.parking])
    #expect(rules.minPrice?.perKilowattHour.description == "0.05 SEK")
    #expect(rules.maxSession?.description == "150.00 SEK")
    #expect(rules.freeBelow == .energy(.wattHours(200)))
    #expect(rules.rules.map(\.id) == ["*"] && rules.rules[0].components == [.energy])
  }

  @Test func `every selector of a rule is read`() throws {
    let rules = try Self.rules(
      """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "all"
      from = 2026-03-01
      until = 2026-03-31
      when = { countries = ["NL"], exclude_groups = ["depot"], evse_ids = ["NL*NVO*E1*"], power_min = "11 kW", \
      power_max = "22 kW", current = "AC", connectors = ["CCS2", "type 2"], hours = "22:00-06:00", \
      days = ["SAT", "SUN"], months = [1, 12], tariff_ids = ["A"], token_groups = ["fleet"], auth = "remote", \
      energy_from = "10 kWh", energy_to = "20 kWh", duration_from = "1 h", duration_to = "2 h", \
      session_power_min = "5 kW", session_power_max = "50 kW", access = "public" }
      markup = "3 %"
      add = { parking = "0.10 EUR/min" }
      remove = ["time"]
      floor = "0.10 EUR/kWh"
      cap = "0.90 EUR/kWh"
      parking_after = "45 min"
      parking_cap = "12.00 EUR"
      parking_hours = "07:00-22:00"
      justification = "Because the grid is cheaper there"
      visible_as = "Roaming"
      """)
    let rule = try #require(rules.rules.first)
    let place = rule.when.place
    #expect(place.countries == ["NL"] && place.excludedGroups == ["depot"] && place.current == .ac)
    #expect(place.connectors == ["IEC_62196_T2_COMBO", "IEC_62196_T2"] && place.isPublic == true)
    #expect(rule.when.driver.tokenGroups == ["fleet"] && rule.when.driver.auth == "remote")
    let moment = rule.when.moment
    #expect(moment.days == [6, 0] && moment.months == [1, 12] && moment.durationFrom == 3600)
    #expect(moment.energyTo == .kilowattHours(20) && moment.powerMax == .kilowatts(50))
    #expect(rule.removed == [.time] && rule.parking.freeSeconds == 2700 && rule.parking.isSettledApart)
    #expect(rule.isInForce(on: try #require(CivilDate(year: 2026, month: 3, day: 31))))
    #expect(!rule.isInForce(on: try #require(CivilDate(year: 2026, month: 4, day: 1))))
    #expect(rule.place?.line == 11)
  }

  @Test func `what cannot be understood is refused at its place`() {
    let cases: [(String, String, Int)] = [
      ("rounding = \"half-up two\"", "BT106", 12), ("price_ending = \"nice\"", "BT106", 12),
      ("vat = \"inclusive\"", "BT106", 12), ("pass_through = [\"roaming\"]", "BT106", 12),
      ("step = { flat = \"1 kWh\" }", "BT106", 12),
      (
        "[[pricing.sell.rule]]\nid = \"a\"\nwhen = { energy_from = \"20 kWh\", energy_to = \"20 kWh\" }",
        "BT220", 14
      ),
      (
        "[[pricing.sell.rule]]\nid = \"a\"\nwhen = { power_min = \"50 kW\", power_max = \"22 kW\" }", "BT220",
        14
      ),
      ("[[pricing.sell.tier]]\nfrom = \"1 MWh\"", "BT107", 12),
    ]
    for (text, code, line) in cases {
      let bytes = Array(Self.file("[pricing.sell]\n\nbase = \"adhoc\"\n" + text).utf8)
      let (file, findings) = PartnerFile.read(bytes: bytes, file: "partners/acme.toml")
      #expect(file == nil && findings.map(\.code) == [code], "\(text): \(findings)")
      #expect(findings.first?.place?.line == line, "\(text): \(findings)")
    }
  }

  @Test func `a place knows what selectors ask for`() throws {
    let connector = Connector(
      id: "1", standard: .iec62196T2Combo, format: .init(rawValue: "CABLE"), powerType: .dc, maxVoltage: 400,
      maxAmperage: 375, maxElectricPower: 150_000, tariffIDs: ["dc"], lastUpdated: .epoch)
    let evse = EVSE(
      uid: "1", evseID: "NL*NVO*E12*1", status: .available, connectors: [connector], lastUpdated: .epoch)
    let location = Location(
      party: try PricingFixture.party(), id: "L", publish: true, address: "a", city: "b", country: "NLD",
      coordinates: .init(latitude: "52.0", longitude: "4.0"), evses: [evse], timeZone: "Europe/Amsterdam",
      lastUpdated: .epoch)
    var groups = LocationGroups()
    #expect(groups.add("groups/hubs.toml", bytes: Array("evse_ids = [\"NL*NVO*E12*\"]".utf8)).isEmpty)
    let place = try #require(ChargePlace.all(of: location, groups: groups).first)
    #expect(place.country == "NL" && place.groups == ["hubs"] && place.power == .kilowatts(150))
    var selector = PlaceSelector()
    selector.countries = ["NL"]
    selector.groups = ["hubs"]
    selector.evseIDs = ["NL*NVO*E1*"]
    selector.connectors = ["IEC_62196_T2_COMBO"]
    #expect(selector.takes(place, tariff: "dc"))
    selector.excludedGroups = ["hubs"]
    #expect(!selector.takes(place, tariff: "dc"))
    var unknown = PlaceSelector()
    unknown.powerMin = .kilowatts(1)
    #expect(!unknown.takes(ChargePlace(), tariff: "dc"))
  }

  @Test func `endings of prices go up to a multiple or to a nine`() throws {
    let cases: [(String, String, String)] = [
      ("0.01", "0.56444", "0.57"), ("0.01", "0.57", "0.57"), ("0.05", "0.5601", "0.6"),
      ("x.x9", "0.56", "0.59"), ("x.x9", "0.59", "0.59"), ("x.x9", "0.591", "0.69"), ("x.9", "1.2", "1.9"),
    ]
    for (ending, price, expected) in cases {
      let got = try #require(PriceEnding(ending)).applied(to: try PricingFixture.number(price))
      let wanted = try PricingFixture.number(expected)
      #expect(got == wanted, "\(ending) \(price)")
    }
  }
}
