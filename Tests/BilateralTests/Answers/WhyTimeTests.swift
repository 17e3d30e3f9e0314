import BilateralBase
import Testing

@testable import Bilateral

@Suite struct WhyTimeTests {
  private let now = Timestamp(ocpi: "2026-11-21T19:30:00Z") ?? .epoch

  @Test(
    "a clock time is the latest that is past in the zone of the place, a whole time is itself",
    arguments: [
      ("20:10", "Europe/Amsterdam", "2026-11-21T19:10:00Z"),
      ("20:40", "Europe/Amsterdam", "2026-11-20T19:40:00Z"),
      ("19:10", "", "2026-11-21T19:10:00Z"), ("19:40", "", "2026-11-20T19:40:00Z"),
      ("2026-01-02T03:04:05Z", "", "2026-01-02T03:04:05Z"), ("2026-01-02T03:04Z", "", "2026-01-02T03:04:00Z"),
      ("25:00", "", nil), ("soon", "", nil), ("12:60", "", nil), ("1:2:3", "", nil),
    ])
  func moments(_ text: String, _ name: String, _ expected: String?) throws {
    let zone = try name.isEmpty ? nil : ZoneCatalog().zone(name)
    #expect(WhyTime.moment(text, in: zone, now: now).map { "\($0)" } == expected)
  }
}
