import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// What `migrate` shows before anything is done.
@Suite(.serialized, .timeLimit(.minutes(1))) struct MigrationPreviewTests {
  private func preview(
    _ stage: WayStage, _ order: MigrationOrder = MigrationOrder()
  ) async throws -> JSON {
    try await MigrationPreview(commons: stage.house.commons).preview("acme", order)
  }

  private func state(_ code: String, _ preview: JSON) -> String? {
    preview["checks"]?.elements?.first { $0["code"]?.string == code }?["state"]?.string
  }

  @Test("P-120 a preview tells the lines, the open sessions by way, and what is told again")
  func whole() async throws {
    let stage = try await WayStage("kind = \"hub\"\nhub_fee = \"0.40 EUR/session\"")
    try await stage.put("L1")
    _ = try await stage.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    _ = try await stage.sent()
    let preview = try await preview(stage)
    #expect(preview["from"] == "hub:hub" && preview["to"] == "direct")
    let lines = preview["file"]?["lines"]?.elements?.compactMap { $0["new"]?.string } ?? []
    #expect(lines.first == "kind = \"direct\"" && lines.count == 3, "\(lines)")
    #expect(preview["sessions"]?[0]?["way"] == "hub:hub" && preview["sessions"]?[0]?["open"]?.int == 1)
    #expect(preview["again"]?["locations"]?.int == 1)
    #expect(preview["compare"]?["told"]?["locations"]?["only_hub"]?.int == 1)
    #expect(state("BR660", preview) == "pass" && state("BR664", preview) == "warn")
    #expect(state("BR665", preview) == "pass")
    await stage.stop()
  }

  @Test("CR-13 the way after must be registered at the cut-over: else it is refused, or warned of in time")
  func connection() async throws {
    let stage = try await WayStage("kind = \"hub\"", isConnected: false)
    #expect(try await state("BR660", preview(stage)) == "refuse")
    var later = MigrationOrder()
    later.at = stage.house.clock.now.adding(seconds: 7200)
    #expect(try await state("BR660", preview(stage, later)) == "warn")
    await stage.stop()
  }

  @Test func `a move ends when its hold is over and no session of before is open`() async throws {
    let stage = try await WayStage("kind = \"hub\"")
    _ = try await stage.house.office(.put, "/own/sessions/DE/NVO/S1", HistorySample.session())
    _ = try await stage.sent()
    try await stage.reroute("kind = \"direct\"\ncut_over = \(stage.house.clock.now)\ncut_over_hold = \"1 h\"")
    let early = try await preview(stage, MigrationOrder(.finish))
    #expect(state("BR670", early) == "refuse" && state("BR671", early) == "refuse")
    stage.house.clock.advance(seconds: 3600)
    let open = try await preview(stage, MigrationOrder(.finish))
    #expect(state("BR670", open) == nil && state("BR671", open) == "refuse")
    _ = try await stage.house.office(
      .put, "/own/sessions/DE/NVO/S1",
      HistorySample.session(status: "COMPLETED", at: "2026-01-01T11:00:00Z"))
    #expect(try await stage.sent() == ["hub PATCH /in/sessions/DE/NVO/S1 DE-NVO NL-ACM"])
    #expect(try await state("BR671", preview(stage, MigrationOrder(.finish))) == "pass")
    await stage.stop()
  }

  @Test("P-124 both ways are compared: what the hub changed or one way alone brought is counted")
  func comparison() async throws {
    let stage = try await WayStage("kind = \"direct\"\ncut_over = 2020-01-01T00:00:00Z")
    let now = stage.house.clock.now
    func theirs(_ id: String, name: String = "Hafen") -> Sample.Object {
      Sample.location(id, at: now, party: "ACM", name: name)
    }
    try await stage.house.receive("locations", from: "acme", theirs("A"), theirs("B"), theirs("C"))
    try await stage.house.receive(
      "locations", from: "acme", over: "hub", theirs("A"), theirs("B", name: "Port"), theirs("D"))
    let tally = try await stage.house.commons.store.read { tx in try tx.wayTallies.received(from: "acme") }
    let found = try #require(tally["locations"])
    #expect([found.equal, found.different, found.onlyDirect, found.onlyHub] == [1, 1, 1, 1])
    await stage.stop()
  }
}
