import BilateralBase
import BilateralModel
import BilateralPricing
import Testing

@Suite struct TariffLintTests {
  private static func lints(_ elements: String..., head: String = #""tax_included":"NO""#) throws -> [String]
  {
    let tariff = try PricingFixture.tariff(elements.joined(separator: ","), head: head)
    return TariffLint.check(tariff, version: .v2_3_0).map { "\($0.code.rawValue) \($0.path)" }
  }

  private static func element(_ components: String, _ restrictions: String = "") -> String {
    PricerRuleTests.element(components, restrictions)
  }

  @Test func `a plain tariff has nothing to say about`() throws {
    #expect(try Self.lints(Self.element("ENERGY 0.5 1 21,FLAT 1 1 21")) == [])
    #expect(
      try Self.lints(
        Self.element("ENERGY 0.4", #""start_time":"22:00","end_time":"06:00""#), Self.element("ENERGY 0.5"))
        == [])
  }

  @Test(
    "R4 restrictions that mean something else, nothing or never",
    arguments: [
      (#""start_time":"08:00","end_time":"08:00""#, "equalBounds elements[0].restrictions"),
      (#""end_time":"00:00""#, "loneMidnight elements[0].restrictions.end_time"),
      (
        #""start_time":"22:00","end_time":"06:00","day_of_week":["MONDAY"]"#,
        "wrappingWindowWithWeekdays elements[0].restrictions"
      ),
      (#""start_time":"12:00","end_time":"24:00""#, "midnightSpelledAs24 elements[0].restrictions"),
      (#""min_kwh":10,"max_kwh":10"#, "impossibleRestrictions elements[0].restrictions"),
      (
        #""start_date":"2026-02-01","end_date":"2026-01-01""#,
        "impossibleRestrictions elements[0].restrictions"
      ),
      (#""min_duration":60,"max_duration":30"#, "impossibleRestrictions elements[0].restrictions"),
      (#""dayOfWeek":["MONDAY"]"#, "unknownRestriction elements[0].restrictions"),
      (#""start_time":"7 am""#, "unreadableRestriction elements[0].restrictions"),
      (#""max_power":11.00001"#, "tooManyDecimals elements[0].restrictions.max_power"),
    ])
  func restrictions(text: String, lint: String) throws {
    #expect(try Self.lints(Self.element("ENERGY 1", text), Self.element("ENERGY 2")).contains(lint))
  }

  @Test func `what can never count is told`() throws {
    #expect(
      try Self.lints(Self.element("ENERGY 1,ENERGY 2"), Self.element("ENERGY 3", #""min_kwh":5"#)) == [
        "duplicateDimension elements[0].price_components[1]",
        "unreachableComponent elements[1].price_components[0]",
      ])
    #expect(
      try Self.lints(
        Self.element("TIME 1", #""start_time":"08:00","end_time":"20:00""#),
        Self.element("TIME 2", #""start_time":"09:00","end_time":"10:00","min_kwh":1"#),
        Self.element("TIME 3"))
        == ["unreachableComponent elements[1].price_components[0]"])
    #expect(
      try Self.lints(Self.element("ENERGY 1", #""reservation":"RESERVATION""#), Self.element("FLAT 1"))
        == ["reservationDimension elements[0].price_components[0]"])
    #expect(
      try Self.lints(Self.element("TIME 1 60,PARKING_TIME 1"))
        == ["deadTimeStep elements[0].price_components[0].step_size"])
    #expect(try Self.lints(Self.element("ENERGY 1", #""min_kwh":5"#)) == ["noFallback elements"])
  }

  @Test func `steps, rates, limits and texts`() throws {
    #expect(
      try Self.lints(Self.element("ENERGY 1.00001 0 121,FLAT 1 60")) == [
        "stepSizeZero elements[0].price_components[0].step_size",
        "rateOutOfRange elements[0].price_components[0].vat",
        "tooManyDecimals elements[0].price_components[0].price",
        "stepOnFlat elements[0].price_components[1].step_size",
      ])
    let plain = Self.element("ENERGY 1 1 21")
    #expect(
      try Self.lints(plain, head: #""tax_included":"N/A""#)
        == ["rateWithoutTax elements[0].price_components[0].vat"])
    #expect(
      try Self.lints(Self.element("ENERGY 1"), head: #""tax_included":"YES""#)
        == ["taxWithoutRate elements[0].price_components[0]"])
    let limits = #""tax_included":"NO","min_price":{"before_taxes":2},"max_price":{"before_taxes":1}"#
    #expect(try Self.lints(plain, head: limits) == ["limitsContradict min_price"])
    let dates =
      #""tax_included":"NO","start_date_time":"2026-02-01T00:00:00Z","end_date_time":"2026-01-01T00:00:00Z""#
    #expect(try Self.lints(plain, head: dates) == ["neverActive end_date_time"])
    let text = #""tax_included":"NO","tariff_alt_text":[{"language":"en","text":"0.49 per kWh"}]"#
    #expect(try Self.lints(plain, head: text) == ["priceInText tariff_alt_text[0]"])
  }

  @Test("R2 two tariffs of one type at one connector and one time are told")
  func connector() throws {
    func tariff(_ id: String, _ head: String) throws -> Tariff {
      try PricingFixture.tariff(Self.element("ENERGY 1"), head: #""tax_included":"NO""# + head, id: id)
    }
    let now = try tariff("A", #","type":"REGULAR","end_date_time":"2026-06-01T00:00:00Z""#)
    let later = try tariff("B", #","type":"REGULAR","start_date_time":"2026-06-01T00:00:00Z""#)
    let always = try tariff("C", #","type":"REGULAR""#)
    #expect(TariffLint.check(connector: [now, later]).isEmpty)
    #expect(TariffLint.check(connector: [now, always, try tariff("D", "")]).map(\.code) == [.severalActive])
  }
}
