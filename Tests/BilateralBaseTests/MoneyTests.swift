import BilateralBase
import Testing

@Suite struct MoneyTests {
  static func money(_ text: String, _ code: String = "EUR") throws -> Money {
    Money(try #require(Rational(decimalText: text)), try #require(Currency(code)))
  }

  @Test func `amounts of one currency add exactly`() throws {
    let sum = try Self.money("0.1") + Self.money("0.2")
    #expect(sum == (try Self.money("0.3")))
    #expect(try Self.money("1") - Self.money("0.999") == Self.money("0.001"))
  }

  @Test func `amounts of two currencies never meet`() throws {
    let (euros, crowns) = (try Self.money("1"), try Self.money("1", "sek"))
    #expect(throws: MoneyError.self) { try euros + crowns }
    #expect(throws: MoneyError.self) { try euros - crowns }
    #expect(throws: MoneyError.self) { try euros.isLess(than: crowns) }
    #expect(euros != crowns)
  }

  @Test(arguments: [("EUR", "1.24", "1.24 EUR"), ("JPY", "1", "1 JPY"), ("KWD", "1.235", "1.235 KWD")])
  func `amounts round to the digits of their currency`(code: String, rounded: String, text: String) throws {
    let amount = try Self.money("1.2350", code).rounded(toPlaces: nil, .halfUp)
    #expect(amount == (try Self.money(rounded, code)))
    #expect(amount.description == text)
  }

  @Test func `a money text shows further digits when there are any`() throws {
    #expect(try Self.money("0.4305").description == "0.4305 EUR")
    #expect(try Self.money("5").description == "5.00 EUR")
  }

  @Test func `currencies are three letters`() {
    #expect(Currency("eur") == .euro)
    #expect(Currency("EURO") == nil)
    #expect(Currency("E1R") == nil)
    #expect(Currency("XYZ")?.isKnown == false)
    #expect(Currency("XYZ")?.minorDigits == 2)
  }

  @Test func `prices times quantities are exact`() throws {
    let energy = EnergyPrice(perKilowattHour: try Self.money("0.4305"))
    #expect(energy * .wattHours(12_345) == (try Self.money("5.3145225")))
    let time = TimePrice(perMinute: try Self.money("0.10"))
    #expect(time.perHour == (try Self.money("6")))
    #expect(time * .seconds(20) == Money(try Rational(1) / 30, .euro))
    #expect(TimeSpan.minutes(90) == .hours(try Rational(3) / 2))
    #expect(TimeSpan.hours(2).minutes == 120)
    #expect(Power.watts(22_080).description == "22.08 kW")
    #expect(Percent(value: 19).fraction.description == "0.19")
    #expect(Energy.kilowattHours(3) > .wattHours(2_999))
  }
}
