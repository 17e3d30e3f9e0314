import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Two platforms as processes; one of them is followed by another at the same address, and comes back.
@Suite(.serialized) struct AdoptProcessTests {
  @Test(
    "a successor adopts a running connection: no handshake, no 401, the next delta arrives, and back again")
  func thereAndBack() throws {
    let stage = try KillStage(locations: 20)
    let emsp = try stage.start(.emsp)
    let first = try stage.start(.cpo)
    #expect(run(["sync", "volt"], .emsp, stage).status == 0)
    #expect(stage.isComplete(), "\(stage.seen)")
    let export = stage.root.path + "/export.json"
    let sheet = run(["datasheet", "acme", "--with-state", "--out", export], .cpo, stage)
    #expect(sheet.status == 0, "\(sheet.talkText)")
    try stage.end(first)
    let before = try exchanges(stage)

    try succeed(stage)
    let second = try stage.start(.cpo)
    _ = try stage.office(.cpo).importing("locations", as: "DE-NVO", DemoObjects.locations(20))
    let trial = run(["adopt", "acme", "--from", export, "--dry-run"], .cpo, stage)
    #expect(trial.status == 0, "\(trial.text)\(trial.talkText)")
    let adopted = run(["adopt", "acme", "--from", export, "--yes"], .cpo, stage)
    #expect(adopted.status == 0, "\(adopted.text)\(adopted.talkText)")
    let told = try exchanges(stage).count
    #expect(run(["sync", "volt", "-m", "locations"], .emsp, stage).status == 0)
    let page = try exchanges(stage).dropFirst(told).last { $0["module"]?.string == "locations" }
    #expect((page?["response_size"]?.int ?? .max) < 200, "nothing has changed: \(page?.text ?? "no page")")
    try expectDelta("CHARGING", stage)

    let reverted = run(["adopt", "acme", "--revert", "--yes"], .cpo, stage)
    #expect(reverted.status == 0, "\(reverted.text)\(reverted.talkText)")
    #expect(run(["status", "acme"], .cpo, stage).text.contains("new"))
    try stage.end(second)
    try giveBack(stage)
    let again = try stage.start(.cpo)
    try expectDelta("BLOCKED", stage)

    let said = try exchanges(stage).dropFirst(before.count)
    #expect(!said.isEmpty && said.allSatisfy { $0["http"]?.int == 200 }, "\(said)")
    #expect(
      said.allSatisfy { $0["module"]?.string != "credentials" || $0["method"]?.string == "GET" },
      "no handshake was made")
    try stage.end(again)
    try stage.end(emsp)
  }

  private func run(_ words: [String], _ side: KillStage.Side, _ stage: KillStage) -> BuiltProgram.Result {
    BuiltProgram.run(words + ["-C", stage.path(side)], seconds: 60)
  }

  /// What the eMSP has said and heard, oldest first.
  private func exchanges(_ stage: KillStage) throws -> [JSON] {
    try JSON.parse(run(["logs", "--json", "--limit", "1000"], .emsp, stage).output)["exchanges"]?.elements
      ?? []
  }

  /// A status changes at the operator; the provider's next delta brings it.
  private func expectDelta(_ status: String, _ stage: KillStage) throws {
    let office = try stage.office(.cpo)
    let own = try office.call(.get, "/own/locations?limit=100").elements ?? []
    // Always the same: what the successor changed, the platform of before does not know.
    let location = try #require(own.min { ($0["id"]?.string ?? "") < ($1["id"]?.string ?? "") })
    let (id, uid) = (location["id"]?.string ?? "", location["evses"]?[0]?["uid"]?.string ?? "")
    let body = JSON.object([.init("status", .string(status))]).bytes
    _ = try office.call(.patch, "/own/locations/DE/NVO/\(id)/\(uid)", body)
    let deadline = time(nil) + 20
    while time(nil) <= deadline {
      let synced = run(["sync", "volt", "-m", "locations"], .emsp, stage)
      #expect(synced.status == 0, "\(synced.text)\(synced.talkText)")
      if let seen = stage.digests(), seen.sent == seen.received { return }
    }
    Issue.record("\(status): the delta did not arrive: \(stage.seen)")
  }

  /// The other platform moves aside; its successor has its files and no state.
  private func succeed(_ stage: KillStage) throws {
    let live = stage.root.path + "/live"
    #expect(rename(live + "/cpo", live + "/before") == 0)
    let copy = try ChildProcess("cp", ["-a", live + "/before", live + "/cpo"])
    _ = try copy.finish()
    FileSystem.remove(live + "/cpo/state")
  }

  private func giveBack(_ stage: KillStage) throws {
    let live = stage.root.path + "/live"
    FileSystem.remove(live + "/cpo")
    #expect(rename(live + "/before", live + "/cpo") == 0)
  }
}
