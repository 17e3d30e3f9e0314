import BilateralBase
import Testing

@testable import partnerctl

@Suite struct CheckCommandTests {
  private static let steps = """
    {"type":"step","name":"TLS","ok":true,"detail":"TLSv1.3"}
    {"type":"step","name":"versions","ok":false,"detail":"HTTP 401","help":"write it","place":"partners/acme.toml:7"}
    {"type":"result","ok":false,"exit":4,"error":{"code":"BR103","message":"HTTP 401","place":"partners/acme.toml:7"}}

    """

  private static func sighting(_ name: String, _ value: String, _ standing: String) -> String {
    """
    {"name":"\(name)","value":"\(value)","count":14,"since":"2026-11-21T01:02:03Z","example":"seen\\u001b[2J",
     "standing":"\(standing)","text":"\(name) = \(value), since 2026-11-21T01:02:03Z, seen 14×"}
    """
  }

  private static let partners = """
    {"partners":[{"id":"acme","dialect":[\(sighting("trailing_slash", "true", "applied")),
      \(sighting("no_get", "tokens", "proposed")),\(sighting("money_as_strings", "true", "proposed")),
      \(sighting("date_format", "any", "applied")),\(sighting("paging", "offset", "contradicted"))]}]}
    """

  private func check(_ words: [String], in folder: TestFolder) async -> Outcome {
    let runtime = CannedRuntime([
      "POST /partners/acme/check": (200, Self.steps), "GET /partners": (200, Self.partners),
    ])
    return await runAll(
      ["check", "acme"] + words, terminal: Terminal(), directory: folder.path, control: runtime.transport)
  }

  private func fleet() throws -> TestFolder {
    let folder = try TestFolder.fleet(env: "test")
    try folder.write("partners/acme.toml", "id = \"acme\" # ours\n\n[dialect]\npaging = \"hash\"\n")
    return folder
  }

  @Test func `a failed step names the line of the file, and the exit code is the runtime's`() async throws {
    let outcome = await check([], in: try fleet())
    #expect(outcome.exit == .refused)
    #expect(outcome.output.contains("write it (partners/acme.toml:7)"))
  }

  @Test func `learn with dry-run prints the patch and writes nothing`() async throws {
    let folder = try fleet()
    let before = folder.text("partners/acme.toml")
    let outcome = await check(["--learn", "--dry-run"], in: folder)
    #expect(folder.text("partners/acme.toml") == before)
    #expect(outcome.output.contains("+trailing_slash = true\n"))
    #expect(outcome.output.contains("+no_get = [\"tokens\"]\n"))
    #expect(outcome.output.contains("not written (--dry-run)"))
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func `learn writes what is new, and neither money, nor defaults, nor what the file contradicts`()
    async throws
  {
    let folder = try fleet()
    let outcome = await check(["--learn"], in: folder)
    let text = try #require(folder.text("partners/acme.toml"))
    #expect(
      text.hasPrefix(
        "id = \"acme\" # ours\n\n[dialect]\npaging = \"hash\"\n# learned 2026-11-21, seen 14x: seen"))
    #expect(text.contains("\ntrailing_slash = true\n") && text.contains("\nno_get = [\"tokens\"]\n"))
    #expect(!text.contains("money_as_strings") && !text.contains("date_format") && !text.contains("offset"))
    #expect(outcome.output.contains("not written, for it concerns money: money_as_strings = true"))
    #expect(outcome.output.contains("not written: paging = offset"))
    let json = try JSON.parse(await check(["--learn", "--dry-run", "--json"], in: try fleet()).output)
    #expect(
      json["learned"] == ["no_get", "trailing_slash"] || json["learned"] == ["trailing_slash", "no_get"])
    #expect(json["written"] == false && json["patch"]?.string?.hasPrefix("--- partners/acme.toml") == true)
    #expect(json["error"]?["place"]?.string == "partners/acme.toml:7")
  }

  @Test func `status tells what was learned of partners that are named, and contradictions always`()
    async throws
  {
    let runtime = CannedRuntime(["GET /partners": (200, Self.partners)])
    let folder = try fleet()
    let all = await runAll(
      ["status"], terminal: Terminal(), directory: folder.path, control: runtime.transport)
    #expect(all.output.contains("acme  learned: paging = offset") && !all.output.contains("trailing_slash"))
    let one = await runAll(
      ["status", "acme"], terminal: Terminal(), directory: folder.path, control: runtime.transport)
    #expect(one.output.contains("acme  learned: trailing_slash = true, since 2026-11-21T01:02:03Z, seen 14×"))
  }
}
