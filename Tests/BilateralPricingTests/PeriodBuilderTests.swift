import BilateralBase
import BilateralModel
import BilateralPricing
import Testing

@Suite struct PeriodBuilderTests {
  typealias Series = MeterSeries

  @Test("R6 R17 a stay is split where the clock on the wall passes a bound, in the night of two second hours")
  func dst() throws {
    let night = try tariff(TariffRestrictions(startTime: "02:00", endTime: "03:00"))
    let autumn = try build(
      night, from: "2026-10-24T23:30:00Z", until: "2026-10-25T02:30:00Z",
      readings: [("2026-10-24T23:30:00Z", 1000), ("2026-10-25T02:30:00Z", 31_000)])
    #expect(
      lines(autumn) == [
        "2026-10-24T23:30:00Z ENERGY 5 TIME 0.5", "2026-10-25T00:00:00Z ENERGY 10 TIME 1",
        "2026-10-25T01:00:00Z ENERGY 10 TIME 1", "2026-10-25T02:00:00Z ENERGY 5 TIME 0.5",
      ])
    let spring = try build(
      night, from: "2026-03-29T00:30:00Z", until: "2026-03-29T02:00:00Z",
      readings: [("2026-03-29T00:30:00Z", 0), ("2026-03-29T02:00:00Z", 15_000)])
    #expect(
      lines(spring) == [
        "2026-03-29T00:30:00Z ENERGY 5 TIME 0.5", "2026-03-29T01:00:00Z ENERGY 10 TIME 1",
      ])
  }

  @Test("R6 a bound of energy is met exactly, on the line between two readings")
  func energy() throws {
    let first = try tariff(TariffRestrictions(maxKWh: 7))
    let built = try build(
      first, from: "2026-05-04T10:00:00Z", until: "2026-05-04T11:00:00Z",
      readings: [("2026-05-04T10:00:00Z", 500), ("2026-05-04T11:00:00Z", 11_500)])
    // 7 of 11 kWh are reached after 2,290.909 s, so the second period starts in the next whole second.
    #expect(
      lines(built) == [
        "2026-05-04T10:00:00Z ENERGY 7 TIME 0.6364", "2026-05-04T10:38:11Z ENERGY 4 TIME 0.3636",
      ])
    #expect(built.energy == .kilowattHours(11))
  }

  @Test("R6 durations count from plugging in, whatever happened, and a reservation is a period of its own")
  func durations() throws {
    let hour = try tariff(TariffRestrictions(minDuration: 3600))
    var series = try series(
      from: "2026-05-04T10:00:00Z", until: "2026-05-04T11:30:00Z",
      readings: [("2026-05-04T10:00:00Z", 0), ("2026-05-04T10:30:00Z", 5000)],
      changes: [("2026-05-04T10:30:00Z", .suspendedEV)])
    series.reservation = Series.Span(
      from: try moment("2026-05-04T09:40:00Z"), until: try moment("2026-05-04T10:05:00Z"))
    let built = try #require(try builder(hour).build(series))
    #expect(
      lines(built) == [
        "2026-05-04T09:40:00Z RESERVATION_TIME 0.3333", "2026-05-04T10:00:00Z ENERGY 5 TIME 0.5",
        "2026-05-04T10:30:00Z PARKING_TIME 0.5", "2026-05-04T11:00:00Z PARKING_TIME 0.5",
      ])
    #expect(try built.start == moment("2026-05-04T09:40:00Z"))
    #expect(built.findings.map(\.code) == [.reservationOverlapsStay])
  }

  @Test(
    "R18 parking is a vehicle that asks for nothing; a pause by the charger is time, and a fault is neither")
  func parking() throws {
    let built = try build(
      nil, from: "2026-05-04T10:00:00Z", until: "2026-05-04T12:00:00Z",
      readings: [("2026-05-04T10:00:00Z", 0), ("2026-05-04T11:00:00Z", 6000)],
      changes: [
        ("2026-05-04T10:00:00Z", .preparing), ("2026-05-04T10:02:00Z", .charging),
        ("2026-05-04T10:20:00Z", .suspendedEVSE), ("2026-05-04T10:40:00Z", .charging),
        ("2026-05-04T11:00:00Z", .suspendedEV), ("2026-05-04T11:30:00Z", .faulted),
        ("2026-05-04T11:36:00Z", .finishing),
      ])
    #expect(
      lines(built) == [
        "2026-05-04T10:00:00Z ENERGY 6 TIME 1", "2026-05-04T11:00:00Z PARKING_TIME 0.5",
        "2026-05-04T11:30:00Z ENERGY 0", "2026-05-04T11:36:00Z PARKING_TIME 0.4",
      ])
    #expect(built.findings.map(\.code) == [.faultedTime])
  }

  @Test("R9 a period lies on one side of each bound of power, and says its least and its most")
  func power() throws {
    let fast = try tariff(TariffRestrictions(minPower: 20))
    var series = try series(
      from: "2026-05-04T10:00:00Z", until: "2026-05-04T11:00:00Z",
      readings: [
        ("2026-05-04T10:00:00Z", 0), ("2026-05-04T10:20:00Z", 10_000), ("2026-05-04T10:30:00Z", 15_000),
        ("2026-05-04T10:50:00Z", 18_000),
      ],
      changes: [("2026-05-04T10:50:00Z", .suspendedEV)])
    for (place, power) in [30, 24, 9, 9].enumerated() { series.readings[place].power = Rational(power) }
    let built = try #require(try builder(fast).build(series))
    #expect(
      lines(built) == [
        "2026-05-04T10:00:00Z ENERGY 15 TIME 0.5 MIN_POWER 24 MAX_POWER 30",
        "2026-05-04T10:30:00Z ENERGY 3 TIME 0.3333 MIN_POWER 9 MAX_POWER 9",
        "2026-05-04T10:50:00Z PARKING_TIME 0.1667 MIN_POWER 0 MAX_POWER 0",
      ])
  }

  @Test(
    "nothing is lost in damaged records: registers that run backwards, gaps, readings outside, no reading at all"
  )
  func damage() throws {
    let built = try build(
      nil, from: "2026-05-04T10:00:00Z", until: "2026-05-04T14:00:00Z",
      readings: [
        ("2026-05-04T12:30:00Z", 8000), ("2026-05-04T09:58:00Z", 1000), ("2026-05-04T12:40:00Z", 7000),
        ("2026-05-04T14:01:00Z", 9000),
      ], changes: [("2026-05-04T12:40:00Z", .suspendedEV)])
    #expect(
      lines(built) == [
        "2026-05-04T10:00:00Z ENERGY 7 TIME 2.6667", "2026-05-04T12:40:00Z ENERGY 1 PARKING_TIME 1.3333",
      ])
    #expect(built.energy == .kilowattHours(8))
    #expect(
      built.findings.map(\.code) == [
        .recordsOutOfOrder, .readingOutsideStay, .registerRanBackwards, .readingOutsideStay, .gapInReadings,
        .energyWithoutCharging, .gapInReadings,
      ])
    let empty = try build(nil, from: "2026-05-04T10:00:00Z", until: "2026-05-04T09:00:00Z", readings: [])
    #expect(empty.periods.isEmpty && empty.findings.map(\.code) == [.tooFewReadings])
    #expect(try builder(nil).build(Series(stay: nil)) == nil)
    let forever = Series(
      stay: Series.Span(from: Timestamp(microseconds: .min), until: Timestamp(microseconds: .max)))
    let long = try #require(try builder(tariff(TariffRestrictions(startTime: "08:00"))).build(forever))
    #expect(long.findings.contains { $0.code == .stayTooLong } && long.periods.count == 1)
  }

  @Test("R12 a reservation that nobody used is a session of reserved time alone")
  func expired() throws {
    let series = Series(
      stay: nil,
      reservation: Series.Span(
        from: try moment("2026-05-04T10:00:00Z"), until: try moment("2026-05-04T10:15:00Z")))
    let built = try #require(try builder(nil).build(series))
    #expect(lines(built) == ["2026-05-04T10:00:00Z RESERVATION_TIME 0.25"])
    #expect(built.energy == .zero && built.findings.isEmpty)
  }

  @Test(
    "R6 readings on the line between others change nothing, and the periods always add up to the register")
  func splitting() throws {
    let night = try tariff(TariffRestrictions(startTime: "12:30", maxKWh: 9))
    let coarse: [(String, Rational)] = [("2026-05-04T10:00:00Z", 17), ("2026-05-04T11:00:00Z", 13_373)]
    let third = try #require(Rational(13_356, over: 3))
    let fine = coarse + [("2026-05-04T10:20:00Z", 17 + third), ("2026-05-04T10:40:00Z", 17 + third * 2)]
    let outcomes = try [coarse, fine].map {
      try build(
        night, from: "2026-05-04T10:00:00Z", until: "2026-05-04T11:00:00Z",
        readings: $0.sorted { $0.0 < $1.0 })
    }
    #expect(outcomes[0] == outcomes[1] && outcomes[0].periods.count == 3)
    let sum = outcomes[0].periods.flatMap(\.dimensions).filter { $0.type == .energy }
      .compactMap(\.volume.rational).reduce(.zero, +)
    #expect(sum == outcomes[0].energy.value && sum == Rational(13_356, over: 1000))
  }

  private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(ocpi: text)) }

  private func tariff(_ restrictions: TariffRestrictions) throws -> Tariff {
    let component = PriceComponent(type: .energy, price: 1)
    return Tariff(
      party: try #require(PartyID(country: "DE", party: "NVO")), id: "T1", currency: "EUR",
      elements: [TariffElement(priceComponents: [component], restrictions: restrictions)],
      lastUpdated: .epoch)
  }

  private func builder(_ tariff: Tariff?) throws -> PeriodBuilder {
    PeriodBuilder(tariff: tariff, zone: try ZoneCatalog().zone("Europe/Amsterdam"), namesTariff: false)
  }

  private func series(
    from: String, until: String, readings: [(String, Rational)], changes: [(String, Series.Activity)] = []
  ) throws -> Series {
    Series(
      stay: Series.Span(from: try moment(from), until: try moment(until)),
      readings: try readings.map { Series.Reading(at: try moment($0.0), register: $0.1) },
      changes: try changes.map { Series.Change(at: try moment($0.0), $0.1) })
  }

  private func build(
    _ tariff: Tariff?, from: String, until: String, readings: [(String, Rational)],
    changes: [(String, Series.Activity)] = []
  ) throws -> PeriodBuilder.Outcome {
    let series = try series(from: from, until: until, readings: readings, changes: changes)
    return try #require(try builder(tariff).build(series))
  }

  private func lines(_ outcome: PeriodBuilder.Outcome) -> [String] {
    outcome.periods.map { period in
      "\(period.startDateTime) "
        + period.dimensions.map { "\($0.type.rawValue) \($0.volume)" }.joined(separator: " ")
    }
  }
}
