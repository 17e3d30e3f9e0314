import BilateralBase
import BilateralModel
import BilateralPricing
import Testing

@Suite struct PricingExplanationTests {
  private static func explained() throws -> PricingExplanation {
    let tariff = try PricerRuleTests.tariff(
      PricerRuleTests.element("ENERGY 0.2 1 21", #""start_time":"22:00","end_time":"06:00""#),
      PricerRuleTests.element("ENERGY 0.3 1 21", #""max_kwh":5"#),
      PricerRuleTests.element("ENERGY 0.4 500 21,FLAT 1"),
      head: #""tax_included":"NO","max_price":{"before_taxes":4}"#)
    let session = try PricingFixture.session(
      ["2026-06-01T10:00:00Z ENERGY 5", "2026-06-01T11:00:00Z ENERGY 5.2"], until: "2026-06-01T12:00:00Z")
    return try PricingFixture.price(session, [tariff]).explanation()
  }

  @Test func `each line says why its element applies and why those before it do not`() throws {
    let lines = try Self.explained().lines
    #expect(lines.map(\.why) == ["below 5 kWh", "no restrictions", "no restrictions"])
    #expect(lines[0].passedOver == ["element 0: Mon 2026-06-01 12:00 is not 22:00 to 06:00"])
    #expect(
      lines[2].passedOver == [
        "element 0: Mon 2026-06-01 13:00 is not 22:00 to 06:00",
        "element 1: 5 kWh before is not below 5 kWh",
      ])
  }

  @Test func `the text reads from the first line to the total`() throws {
    #expect(
      try Self.explained().description == """
        2026-06-01 12:00:00+02:00 energy: 5 kWh at 0.3 = 1.5; tariff T element 1: below 5 kWh
          not element 0: Mon 2026-06-01 12:00 is not 22:00 to 06:00
        2026-06-01 12:00:00+02:00 flat: 1 session at 1 = 1; tariff T element 2: no restrictions
        2026-06-01 13:00:00+02:00 energy: 5.5 kWh (5.2 in whole steps) at 0.4 = 2.2; tariff T element 2: no restrictions
          not element 0: Mon 2026-06-01 13:00 is not 22:00 to 06:00
          not element 1: 5 kWh before is not below 5 kWh
        max_price applied: the sum was 4.7 net, 5.477 gross
        no tax on 0.851064: 0
        21 % on 3.148936: 0.661277
        total 4 EUR net, 4.661277 gross
        note: priceLimitApplied: max_price was applied; the parts do not add up to the whole
        """)
  }

  @Test func `the record is the same each time`() throws {
    let (one, other) = (try Self.explained().json, try Self.explained().json)
    #expect(one.canonicalBytes == other.canonicalBytes)
    #expect(one.canonicalBytes == one.bytes, "members are written in order")
    #expect(one["net"] == "4")
    #expect(one["gross"]?.string?.contains("/") == true, "what decimals cannot say stays a fraction")
    #expect(one["lines"]?.elements?.count == 3)
    #expect(one["lines"]?[2]?["step_effect"] == "0.3")
  }
}
