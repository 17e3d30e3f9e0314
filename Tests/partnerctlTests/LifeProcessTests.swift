import BilateralBase
import BilateralModel
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Suspension and the end of a partnership, between two processes that are killed meanwhile.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LifeProcessTests {
  @Test("a suspended partner's drivers are kept out, what began is billed, what waits goes out on resume")
  func suspended() throws {
    let stage = try KillStage.billing()
    let control = ControlClient(socket: stage.path(.cpo) + "/state/test/control.sock", patience: 5000)
    let emsp = try stage.start(.emsp)
    var cpo = try stage.start(.cpo)
    var office = try stage.office(.cpo)
    let party = try #require(PartyID("NL-ACM"))
    try look(stage)
    _ = try office.call(.put, "/own/sessions/DE/NVO/S1", HistoryObjects.session("S1", party))
    let words = ["suspend", "acme", "--reason", "invoice overdue", "--yes", "--json", "-C", stage.path(.cpo)]
    let done = BuiltProgram.run(words)
    #expect(done.status == 0, "\(done.talkText)")
    // What was decided holds over a kill.
    cpo.signal(SIGKILL)
    _ = cpo.wait()
    cpo = try stage.start(.cpo)
    office = try stage.office(.cpo)
    let partner = try control.get("/partners")["partners"]?[0]
    #expect(partner?["suspension"]?["reason"] == "invoice overdue" && partner?["state"] == "registered")
    let driver = try office.call(.post, "/partners/acme/authorize", Array(#"{"uid":"012345678"}"#.utf8))
    #expect(driver["allowed"] == false && driver["reason"] == "suspended", "\(driver.text)")
    _ = try office.importing("locations", as: "DE-NVO", DemoObjects.locations(4))
    _ = try office.call(.post, "/own/cdrs", HistoryObjects.cdr("C1", "S1", party))
    let provider = ControlClient(socket: stage.path(.emsp) + "/state/test/control.sock", patience: 5000)
    try wait("the CDR of what had begun") {
      try provider.get("/partners/volt/digest?module=cdrs&side=received")["count"]?.int == 1
    }
    try wait("a change that waits") {
      try control.get("/partners")["partners"]?[0]?["modules"]?["locations"]?["outbox"]?.int ?? 0 > 0
    }
    #expect(try provider.get("/partners/volt/digest?module=locations&side=received")["count"]?.int == 3)
    // The other side is told in words, and not locked out.
    let asked = BuiltProgram.run(["sync", "volt", "-m", "locations", "--full", "-C", stage.path(.emsp)])
    #expect(asked.status != 0)
    let file = stage.root.text("live/cpo/partners/acme.toml") ?? ""
    #expect(file.contains("status = \"test\""))
    let resumed = BuiltProgram.run(["resume", "acme", "-C", stage.path(.cpo)])
    #expect(resumed.status == 0, "\(resumed.talkText)")
    try wait("what waited") {
      try provider.get("/partners/volt/digest?module=locations&side=received")["count"]?.int == 4
    }
    let again = BuiltProgram.run(["resume", "acme", "--json", "-C", stage.path(.cpo)])
    let told = try JSON.parse(again.output)
    #expect(again.status == 0 && told["changed"] == false)
    try stage.end(cpo)
    try stage.end(emsp)
  }

  /// The checklist tells what holds and what `live` demands beyond it, and changes nothing.
  private func look(_ stage: KillStage) throws {
    let shown = BuiltProgram.run(["activate", "acme", "--json", "-C", stage.path(.cpo)])
    #expect(shown.status == 1, "\(shown.talkText)")
    let list = try JSON.parse(shown.output)
    #expect(list["ready"] == false && list["status"] == "test", "\(list.text)")
    func ok(_ name: String) -> JSON? { list["steps"]?.elements?.first { $0["name"]?.string == name }?["ok"] }
    for name in ["file", "secrets", "registered", "reachable", "in force", "tariffs"] {
      #expect(ok(name) == true, "\(name): \(list.text)")
    }
    #expect(ok("certificate") == .null, "a missing certificate is a warning")
    #expect(list["steps"]?.elements?.contains { $0["detail"]?.string?.hasPrefix("BT190") == true } == true)
  }

  /// Commits at which the operator is killed; the samples of each run, and all of them in the long loop.
  private static let places: [String?] =
    getenv("BILATERAL_SOAK") != nil
    ? [nil]
      + ["before", "after"].flatMap { moment in
        [
          "partner.offboard.sessions", "partner.offboard.cdrs", "settle.close",
          "partner.offboard.credentials",
          "credentials.left", "partner.offboard.archive", "partner.offboard.ended",
        ].map { "\(moment)-commit:\($0)" }
      } : ["after-commit:settle.close", "before-commit:partner.offboard.archive"]

  @Test(
    "S-34 an end with kills at its steps: nobody is locked out, nothing is lost, the statement is complete")
  func ended() throws {
    let stage = try KillStage.billing()
    for place in Self.places { try end(stage, killedAt: place) }
  }

  private func end(_ stage: KillStage, killedAt place: String?) throws {
    stage.restore()
    let control = ControlClient(socket: stage.path(.cpo) + "/state/test/control.sock", patience: 5000)
    let emsp = try stage.start(.emsp)
    var cpo = try stage.start(.cpo, trap: place)
    var office = place == nil ? try stage.office(.cpo) : try #require(try stage.office(of: cpo))
    let party = try #require(PartyID("NL-ACM"))
    _ = try office.call(.put, "/own/sessions/DE/NVO/S1", HistoryObjects.session("S1", party))
    let begun = BuiltProgram.run(["offboard", "acme", "--reason", "over", "--yes", "-C", stage.path(.cpo)])
    #expect(begun.status == 0, "\(begun.talkText)")
    if !cpo.hasExited {
      try wait("the open session") { try cpo.hasExited || Self.ending(control)?["phase"] == "sessions" }
    }
    if cpo.hasExited { (cpo, office) = (try stage.start(.cpo), try stage.office(.cpo)) }
    let driver = try? office.call(.post, "/partners/acme/authorize", Array(#"{"uid":"012345678"}"#.utf8))
    if let driver { #expect(driver["allowed"] == false && driver["reason"] == "ending") }
    let over = #""COMPLETED","end_date_time":"2026-01-01T11:00:00Z""#
    let text = String(decoding: HistoryObjects.session("S1", party), as: UTF8.self)
      .replacing("\"ACTIVE\"", with: over).replacing("09:30:00Z", with: "11:30:00Z")
    _ = try? office.call(.put, "/own/sessions/DE/NVO/S1", Array(text.utf8))
    _ = try? office.call(.post, "/own/cdrs", HistoryObjects.cdr("C1", "S1", party))
    for _ in 0..<1500 where !cpo.hasExited {
      if (try? Self.ending(control))?["phase"] == "ended" { break }
      usleep(20_000)
    }
    if cpo.hasExited {
      #expect(place != nil, "it died by itself")
      cpo = try stage.start(.cpo)
    }
    try wait("the end, killed at \(place ?? "nowhere")") { try Self.ending(control)?["phase"] == "ended" }
    try judge(stage, control)
    try stage.end(cpo)
    try stage.end(emsp)
  }

  private static func ending(_ control: ControlClient) throws -> JSON? {
    try control.get("/partners")["partners"]?[0]?["offboarding"]
  }

  /// Both sides agree that it is over; the charge is on the last statement, once; the archive holds all and no secret.
  private func judge(_ stage: KillStage, _ control: ControlClient) throws {
    let provider = ControlClient(socket: stage.path(.emsp) + "/state/test/control.sock", patience: 5000)
    let partner = try control.get("/partners")["partners"]?[0]
    #expect(partner?["state"] == "ended")
    #expect(try provider.get("/partners")["partners"]?[0]?["state"] == "ended")
    #expect(try provider.get("/partners/volt/digest?module=cdrs&side=received")["count"]?.int == 1)
    let ending = partner?["offboarding"]
    #expect(ending?["left"]?.elements?.isEmpty == true, "\(ending?.text ?? "")")
    #expect(ending?["statements"]?.elements?.count == 1, "\(ending?.text ?? "")")
    let archive = "live/cpo/state/test/\(ending?["archive"]?.string ?? "")"
    #expect(stage.root.text("\(archive)/our-cdrs.jsonl")?.contains("\"C1\"") == true)
    #expect(stage.root.text("\(archive)/statements.jsonl")?.isEmpty == false)
    #expect(stage.root.text("\(archive)/manifest.json")?.contains("sha256") == true)
    let shown = BuiltProgram.run(["offboard", "acme", "--status", "-C", stage.path(.cpo)])
    #expect(shown.status == 0 && shown.text.contains("archive: "), "\(shown.text) \(shown.talkText)")
  }

  private func wait(_ what: String, _ isSo: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if (try? isSo()) == true { return }
      usleep(20_000)
    }
    Issue.record("\(what) did not come")
  }
}
