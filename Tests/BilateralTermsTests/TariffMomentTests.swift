import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

@Suite struct TariffMomentTests {
  /// A moment in Berlin, which is an hour or two ahead of UTC.
  private static func moment(
    _ utc: String, kWh: String = "0", seconds: Int = 0, amperes: String? = nil, kW: String? = nil,
    _ reservation: TariffMoment.Reservation = .none
  ) throws -> TariffMoment {
    let time = try #require(Timestamp(ocpi: utc))
    return TariffMoment(
      local: try ZoneCatalog().zone("Europe/Berlin").local(time),
      energy: .kilowattHours(try PricingFixture.number(kWh)), seconds: seconds,
      current: try amperes.map(PricingFixture.number),
      power: try kW.map { .kilowatts(try PricingFixture.number($0)) }, reservation: reservation)
  }

  /// Elements given as restrictions and components.
  private static func tariff(_ elements: (restrictions: String, components: String)...) throws -> Tariff {
    let texts = elements.map { element in
      let limits = element.restrictions.isEmpty ? "" : ",\"restrictions\":{\(element.restrictions)}"
      let prices = element.components.split(separator: ",").map { component in
        let parts = component.split(separator: " ")
        return "{\"type\":\"\(parts[0])\",\"price\":\(parts[1]),\"step_size\":1}"
      }
      return "{\"price_components\":[\(prices.joined(separator: ","))]\(limits)}"
    }
    let text = """
      [{"country_code":"DE","party_id":"NVO","id":"T","currency":"EUR","tax_included":"NO",
      "elements":[\(texts.joined(separator: ","))],"last_updated":"2026-01-01T00:00:00Z"}]
      """
    let (list, findings) = PriceList.read(
      name: "t", bytes: Array(text.utf8), taxIncluded: nil, party: try PricingFixture.party())
    return try #require(list?.tariffs.first, "\(findings)")
  }

  private static func price(
    _ dimension: TariffDimensionType, _ tariff: Tariff, _ moment: TariffMoment
  ) -> String? {
    tariff.component(dimension, at: moment)?.price.text
  }

  @Test(
    "TAR-07 TAR-08 TAR-26 for each dimension the first element that holds counts, and without one it is free")
  func firstOfEach() throws {
    let tariff = try Self.tariff(
      ("\"min_kwh\":10", "ENERGY 0.30,ENERGY 9"), ("", "ENERGY 0.50,FLAT 1"), ("", "ENERGY 7,FLAT 8"))
    #expect(tariff.type == nil, "without a type it is for every session")
    let early = try Self.moment("2026-06-01T10:00:00Z")
    let late = try Self.moment("2026-06-01T10:00:00Z", kWh: "10")
    #expect(Self.price(.energy, tariff, early) == "0.50")
    #expect(Self.price(.energy, tariff, late) == "0.30")
    #expect(Self.price(.flat, tariff, late) == "1")
    #expect(Self.price(.parkingTime, tariff, late) == nil)
  }

  @Test("TAR-10 an element holds only where all of its restrictions do")
  func allOfThem() throws {
    let tariff = try Self.tariff(("\"min_kwh\":5,\"max_duration\":3600", "TIME 2"))
    #expect(Self.price(.time, tariff, try Self.moment("2026-06-01T10:00:00Z", kWh: "6", seconds: 60)) == "2")
    #expect(Self.price(.time, tariff, try Self.moment("2026-06-01T10:00:00Z", kWh: "4", seconds: 60)) == nil)
    #expect(
      Self.price(.time, tariff, try Self.moment("2026-06-01T10:00:00Z", kWh: "6", seconds: 3600)) == nil)
  }

  @Test(
    "TAR-11 LOC-20 ranges hold from their start to before their end, by the wall clock at the charger",
    arguments: [
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T05:59:59Z", false),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T06:00:00Z", true),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-06-01T08:00:00Z", false),
      // In winter the same wall clock is another moment.
      (#""start_time":"08:00","end_time":"10:00""#, "2026-12-01T06:30:00Z", false),
      (#""start_time":"08:00","end_time":"10:00""#, "2026-12-01T07:00:00Z", true),
      // Over midnight, and the end of the day.
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T21:00:00Z", true),
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T03:59:00Z", true),
      (#""start_time":"22:00","end_time":"06:00""#, "2026-06-01T04:00:00Z", false),
      (#""start_time":"17:00","end_time":"00:00""#, "2026-06-01T21:59:59Z", true),
      (#""start_time":"17:00","end_time":"00:00""#, "2026-06-01T22:00:00Z", false),
      (#""end_time":"07:00""#, "2026-06-01T04:59:00Z", true),
      (#""end_time":"07:00""#, "2026-06-01T05:00:00Z", false),
      (#""start_time":"7:00""#, "2026-06-01T10:00:00Z", false),
      // Days begin at the charger's midnight: 1 June 2026 is a Monday.
      (#""day_of_week":["MONDAY"]"#, "2026-05-31T22:00:00Z", true),
      (#""day_of_week":["MONDAY"]"#, "2026-06-01T22:00:00Z", false),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-05-31T22:00:00Z", true),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-05-31T21:59:59Z", false),
      (#""start_date":"2026-06-01","end_date":"2026-06-02""#, "2026-06-01T22:00:00Z", false),
    ])
  func clock(restrictions: String, utc: String, holds: Bool) throws {
    let tariff = try Self.tariff((restrictions, "ENERGY 1"))
    #expect((Self.price(.energy, tariff, try Self.moment(utc)) != nil) == holds)
  }

  @Test(
    "TAR-11 energy and duration hold from the lower bound to before the upper one",
    arguments: [
      ("4.999", 0, false), ("5", 0, true), ("9.999", 1799, true), ("10", 0, false), ("5", 1800, false),
    ])
  func amounts(kWh: String, seconds: Int, holds: Bool) throws {
    let tariff = try Self.tariff(
      (#""min_kwh":5,"max_kwh":10,"min_duration":0,"max_duration":1800"#, "ENERGY 1"))
    let moment = try Self.moment("2026-06-01T10:00:00Z", kWh: kWh, seconds: seconds)
    #expect((Self.price(.energy, tariff, moment) != nil) == holds)
  }

  @Test("TAR-12 current and power are those of the moment, and what nobody measured does not hold")
  func electrical() throws {
    let tariff = try Self.tariff(
      (#""min_power":50,"max_power":100"#, "ENERGY 2"), (#""max_current":16"#, "ENERGY 1"))
    func price(_ amperes: String?, _ kW: String?) throws -> String? {
      Self.price(.energy, tariff, try Self.moment("2026-06-01T10:00:00Z", amperes: amperes, kW: kW))
    }
    #expect(try price(nil, "50") == "2")
    #expect(try price("15.9", "49.9") == "1")
    #expect(try price("16", "100") == nil)
    #expect(try price(nil, nil) == nil)
  }

  @Test("TAR-13 elements for reservations price nothing else, and those for expired ones come first")
  func reservations() throws {
    let tariff = try Self.tariff(
      (#""reservation":"RESERVATION""#, "TIME 3,FLAT 2"), (#""reservation":"RESERVATION_EXPIRES""#, "FLAT 4"),
      ("", "TIME 1,FLAT 1"))
    let day = "2026-06-01T10:00:00Z"
    func prices(_ reservation: TariffMoment.Reservation) throws -> [String?] {
      let moment = try Self.moment(day, reservation)
      return [Self.price(.time, tariff, moment), Self.price(.flat, tariff, moment)]
    }
    #expect(try prices(.none) == ["1", "1"])
    #expect(try prices(.held) == ["3", "2"])
    #expect(try prices(.expired) == ["3", "4"])
  }
}
