import BilateralBase
import Testing

@testable import partnerctl

@Suite struct InspectCommandTests {
  static let token = """
    {"country_code":"NL","party_id":"ACM","uid":"0123","type":"RFID","contract_id":"NL-ACM-C1","issuer":"ACME",
     "valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}
    """

  @Test func `a good object is ok, exit 0`() async throws {
    let outcome = await run("inspect", "--module", "tokens", "--version", "2.2.1", input: Self.token)
    #expect(outcome.exit == .done)
    let object = try JSON.parse(outcome.output)
    #expect(object["ok"]?.bool == true)
    #expect(object["findings"]?.elements?.isEmpty == true)
  }

  @Test func `errors are told with path and code, exit 1, also inside an array`() async throws {
    let bad = "[\(Self.token),\(Self.token.replacing("\"valid\":true,", with: ""))]"
    let outcome = await run("inspect", "-m", "tokens", "-", input: bad)
    #expect(outcome.exit == .findings)
    let finding = try #require(try JSON.parse(outcome.output)["findings"]?.elements?.first)
    #expect(finding["severity"]?.string == "error")
    #expect(finding["code"]?.string == "BW102")
    #expect(finding["path"]?.string == "[1].valid")
    #expect(finding.members?.map(\.name) == ["severity", "code", "path", "message", "requirement"])
  }

  @Test(
    "what is missing is told with the requirement that asks for it",
    arguments: [
      (
        ["evses"], #"{"uid":"E1","status":"AVAILABLE","last_updated":"2026-01-01T00:00:00Z"}"#, "connectors",
        "LOC-16"
      ),
      (["tokens", "--envelope"], #"{"status_code":1000,"data":[]}"#, "timestamp", "TR-15"),
    ])
  func requirements(_ module: [String], _ text: String, _ path: String, _ requirement: String) async throws {
    let outcome = await runAll(["inspect", "--version", "2.2.1", "-m"] + module, input: text)
    let findings = try #require(try JSON.parse(outcome.output)["findings"]?.elements)
    #expect(findings.contains { $0["path"]?.string == path && $0["requirement"]?.string == requirement })
  }

  @Test func `an envelope is looked into`() async throws {
    let answer = "{\"status_code\":1000,\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":[\(Self.token)]}"
    #expect(await run("inspect", "-m", "tokens", "--envelope", input: answer).exit == .done)
    #expect(await run("inspect", "-m", "tokens", "--envelope", input: Self.token).exit == .findings)
  }

  @Test("BT283 BT284 BT285 tariffs that may not mean what they say are told with their path, and are ok")
  func tariffNotes() async throws {
    let outcome = await run("inspect", "-m", "tariffs", input: TariffNoteStage.list)
    #expect(outcome.exit == .done, "\(outcome.output)")
    let findings = try JSON.parse(outcome.output)["findings"]?.elements ?? []
    func path(_ code: String) -> String? {
      findings.first { $0["code"]?.string == code }?["path"]?.string
    }
    #expect(path("BT283")?.hasPrefix("[0].elements[1]") == true, "\(outcome.output)")
    #expect(path("BT285")?.hasPrefix("[1].elements[0]") == true, "\(outcome.output)")
    #expect(findings.first { $0["code"]?.string == "BT284" }?["severity"]?.string == "note")
    let one = try JSON.parse(TariffNoteStage.list).elements?.first?.text ?? ""
    let envelope = "{\"status_code\":1000,\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":\(one)}"
    let inside = await run("inspect", "-m", "tariffs", "--envelope", input: envelope)
    #expect(inside.output.contains("\"path\":\"elements[1]"), "\(inside.output)")
  }

  @Test func `what is not JSON is 65, an unknown module 64, a missing file 66`() async {
    #expect(await run("inspect", "-m", "tokens", input: "{").exit == .badInput)
    #expect(await run("inspect", "-m", "rockets", input: "{}").exit == .usage)
    #expect(await run("inspect", input: "{}").exit == .usage)
    #expect(await run("inspect", "-m", "tokens", "/nowhere/x.json").exit == .missing)
    #expect(await run("inspect", "-m", "tokens", "--version", "1.0", input: "{}").exit == .usage)
  }

  @Test func `of a flag that a verb shares with all, the verb's counts`() async {
    #expect(await run("--version").output == "partnerctl \(VersionView.version)\n")
    #expect(await run("status", "--version").output == "partnerctl \(VersionView.version)\n")
    #expect(await run("inspect", "--version").exit == .usage)
  }
}
