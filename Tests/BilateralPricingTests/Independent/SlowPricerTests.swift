import BilateralBase
import BilateralModel
import BilateralTestTools
import Testing

/// The slow pricer itself, against amounts worked out by hand.
@Suite struct SlowPricerTests {
  private typealias Use = (CDRDimensionType, String)

  @Test("E1 a fee, energy and parking by the minute, with 21 % on top")
  func retail() throws {
    let tariff = try tariff([
      [
        component(.flat, "0.35", vat: 21), component(.energy, "0.49", vat: 21),
        component(.parkingTime, "3.00", vat: 21, step: 60),
      ]
    ])
    let result = try price(
      tariff,
      [
        ("2026-05-04T10:00:00Z", [(.energy, "23.4"), (.time, "1.5")]),
        ("2026-05-04T11:30:00Z", [(.parkingTime, "0.6667")]),
      ], end: "2026-05-04T12:10:00Z")
    #expect(result.total.net == Rational(decimalText: "13.816"))
    #expect(result.total.gross == Rational(decimalText: "16.71736"))
    #expect(result.parking.billed == Rational(2, over: 3))
  }

  @Test("R17 an hour that clocks show twice is two hours long, one that they skip has none")
  func dst() throws {
    var tariff = try tariff([[component(.energy, "0.20")], [component(.energy, "0.40")]])
    tariff.elements[0].restrictions = TariffRestrictions(startTime: "02:00", endTime: "03:00")
    let autumn = try price(
      tariff,
      [
        ("2026-10-24T23:30:00Z", [(.energy, "5")]), ("2026-10-25T00:00:00Z", [(.energy, "20")]),
        ("2026-10-25T02:00:00Z", [(.energy, "5")]),
      ], end: "2026-10-25T02:30:00Z")
    #expect(autumn.total.net == 8)
    let spring = try price(
      tariff, [("2026-03-29T00:30:00Z", [(.energy, "5")]), ("2026-03-29T01:00:00Z", [(.energy, "10")])],
      end: "2026-03-29T02:00:00Z")
    #expect(spring.total.net == 6)
  }

  @Test("R8 R11 R12 reserved time has its own step and its own fee, and one that ran out its own price")
  func reservation() throws {
    var tariff = try tariff([
      [component(.time, "9", step: 60)], [component(.flat, "2"), component(.time, "6", step: 600)],
      [component(.flat, "1"), component(.time, "3", step: 900), component(.energy, "0.5")],
    ])
    tariff.elements[0].restrictions = TariffRestrictions(reservation: .reservationExpires)
    tariff.elements[1].restrictions = TariffRestrictions(reservation: .reservation)
    // 13 min are 20: 2.00, the fee 2.00; 31 min are 45: 2.25, the fee 1.00; 4 kWh: 2.00.
    let used = try price(
      tariff,
      [
        ("2026-05-04T10:00:00Z", [(.reservationTime, "0.2167")]),
        ("2026-05-04T10:13:00Z", [(.energy, "4"), (.time, "0.5167")]),
      ], end: "2026-05-04T10:44:00Z")
    #expect(used.total.net == Rational(decimalText: "9.25"))
    #expect(used.reservation.cost.net == 4)
    // Nobody came: 13 min at 9.00/h are 1.95; the fee is that of any reservation, and none for a session.
    let expired = try price(
      tariff, [("2026-05-04T10:00:00Z", [(.reservationTime, "0.2167")])], end: "2026-05-04T10:13:00Z")
    #expect(expired.total.net == Rational(decimalText: "3.95"))
  }

  private func component(
    _ type: TariffDimensionType, _ price: String, vat: Int? = nil, step: Int = 1
  ) -> PriceComponent {
    PriceComponent(
      type: type, price: WireNumber(price) ?? 0, vat: vat.map { WireNumber($0) }, stepSize: step)
  }

  private func tariff(_ elements: [[PriceComponent]]) throws -> Tariff {
    Tariff(
      party: try #require(PartyID(country: "DE", party: "NVO")), id: "T1", currency: "EUR",
      elements: elements.map { TariffElement(priceComponents: $0) }, lastUpdated: .epoch)
  }

  private func price(
    _ tariff: Tariff, _ periods: [(String, [Use])], end: String
  ) throws -> SlowPricer.Result {
    var cdr = try #require(DealtPair(version: .v2_2_1, seed: 1)).cdr
    cdr.chargingPeriods = try periods.map { start, uses in
      ChargingPeriod(
        startDateTime: try #require(Timestamp(ocpi: start)),
        dimensions: try uses.map { CDRDimension(type: $0.0, volume: try #require(WireNumber($0.1))) })
    }
    cdr.startDateTime = try #require(cdr.chargingPeriods.first?.startDateTime)
    cdr.endDateTime = try #require(Timestamp(ocpi: end))
    let pricer = try #require(SlowPricer(tariffs: [tariff], zone: "Europe/Amsterdam", version: .v2_2_1))
    return pricer.price(cdr)
  }
}
