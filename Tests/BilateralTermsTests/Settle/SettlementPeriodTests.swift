import BilateralBase
import BilateralTerms
import Testing

@Suite struct SettlementPeriodTests {
  @Test(arguments: [
    ("2026-10", "2026-10-01", "2026-11-01"), ("2026-12", "2026-12-01", "2027-01-01"),
    ("2026-10a", "2026-10-01", "2026-10-16"), ("2026-02b", "2026-02-16", "2026-03-01"),
    ("2026-Q4", "2026-10-01", "2027-01-01"), ("2026-W43", "2026-10-19", "2026-10-26"),
    ("2026-W01", "2025-12-29", "2026-01-05"), ("2026-W53", "2026-12-28", "2027-01-04"),
  ])
  func `a period is read as it is written`(_ text: String, _ first: String, _ end: String) throws {
    let period = try #require(SettlementPeriod(text))
    #expect("\(period.first)" == first && "\(period.end)" == end && "\(period)" == text)
    #expect(SettlementPeriod(text.lowercased()) == period)
    #expect(period.next.previous == period && period.next.first == period.end && period < period.next)
  }

  @Test(arguments: [
    "2026-13", "2026-00", "2026-10c", "2026-W54", "2025-W53", "2026-Q5", "26-10", "2026", "2026-1", "",
    "2026-10-01",
    "2026-W1", "W026-10",
  ])
  func `what is no period is none`(_ text: String) {
    #expect(SettlementPeriod(text) == nil)
  }

  @Test("each moment lies in one period, over midnight of the month's end and in the hour that comes twice")
  func moments() throws {
    let zone = try ZoneCatalog().zone("Europe/Amsterdam")
    for kind in SettlementPeriod.Kind.allCases {
      var period = SettlementPeriod(kind, containing: try #require(CivilDate(year: 2026, month: 9, day: 20)))
      for _ in 0..<12 {
        #expect(period.moments(in: zone).upperBound == period.next.moments(in: zone).lowerBound)
        period = period.next
      }
    }
    let october = try #require(SettlementPeriod("2026-10"))
    let end = october.moments(in: zone).upperBound
    #expect("\(end)" == "2026-10-31T23:00:00Z")
    #expect(october.contains(end.adding(seconds: -1), in: zone) && !october.contains(end, in: zone))
    for text in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
      let twice = try #require(Timestamp(ocpi: text))
      #expect(zone.local(twice).minuteOfDay == 150 && october.contains(twice, in: zone))
    }
  }

  @Test("where clocks leap over midnight the day begins with the leap")
  func leap() throws {
    let zone = try ZoneCatalog().zone("America/Asuncion")
    let day = try #require(CivilDate(year: 2023, month: 10, day: 1))
    #expect(zone.moments(showing: day, secondOfDay: 0).isEmpty)
    #expect("\(zone.begin(of: day))" == "2023-10-01T04:00:00Z")
  }
}
