import BilateralBase
import BilateralTerms
import Testing

@Suite struct MaintenanceHoursTests {
  private func hours(_ windows: String) throws -> MaintenanceHours {
    let text = """
      schema = "bilateral/1"
      id = "acme"
      name = "ACME"
      status = "test"
      [us]
      roles = ["DE-NVO:CPO"]
      [them]
      roles = ["NL-ACM:EMSP"]
      \(windows)
      """
    let (file, findings) = PartnerFile.read(bytes: Array(text.utf8), file: "partners/acme.toml")
    return try #require(file, "\(findings)").maintenanceHours
  }

  @Test(
    "hours belong to the day on which they begin, in their zone",
    arguments: [
      // A Friday; Berlin is an hour east of UTC.
      ("2026-11-20T21:30:00Z", true), ("2026-11-20T20:59:59Z", false), ("2026-11-21T02:59:59Z", true),
      ("2026-11-21T03:00:00Z", false), ("2026-11-21T21:30:00Z", false), ("2026-11-20T02:00:00Z", false),
    ])
  func window(_ text: String, _ isIn: Bool) throws {
    let now = try #require(Timestamp(ocpi: text))
    let hours = try hours(
      "[[service_level.maintenance]]\ndays = [\"fri\"]\nhours = \"22:00-04:00\"\nzone = \"Europe/Berlin\"")
    #expect(hours.contain(now) == isIn)
  }

  @Test("a file without such hours has none")
  func none() throws {
    #expect(try !hours("").contain(Timestamp(seconds: 1_800_000_000)))
  }
}
