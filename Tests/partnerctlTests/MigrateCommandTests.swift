import BilateralBase
import BilateralCrypto
import Testing

@testable import partnerctl

/// `migrate` before a runtime of canned answers.
@Suite struct MigrateCommandTests {
  private static let file = "schema = \"bilateral/1\"\n[route]\nkind = \"hub\"\nhub  = \"gireve\"\n"
  private static let moved = file.replacing("\"hub\"\n", with: "\"direct\"\n")
  private static let path = "/partners/acme/migration?action=move"

  private static func preview(_ state: String = "pass") -> String {
    let json: JSON = [
      "schema": "partnerctl.migrate/1", "partner": "acme", "action": "move", "from": "hub:gireve",
      "to": "direct",
      "move": ["cut_over": "2026-12-01T04:00:00Z", "hold_until": "2026-12-02T04:00:00Z"],
      "file": [
        "name": "partners/acme.toml", "before": .string(Hex.encode(SHA256.hash(file))),
        "text": .string(moved),
        "lines": [["line": 3, "old": "kind = \"hub\"", "new": "kind = \"direct\""]],
      ],
      "checks": [
        [
          "code": "BR660", "state": .string(state), "message": "their own connection is registered, 2.2.1",
          "help": .null,
        ],
        [
          "code": "BR664", "state": "warn", "message": "gireve takes 0.40 EUR/session",
          "help": "partnerctl margin",
        ],
      ],
      "sessions": [["way": "hub:gireve", "open": 50, "oldest": "2026-11-30T22:10:00Z"]],
      "again": ["locations": 412, "tariffs": 14],
      "compare": [
        "received": ["tokens": ["equal": 9, "different": 1, "only_direct": 0, "only_hub": 2]], "told": [:],
      ],
    ]
    return json.text
  }

  private static let plan = #"{"schema":"partnerctl.plan/1","changes":true}"#

  private func folder() throws -> TestFolder {
    let folder = try TestFolder.fleet()
    try folder.write("partners/acme.toml", Self.file)
    return folder
  }

  private func migrate(
    _ words: [String], _ runtime: CannedRuntime, in folder: TestFolder
  ) async -> Outcome {
    await runAll(["migrate", "acme"] + words, directory: folder.path, control: runtime.transport)
  }

  @Test func `a preview for people changes nothing`() async throws {
    let folder = try folder()
    let shown = await migrate([], CannedRuntime(["GET \(Self.path)": (200, Self.preview())]), in: folder)
    #expect(shown.exit == .done && shown.talk.contains("nothing was changed"))
    #expect(
      shown.output == """
        Partner acme  ·  hub:gireve → direct  ·  cut-over 2026-12-01T04:00:00Z, hold until 2026-12-02T04:00:00Z
          partners/acme.toml
            3 - kind = "hub"
            3 + kind = "direct"
          checks
            ✔ their own connection is registered, 2.2.1
            ⚠ BR664 gireve takes 0.40 EUR/session
                partnerctl margin
          open sessions
            50 on hub:gireve, and end there, the oldest since 2026-11-30T22:10:00Z
          told again at the cut-over
            412 locations, 14 tariffs
          both ways
            MODULE  SIDE       EQUAL  OTHER  ONLY DIRECT  ONLY HUB
            tokens  from them      9      1            0         2

        """)
    #expect(folder.text("partners/acme.toml") == Self.file)
  }

  @Test func `what a check refuses is not done, unless somebody answers for it`() async throws {
    let folder = try folder()
    let answers: [String: (Int, String)] = [
      "GET \(Self.path)": (200, Self.preview("refuse")), "GET /plan?partners=acme": (200, Self.plan),
      "POST /plan/apply": (200, #"{"type":"result","ok":true,"text":"in force"}"# + "\n"),
    ]
    let refused = await migrate(["--yes"], CannedRuntime(answers), in: folder)
    #expect(refused.exit == .guarded && refused.talk.contains("BR660"))
    #expect(folder.text("partners/acme.toml") == Self.file)
    let runtime = CannedRuntime(answers)
    let meant = await migrate(
      ["--yes", "--override", "br660=tested", "--reason", "proven"], runtime, in: folder)
    #expect(meant.exit == .done, "\(meant.talk)")
    #expect(folder.text("partners/acme.toml") == Self.moved)
    let order = try #require(runtime.calls.last)
    #expect(order.contains(#""reason":"proven""#) && order.contains(#""BR660":"tested""#), "\(order)")
  }

  @Test func `a file that cannot come into force is put back`() async throws {
    let folder = try folder()
    let stale = #"{"error":{"code":"BR550","message":"the plan is stale","exit":6}}"#
    let runtime = CannedRuntime([
      "GET \(Self.path)": (200, Self.preview()), "GET /plan?partners=acme": (200, Self.plan),
      "POST /plan/apply": (409, stale),
    ])
    let failed = await migrate(["--yes"], runtime, in: folder)
    #expect(failed.exit != .done && failed.talk.contains("as it was before"), "\(failed.talk)")
    #expect(folder.text("partners/acme.toml") == Self.file)
  }

  @Test func `a file that somebody changed since is left alone`() async throws {
    let folder = try folder()
    let edited = Self.file + "# mine\n"
    try folder.write("partners/acme.toml", edited)
    let failed = await migrate(
      ["--yes"], CannedRuntime(["GET \(Self.path)": (200, Self.preview())]), in: folder)
    #expect(failed.exit == .conflict && failed.talk.contains("BR674"))
    #expect(folder.text("partners/acme.toml") == edited)
  }

  @Test(
    "the line says what is asked for",
    arguments: [
      (
        ["--from", "hub:gireve", "--at", "2026-12-01T04:00Z"],
        "move&from=hub%3Agireve&at=2026-12-01T04%3A00%3A00Z"
      ),
      (["--to", "direct", "--hold", "90min"], "move&to=direct&hold=5400"),
      (["--at", "+15min", "--now", "2026-11-20T12:00Z"], "move&at=2026-11-20T12%3A15%3A00Z"),
      (["--rollback"], "rollback"), (["--finish"], "finish"),
    ])
  func line(words: [String], query: String) async throws {
    let runtime = CannedRuntime([:])
    _ = await migrate(words, runtime, in: try folder())
    #expect(runtime.calls == ["GET /partners/acme/migration?action=\(query)"])
  }

  @Test(
    "a line that means nothing is refused",
    arguments: [
      ["--rollback", "--finish"], ["--to", "sideways"], ["--at", "soon"], ["--override", "BR660"],
    ])
  func nonsense(words: [String]) async throws {
    let runtime = CannedRuntime([:])
    #expect(await migrate(words, runtime, in: try folder()).exit == .usage)
    #expect(runtime.calls.isEmpty)
  }
}
