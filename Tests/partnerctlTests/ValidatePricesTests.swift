import BilateralBase
import BilateralStore
import Testing

@testable import partnerctl

/// `validate` prices the examples of partner files, and with `--deep` every connector.
@Suite struct ValidatePricesTests {
  private static let list = """
    [{"country_code":"DE","party_id":"NVO","id":"AC","currency":"EUR","tax_included":"NO","elements":[
      {"price_components":[{"type":"ENERGY","price":0.59,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"}]
    """

  private static func terms(_ expected: String) -> String {
    """
    [pricing.sell]
    base = "adhoc"
    test_sessions = [
      { energy = "31.417 kWh", duration = "95 min", power = "11 kW", at = "18:10", expect = "\(expected)" },
    ]
    [[pricing.sell.rule]]
    id = "hpc"
    when = { power_min = "150 kW" }
    discount = "5 %"
    [[pricing.sell.rule]]
    id = "standard"
    discount = "8 %"

    """
  }

  private static func location(_ tariff: String) -> String {
    """
    {"country_code":"DE","party_id":"NVO","id":"L1","publish":true,"address":"Kai 1","city":"Kiel","country":"DEU",\
    "coordinates":{"latitude":"54.320000","longitude":"10.130000"},"time_zone":"Europe/Berlin","evses":[{"uid":"1",\
    "evse_id":"DE*NVO*E1","status":"AVAILABLE","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET",\
    "power_type":"AC_3_PHASE","max_voltage":230,"max_amperage":32,"tariff_ids":["\(tariff)"],\
    "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}],\
    "last_updated":"2026-01-01T00:00:00Z"}
    """
  }

  private static func fleet(_ expected: String = "17.05 EUR") throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write("tariffs/adhoc.json", list)
    try folder.write("partners/acme.toml", TestFolder.partner("acme") + terms(expected))
    return folder
  }

  @Test("BT154 a worked example is priced: it comes out, or both amounts are told at its line")
  func examples() async throws {
    let sound = try Self.fleet()
    let good = await run("validate", directory: sound.path)
    #expect(good.exit == .done, "\(good.output)")
    #expect(sound.text("partnerctl.toml") != nil)
    let folder = try Self.fleet("16.97 EUR")
    let bad = await run("validate", directory: folder.path)
    #expect(bad.exit == .findings)
    #expect(bad.output.contains("BT154 error: this session costs 17.05 EUR, the file expects 16.97 EUR"))
    #expect(bad.output.contains("partners/acme.toml:12:"), "\(bad.output)")
  }

  @Test("BT151 BT152 --deep prices the stations of a file: what has no price, and which rule takes none")
  func deep() async throws {
    let folder = try Self.fleet()
    try folder.write("stations.jsonl", Self.location("AC") + "\n")
    let sound = await run("validate", "--deep", "--locations", "stations.jsonl", directory: folder.path)
    #expect(sound.exit == .done)
    #expect(
      sound.output.contains("BT152 warning: rule \"hpc\" takes none of 1 connectors"), "\(sound.output)")
    try folder.write("stations.jsonl", "[" + Self.location("gone") + "]")
    let lost = await run("validate", "--locations", "stations.jsonl", directory: folder.path)
    #expect(lost.exit == .findings && lost.output.contains("BT151 error: DE*NVO*E1 has no price"))
    let none = await run("validate", "--deep", directory: folder.path)
    #expect(none.exit == .missing && none.talk.contains("there are no stations to price"))
    #expect(await run("validate", "--locations", "nowhere.json", directory: folder.path).exit == .missing)
  }

  @Test(
    "BT151 BT158 --deep prices what we buy and our drivers pay at the partner's stations, as it sent them")
  func deepBuying() async throws {
    let folder = try BuyStage.fleet("[pricing.retail]\nbase = \"received\"\nmarkup = \"5 %\"\n")
    #expect(await run("validate", "--deep", directory: folder.path).exit == .missing, "nothing was received")
    try await folder.receive(
      "locations", from: "volt", ObjectKey(country: "DE", party: "NVO", id: "L1"), Self.location("T1"))
    try await folder.receive(
      "tariffs", from: "volt", ObjectKey(country: "DE", party: "NVO", id: "T1"), BuyStage.tariff)
    let sound = await run("validate", "--deep", directory: folder.path)
    #expect(sound.exit == .done, "\(sound.output)\(sound.talk)")
    try await folder.receive(
      "locations", from: "volt", ObjectKey(country: "DE", party: "NVO", id: "L1"), Self.location("T7"))
    let lost = await run("validate", "--deep", "--json", directory: folder.path)
    #expect(lost.exit == .findings)
    for side in ["pricing.buy", "pricing.retail"] {
      #expect(lost.output.contains("BT151") && lost.output.contains("\"\(side)\""), "\(lost.output)")
    }
  }

  @Test(
    "BT283 BT284 BT285 lists that may not mean what they say are told by tariff and path; they stay usable")
  func notes() async throws {
    let folder = try Self.fleet()
    try folder.write("tariffs/adhoc.json", TariffNoteStage.list)
    let outcome = await run("validate", directory: folder.path)
    for line in TariffNoteStage.findings {
      #expect(outcome.output.contains(line), "\(line)\n\(outcome.output)")
    }
    #expect(outcome.exit == .done, "\(outcome.output)")
  }

  @Test("BT221 a rate that cannot be read is told with its line")
  func rates() async throws {
    let folder = try Self.fleet()
    try folder.write("tariffs/rates.csv", "date,source,base,currency,rate\n2026-03-02,ECB,EUR,SEK,none\n")
    let outcome = await run("validate", directory: folder.path)
    #expect(outcome.exit == .findings && outcome.output.contains("tariffs/rates.csv:2:1 BT221 error"))
  }
}
