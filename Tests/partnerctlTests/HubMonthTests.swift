import BilateralBase
import BilateralStore
import Testing

@testable import partnerctl

/// What a hub took, beside the margins.
@Suite struct HubMonthTests {
  private static let tariff = """
    {"id":"T1","currency":"EUR","tax_included":"NO","elements":[{"price_components":[\
    {"type":"ENERGY","price":0.49,"vat":19.0,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}
    """

  /// A provider that buys of one operator, reached on this route.
  private func folder(_ route: String) throws -> TestFolder {
    let folder = TestFolder()
    try folder.write(
      "partnerctl.toml",
      "schema = \"bilateral-fleet/1\"\nenv = \"test\"\n[us]\nname = \"ACME\"\nparties = [\"NL-ACM:EMSP\"]\n")
    let prices = """
      [pricing.buy]
      base = "volt"
      [pricing.retail]
      base = "volt"
      markup = "10 %"
      [route]
      hub = "gireve"
      hub_fee = "0.40 EUR/session"

      """
    let partner = TestFolder.partner("volt").replacing("NL-ACM:EMSP", with: "DE-NVO:CPO")
    try folder.write("partners/volt.toml", partner + prices + route)
    try folder.write("tariffs/volt.json", "[\(Self.tariff)]")
    try folder.write("sites.jsonl", FairnessStage.location(1, watts: 50_000, tariff: "T1") + "\n")
    return folder
  }

  private let words = ["margin", "--locations", "sites.jsonl", "--now", "2026-11-21T12:00:00Z"]

  private static func cdr(_ id: String, _ day: String) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"\(day)T10:00:00Z",\
    "end_date_time":"\(day)T11:00:00Z","cdr_token":{"country_code":"NL","party_id":"ACM","uid":"012345678",\
    "type":"RFID","contract_id":"NL-ACM-C12345678-X"},"auth_method":"WHITELIST","cdr_location":{"id":"L1",\
    "address":"Street 1","city":"Berlin","postal_code":"10115","country":"DEU","coordinates":\
    {"latitude":"52.5","longitude":"13.4"},"evse_uid":"1","evse_id":"DE*NVO*E1","connector_id":"1",\
    "connector_standard":"IEC_62196_T2","connector_format":"SOCKET","connector_power_type":"AC_3_PHASE"},\
    "currency":"EUR","charging_periods":[{"start_date_time":"\(day)T10:00:00Z",\
    "dimensions":[{"type":"ENERGY","volume":10},{"type":"TIME","volume":1.0}]}],\
    "total_cost":{"excl_vat":4.90},"total_energy":10,"total_time":1.0,"last_updated":"\(day)T11:05:00Z"}
    """
  }

  /// Keeps CDRs that came by the hub, or by a connection of another name.
  private func receive(
    _ cdrs: [(id: String, day: String)], over connection: String = "gireve", in folder: TestFolder
  ) async throws {
    try FileSystem.makeFolder(folder.path + "/state/test")
    let store = try Store(at: folder.path + "/state/test/bilateral.db")
    defer { store.close() }
    for (id, day) in cdrs {
      let object = ReceivedObject(
        module: "cdrs", partner: "volt", key: ObjectKey(country: "DE", party: "NVO", id: id),
        version: "2.2.1",
        body: JSONText(Array(Self.cdr(id, day).utf8)),
        lastUpdated: try #require(Timestamp(ocpi: day + "T11:05:00Z")), hash: [1],
        connection: connection)
      _ = try await store.write { tx in try tx.received.put(object) }
    }
  }

  @Test func `the fee counts in margins of sessions by the hub alone`() async throws {
    for (route, fee) in [
      ("kind = \"hub\"\n", "0.02"), ("kind = \"direct-with-hub-fallback\"\n", "0"),
      ("kind = \"hub\"\nhub_fee_policy = \"pass-through\"\n", "0"),
      ("kind = \"split\"\nper_country = { DE = \"hub\" }\n", "0.02"),
      ("kind = \"split\"\nper_country = { NL = \"hub\" }\n", "0"),
    ] {
      let folder = try folder(route)
      let outcome = await runAll(words + ["--json"], directory: folder.path)
      let row = try JSON.parse(outcome.output)["rows"]?[0]
      #expect(
        row?["hub_per_kwh"]?.string.flatMap { Rational(decimalText: $0) } == Rational(decimalText: fee),
        "\(outcome)")
    }
  }

  @Test func `what the hub took in thirty days is counted, and what it would take of so many sessions`()
    async throws
  {
    let folder = try folder("kind = \"hub\"\n")
    try await receive([("C1", "2026-11-20"), ("C2", "2026-11-01"), ("C3", "2026-09-01")], in: folder)
    let outcome = await runAll(words, directory: folder.path)
    let line = "hub gireve, volt: 2 sessions in 30 days, fee 0.40 EUR/session: 0.80 EUR a month, we bear it"
    #expect(outcome.output.contains(line), "\(outcome)")
    #expect(outcome.output.contains("a direct connection pays where it costs less than that"))
    let many = await runAll(words + ["--sessions", "10000"], directory: folder.path)
    #expect(
      many.output.contains("10000 sessions a month, fee 0.40 EUR/session: 4000.00 EUR a month"), "\(many)")
    let json = try JSON.parse(await runAll(words + ["--json"], directory: folder.path).output)
    #expect(json["hub_fees"]?[0]?["fees"]?[0]?["net"]?.string == "0.8")
    #expect(json["hub_fees"]?[0]?["sessions"]?.text == "2")
  }

  @Test func `where the hub only stands in, what went by it counts; of sessions to come it is the most`()
    async throws
  {
    let folder = try folder("kind = \"direct-with-hub-fallback\"\n")
    try await receive([("C1", "2026-11-20")], in: folder)
    try await receive([("C2", "2026-11-19"), ("C3", "2026-11-18")], over: "volt", in: folder)
    let outcome = await runAll(words, directory: folder.path)
    let line =
      "1 session in 30 days, fee 0.40 EUR/session: 0.40 EUR a month, we bear it; it is owed only while"
    #expect(outcome.output.contains(line), "\(outcome)")
    let many = await runAll(words + ["--sessions", "100"], directory: folder.path)
    #expect(
      many.output.contains("100 sessions a month, fee 0.40 EUR/session: at most 40.00 EUR a month"), "\(many)"
    )
  }
}
