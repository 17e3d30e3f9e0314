import BilateralBase
import Testing

@testable import partnerctl

@Suite struct ShowCommandTests {
  static let list = """
    [{"country_code":"DE","party_id":"NVO","id":"AC-1","currency":"EUR","tax_included":"NO",
      "elements":[{"price_components":[{"type":"ENERGY","price":0.49,"vat":19.0,"step_size":1},
        {"type":"PARKING_TIME","price":1.2,"vat":19.0,"step_size":60}]}],"last_updated":"2026-01-01T00:00:00Z"},
     {"country_code":"DE","party_id":"NVO","id":"DC-1","currency":"EUR","tax_included":"NO",
      "elements":[{"price_components":[{"type":"ENERGY","price":0.59,"vat":19.0,"step_size":1}]}],
      "last_updated":"2026-01-01T00:00:00Z"}]
    """

  static func fleet(selling: String = "base = \"adhoc\"\ndiscount = \"8 %\"\n") throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", TestFolder.partner("acme") + "[pricing.sell]\n" + selling)
    try folder.write("tariffs/adhoc.json", list)
    return folder
  }

  @Test func `show prints what the file states, effective adds defaults with their origin`() async throws {
    let folder = try Self.fleet()
    let stated = await run("show", "acme", directory: folder.path)
    #expect(stated.output.contains("pricing.sell.discount    8 %\n"))
    #expect(!stated.output.contains("connection.timeout"))
    let effective = await run("show", "acme", "--effective", directory: folder.path)
    let lines = effective.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("connection.timeout ") && $0.hasSuffix("built-in default") })
    #expect(lines.contains { $0.hasPrefix("name ") && $0.hasSuffix("partners/acme.toml:3") })
  }

  @Test func `programs get values with origin and place`() async throws {
    let folder = try Self.fleet()
    let object = try JSON.parse(
      await run("show", "acme", "--effective", "--json", directory: folder.path).output)
    #expect(object["schema"]?.string == "partnerctl.show/1")
    let values = try #require(object["values"]?.elements)
    let timeout = try #require(values.first { $0["path"]?.string == "connection.timeout" })
    #expect(timeout["value"]?.string == "10 s")
    #expect(timeout["origin"]?.string == "built-in default")
    #expect(timeout["line"]?.isNull == true)
  }

  @Test func `plain words come with three prices worked by hand here`() async throws {
    let folder = try Self.fleet()
    let outcome = await run("show", "acme", "--plain", directory: folder.path)
    #expect(outcome.exit == .done)
    // 20 × 0.4508 + 1 × 1.104 = 10.12; 30 × 0.5428 = 16.284; 45 × 0.5428 = 24.426.
    for price in ["10.12 EUR net", "16.28 EUR net", "24.43 EUR net"] {
      #expect(outcome.output.contains(price), "\(outcome.output)")
    }
  }

  @Test func `prices that depend on the clock or the session are said in words`() async throws {
    let folder = try Self.fleet()
    let night = Self.list.replacing(
      "\"elements\":[",
      with: """
        "elements":[{"price_components":[{"type":"ENERGY","price":0.29,"vat":19.0,"step_size":1}],\
        "restrictions":{"start_time":"22:00","end_time":"06:00","day_of_week":["SATURDAY"]}},\
        {"price_components":[{"type":"PARKING_TIME","price":6,"vat":19.0,"step_size":60}],\
        "restrictions":{"min_duration":3600}},
        """, maxReplacements: 1)
    try folder.write("tariffs/adhoc.json", night)
    let outcome = await run("show", "acme", "--plain", directory: folder.path)
    let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "energy 0.2668 EUR/kWh (22:00 to 06:00, on Saturday), else 0.4508 EUR/kWh; "
          + "parking 5.52 EUR/h (after 60 min), else 1.104 EUR/h, net"), "\(outcome.output)")
    #expect(words.contains("24.43 EUR net"), "what depends on nothing is worked by hand as before")
  }

  @Test func `prices that cannot be worked are refused with the reason`() async throws {
    let folder = try Self.fleet(selling: "base = \"other\"\n")
    let missing = await run("show", "acme", "--plain", directory: folder.path)
    #expect(missing.output.contains("No worked prices: there is no tariffs/other.json"))
    let gross = try Self.fleet()
    try gross.write("tariffs/adhoc.json", Self.list.replacing("\"tax_included\":\"NO\",", with: ""))
    let untold = await run("show", "acme", "--plain", directory: gross.path)
    #expect(
      untold.output.contains("No worked prices: tariff AC-1 does not say whether its prices include tax"))
  }

  @Test func `a file with errors or a partner that is not there is named`() async throws {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", "a = 1\n")
    #expect(await run("show", "acme", directory: folder.path).exit == .badInput)
    #expect(await run("show", "beta", directory: folder.path).exit == .missing)
  }
}
