import BilateralBase
import BilateralNet
import BilateralTesting
import Glibc
import Testing

@testable import partnerctl

/// A live partner moves from a hub to a connection of its own while its drivers charge, and back again.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MigrationProcessTests {
  private static let route = """
    [route]
    kind = "hub"            # until the direct connection has proven itself
    hub  = "hub"

    """

  @Test("P-120 a live partner with 50 open sessions moves and is moved back: every CDR arrives once, exact")
  func thereAndBack() throws {
    try run(killing: false)
  }

  @Test("P-120 a kill in the middle of the cut-over loses and doubles nothing", .enabled(if: isLong))
  func killed() throws {
    try run(killing: true)
  }

  private static var isLong: Bool { getenv("BILATERAL_SOAK") != nil }

  private func run(killing: Bool) throws {
    let stage = try HybridStage(locations: 100)
    let original = try settleOnHub(stage)
    for number in 1...50 { try stage.charge(number) }
    try stage.wait("50 sessions by the hub") { try stage.ids("sessions", stage.acme).count == 50 }
    try look(stage)
    let at = WallClock.system.now().adding(seconds: 3)
    try migrate(stage, ["--from", "hub:hub", "--at", "\(at)", "--hold", "1h", "--reason", "proven"])
    for number in 1...10 { try stage.bill(number) }
    if killing { try stage.restart(at: at) }
    try stage.wait("the cut-over") { try stage.routes() == ["route-direct"] }
    try inCourse(stage)
    // Some go on and end after the move, others begin.
    for number in 11...50 { try stage.charge(number, kwh: "3.0") }
    for number in 51...100 { try stage.charge(number) }
    for number in 11...50 { try stage.bill(number) }
    try stage.wait("50 CDRs, 100 sessions") {
      try stage.ids("cdrs", stage.acme).count == 50 && stage.ids("sessions", stage.acme).count == 100
    }
    try stage.wait("the stations on the direct way") { try stage.told("only_hub") == 0 }
    try migrate(stage, ["--rollback", "--hold", "1s"])
    for number in 51...100 { try stage.bill(number) }
    try stage.wait("100 CDRs") { try stage.ids("cdrs", stage.acme).count == 100 }
    try judge(stage)
    try finish(stage, original)
    stage.end()
  }

  /// The provider is reached through the hub alone, as far as the operator's file says.
  private func settleOnHub(_ stage: HybridStage) throws -> String {
    let name = "volt/partners/acme.toml"
    let file = try #require(stage.root.text(name))
    let text = String(file[..<(try #require(file.firstRange(of: "[route]")).lowerBound)]) + Self.route
    try stage.root.write(name, text)
    _ = try stage.volt.control.verb("apply", of: "acme")
    try stage.wait("the stations through the hub") {
      try stage.told("only_direct") == 0
        && stage.volt.control.get("/outbox")["items"]?.elements?.isEmpty == true
    }
    return text
  }

  /// The preview changes nothing and tells what it comes to.
  private func look(_ stage: HybridStage) throws {
    let shown = BuiltProgram.run(["migrate", "acme", "-C", stage.volt.path, "--json"])
    #expect(shown.status == 0, "\(shown.talk)")
    let preview = try JSON.parse(shown.output)
    #expect(preview["sessions"]?[0]?["way"] == "hub:hub" && preview["sessions"]?[0]?["open"]?.int == 50)
    #expect(preview["again"]?["locations"]?.int == 100)
    let refused = preview["checks"]?.elements?.filter { $0["state"] == "refuse" } ?? []
    #expect(refused.isEmpty, "\(refused.map(\.text))")
    #expect(stage.root.text("volt/partners/acme.toml")?.contains("cut_over") == false)
  }

  private func migrate(_ stage: HybridStage, _ words: [String], exit: Int32 = 0) throws {
    let done = BuiltProgram.run(["migrate", "acme", "-C", stage.volt.path, "--yes", "--json"] + words)
    #expect(done.status == exit, "\(words): \(done.output) \(done.talk)")
  }

  private func inCourse(_ stage: HybridStage) throws {
    let partner = try stage.volt.control.get("/partners")["partners"]?.elements?.first { $0["id"] == "acme" }
    let move = partner?["migration"]
    #expect(
      move?["from"] == "hub:hub" && move?["to"] == "direct" && move?["phase"] == "holding",
      "\(move?.text ?? "")")
    // The hold guards the end of the move, and one move comes after another.
    try migrate(stage, ["--finish"], exit: 7)
    try migrate(stage, [], exit: 6)
  }

  /// Each session and each CDR came once, on the way where it began, at the agreed price.
  private func judge(_ stage: HybridStage) throws {
    let all = (1...100).map { "C-S\($0)" }.sorted()
    #expect(try stage.ids("cdrs", stage.acme) == all)
    for (module, prefix) in [("sessions", "S"), ("cdrs", "C-S")] {
      let entries = try stage.acme.network(module)
      #expect(entries.count == 100)
      for entry in entries {
        let number = Int(entry["object"]?["id"]?.string?.dropFirst(prefix.utf8.count) ?? "") ?? 0
        let origins = entry["origins"]?.elements?.compactMap(\.string) ?? []
        #expect(
          origins == [number <= 50 ? "hub" : "volt"], "\(module) \(number): \(entry["origins"]?.text ?? "")")
      }
    }
    let events = try stage.acme.office.call(.get, "/events?limit=1000")["events"]?.elements ?? []
    let cdrs = events.filter { $0["type"]?.string?.hasPrefix("cdrs.") == true }
    #expect(cdrs.count { $0["change"] == "created" } == 100)
    #expect(!cdrs.contains { ["cdrs.duplicate", "cdrs.conflict"].contains($0["type"]?.string ?? "") })
    let volt = try stage.acme.control.get("/partners")["partners"]?.elements?.first { $0["id"] == "volt" }
    #expect(volt?["verdicts"]?["exact"]?.int == 100, "\(volt?["verdicts"]?.text ?? "")")
  }

  /// The move back is over: the file is what it was, byte for byte, and the audit log tells all of it.
  private func finish(_ stage: HybridStage, _ original: String) throws {
    try stage.wait("the end of the hold") {
      BuiltProgram.run(["migrate", "acme", "-C", stage.volt.path, "--finish", "--yes", "--json"]).status == 0
    }
    #expect(stage.root.text("volt/partners/acme.toml") == original)
    let notes =
      try stage.volt.control.get("/audit")["entries"]?.elements?.compactMap { $0["detail"]?["note"] } ?? []
    #expect(notes.compactMap { $0["migration"]?.string } == ["move", "rollback", "finish"])
    #expect(notes.first?["reason"] == "proven")
  }
}

extension HybridStage {
  /// A driver of the provider of two ways charges at a station of its own, now.
  func charge(_ number: Int, kwh: String = "1.5", status: String = "ACTIVE") throws {
    let party = try #require(PartyID("NL-ACM"))
    let now = WallClock.system.now()
    let start = begun[number] ?? now
    begun[number] = start
    let text = String(decoding: HistoryObjects.session("S\(number)", party), as: UTF8.self)
      .replacing("2026-01-01T09:00:00Z", with: "\(start)").replacing("2026-01-01T09:30:00Z", with: "\(now)")
      .replacing("\"kwh\":1.5", with: "\"kwh\":\(kwh)").replacing("ACTIVE", with: status)
    let body = Self.moved(Array(text.utf8), "S\(number)")
    _ = try volt.office.call(.put, "/own/sessions/DE/NVO/S\(number)", body)
  }

  /// It ends and is billed.
  func bill(_ number: Int) throws {
    try charge(number, kwh: "12.5", status: "COMPLETED")
    try bill("S\(number)", "NL-ACM")
  }

  /// How many locations the operator has told the provider on some ways.
  func told(_ kind: String) throws -> Int {
    let query = try route() == "direct" ? "action=rollback" : "action=move"
    let preview = try volt.control.get("/partners/acme/migration?\(query)")
    return preview["compare"]?["told"]?["locations"]?[kind]?.int ?? 0
  }

  private func route() throws -> String? {
    try volt.control.get("/partners")["partners"]?.elements?.first { $0["id"] == "acme" }?["route"]?.string
  }

  /// The changes of way that the operator's platform told of, but for those before the move.
  func routes() throws -> [String] {
    let events = try volt.office.call(.get, "/events?limit=1000")["events"]?.elements ?? []
    return events.filter { $0["object"]?["cut_over"]?.string != nil }.compactMap { $0["change"]?.string }
  }
}
