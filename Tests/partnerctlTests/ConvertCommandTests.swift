import BilateralBase
import Testing

@testable import partnerctl

@Suite struct ConvertCommandTests {
  private static let location = """
    {"country_code":"DE","party_id":"NVO","id":"L1","publish":true,"address":"Am Markt 1","city":"Kiel",
     "country":"DEU","coordinates":{"latitude":"54.32133","longitude":"10.13490"},"parking_type":"ON_DRIVEWAY",
     "time_zone":"Europe/Berlin","evses":[],"last_updated":"2026-01-01T00:00:00.500Z","state":"SH"}
    """
  private static let oldLocation = """
    {"id":"L1","type":"ON_STREET","address":"Am Markt 1","city":"Kiel","postal_code":"24103","country":"DEU",
     "coordinates":{"latitude":"54.321330","longitude":"10.134900"},"last_updated":"2026-01-01T00:00:00Z"}
    """

  private func convert(_ words: String..., input: String) async -> (exit: ExitCode, json: JSON?, talk: String)
  {
    let outcome = await runAll(["convert"] + words, input: input)
    return (outcome.exit, try? JSON.parse(outcome.output), outcome.talk)
  }

  @Test func `downwards each loss is told with path, kind and reason`() async throws {
    let (exit, json, _) = await convert(
      "-m", "locations", "--from", "2.2.1", "--to", "2.1.1", input: Self.location)
    #expect(exit == .done && json?["schema"]?.string == "partnerctl.convert/1")
    #expect(json?["object"]?["type"]?.string == "OTHER" && json?["object"]?["party_id"] == nil)
    let losses = json?["losses"]?.elements ?? []
    let told = losses.map { "\($0["path"]?.string ?? "") \($0["kind"]?.string ?? "")" }
    #expect(told.contains("type approximated") && told.contains("postal_code default"), "\(told)")
    #expect(losses.allSatisfy { $0.members?.map(\.name) == ["path", "kind", "reason"] })
  }

  @Test func `upwards party and zone stand in for what 2.1.1 does not say`() async {
    let upwards = ["-m", "locations", "--from", "2.1.1", "--to", "2.2.1"]
    let bare = await runAll(["convert"] + upwards, input: Self.oldLocation)
    #expect(bare.exit == .findings && bare.output.contains("name the party"))
    let known = await runAll(
      ["convert"] + upwards + ["--party", "DE-NVO", "--zone", "Europe/Berlin"], input: Self.oldLocation)
    #expect(known.exit == .done, "\(known.output)")
    let json = try? JSON.parse(known.output)
    #expect(json?["object"]?["party_id"]?.string == "NVO")
    #expect(json?["object"]?["time_zone"]?.string == "Europe/Berlin")
    let american = Self.oldLocation.replacing("DEU", with: "USA")
    let zoneless = await runAll(["convert"] + upwards + ["--party", "DE-NVO"], input: american)
    #expect(zoneless.exit == .findings && zoneless.output.contains("time_zone"))
  }

  @Test func `a session of 2.1.1 gets the party of its token from who knows it`() async throws {
    let session = """
      {"id":"S1","start_datetime":"2026-01-01T00:00:00Z","kwh":1.5,"auth_id":"NL-ACM-C1","auth_method":"WHITELIST",
       "location":{"id":"L1","type":"ON_STREET","address":"Am Markt 1","city":"Kiel","postal_code":"24103",
        "country":"DEU","coordinates":{"latitude":"54.321330","longitude":"10.134900"},"evses":[{"uid":"E1",
        "status":"CHARGING","connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET",
         "power_type":"AC_3_PHASE","voltage":230,"amperage":16,"last_updated":"2026-01-01T00:00:00Z"}],
        "last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"},
       "currency":"EUR","status":"ACTIVE","last_updated":"2026-01-01T00:00:00Z"}
      """
    let outcome = await runAll(
      [
        "convert", "-m", "sessions", "--from", "2.1.1", "--to", "2.2.1", "--party", "DE-NVO", "--token-party",
        "NL-ACM",
      ], input: session)
    let object = try JSON.parse(outcome.output)["object"]
    #expect(outcome.exit == .done && object?["cdr_token"]?["party_id"]?.string == "ACM", "\(outcome.output)")
    #expect(object?["evse_uid"]?.string == "E1" && object?["party_id"]?.string == "NVO")
  }

  @Test func `what cannot be said is withheld, and the rest of a list goes on`() async {
    let hidden = Self.location.replacing("\"publish\":true", with: "\"publish\":false")
    let list = "[\(Self.location),\(hidden)]"
    let (exit, json, _) = await convert("-m", "locations", "--from", "2.2.1", "--to", "2.1.1", input: list)
    #expect(exit == .findings && json?["object"]?[0]?["id"]?.string == "L1" && json?["object"]?[1] == .null)
    let held = json?["losses"]?.elements?.filter { $0["kind"]?.string == "withheld" } ?? []
    #expect(
      held.first?["path"]?.string == "[1]" && held.first?["reason"]?.string?.contains("publish") == true,
      "\(held)")
  }

  @Test func `what is no JSON is 65, and a line without versions or with odd names is a usage error`() async {
    #expect(await convert("-m", "tokens", "--from", "2.2.1", "--to", "2.1.1", input: "{").exit == .badInput)
    #expect(await convert("-m", "tokens", "--from", "2.2.1", input: "{}").exit == .usage)
    #expect(
      await convert("-m", "token", "--from", "2.2.1", "--to", "2.1.1", input: "{}").talk.contains("tokens"))
    let none = await convert(
      "-m", "commands/CANCEL_RESERVATION", "--from", "2.2.1", "--to", "2.1.1", input: "{}")
    #expect(none.exit == .usage && none.talk.contains("has no commands/CANCEL_RESERVATION"))
    let odd = await convert(
      "-m", "tokens", "--from", "2.1.1", "--to", "2.2.1", "--party", "nobody", input: "{}")
    #expect(odd.exit == .usage)
  }
}
