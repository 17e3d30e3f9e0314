import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// The end of a partnership that the provider begins, that is called off, and that is begun anew.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EndProcessTests {
  private typealias Side = KillStage.Side

  /// What all begin with, made once; the tests of a suite run one after the other.
  nonisolated(unsafe) private static let base = Result { try KillStage.billing() }

  private func session(_ stage: LoadStage, _ id: String, ended: Bool) throws {
    let office = try #require(stage.doors[.cpo]?.client)
    let path = "/own/sessions/DE/NVO/\(id)"
    if !ended { _ = try office.call(.put, path, LoadObjects.session(id, stage.begun)) }
    guard ended else { return }
    let end = #""status":"COMPLETED","end_date_time":"\#(stage.begun.adding(seconds: 3600))""#
    _ = try office.call(.patch, path, Array(#"{"kwh":10.000,\#(end)}"#.utf8))
  }

  private func bill(_ stage: LoadStage, _ id: String, _ session: String) throws {
    let office = try #require(stage.doors[.cpo]?.client)
    _ = try office.call(.post, "/own/cdrs", LoadObjects.cdr(id, session, stage.begun, 10_000))
  }

  /// How a driver of the provider is answered at the operator's station.
  private func driver(_ stage: LoadStage) throws -> JSON {
    try #require(stage.doors[.cpo]?.client).call(
      .post, "/partners/acme/authorize", Array(#"{"uid":"\#(LoadObjects.uid)"}"#.utf8))
  }

  /// How many of the provider's cards the operator holds, and how many of them are valid.
  private func cards(_ stage: LoadStage) throws -> [Int] {
    let cards = try stage.base.control(.cpo).get("/partners/acme/tokens?limit=100").elements ?? []
    return [cards.count, cards.count { $0["valid"] == true }]
  }

  private func ending(_ stage: LoadStage, _ side: Side) throws -> JSON? {
    try stage.base.partner(side)["offboarding"]
  }

  private func offboard(_ stage: LoadStage, _ side: Side, _ more: String...) throws {
    try stage.insist(
      ["offboard", LifeUnderLoadTests.name(side), "--reason", "over", "--yes"] + more, on: side)
  }

  @Test(
    "a provider ends it: its cards are taken back, the open session is awaited, its CDR is in the archive")
  func byProvider() throws {
    let stage = LoadStage(try Self.base.get())
    try stage.start()
    try stage.wait("the cards") { try cards(stage) == [3, 3] }
    try session(stage, "S1", ended: false)
    try stage.wait("the session") {
      try stage.base.control(.emsp).get("/partners/volt/sessions?limit=9").elements?.count == 1
    }
    try offboard(stage, .emsp)
    try stage.wait("the step of open sessions") { try ending(stage, .emsp)?["phase"] == "sessions" }
    #expect(try cards(stage)[1] == 0, "cards that were taken back are not valid any more")
    let refused = try driver(stage)
    #expect(refused["allowed"] == false, "\(refused.text)")
    try stage.kill(.emsp, when: "the session is open")
    try session(stage, "S1", ended: true)
    try stage.wait("the step of CDRs") { try ending(stage, .emsp)?["phase"] == "cdrs" }
    try bill(stage, "C1", "S1")
    try stage.wait("the end") { try ending(stage, .emsp)?["phase"] == "ended" }
    let told = try #require(try ending(stage, .emsp))
    #expect(told["left"] == .array([]), "\(told.text)")
    #expect(try Side.allCases.map { try stage.base.partner($0)["state"] } == ["ended", "ended"])
    let archive = "live/emsp/state/test/\(told["archive"]?.string ?? "")"
    #expect(stage.base.root.text("\(archive)/their-cdrs.jsonl")?.contains("\"C1\"") == true)
    #expect(stage.base.root.text("\(archive)/their-sessions.jsonl")?.contains("COMPLETED") == true)
    #expect(stage.base.root.text("\(archive)/our-cdrs.jsonl") == "")
    let after = try driver(stage)
    #expect(after["allowed"] == false, "\(after.text)")
    _ = try stage.end()
  }

  @Test(
    "called off before the credentials go: drivers are let in again, cards are valid again",
    arguments: ["cpo", "emsp"])
  func cancelled(word: String) throws {
    let side = try #require(Side(rawValue: word))
    let stage = LoadStage(try Self.base.get())
    try stage.start()
    try stage.wait("the cards") { try cards(stage) == [3, 3] }
    try session(stage, "S1", ended: false)
    try stage.wait("the session") {
      try stage.base.control(.emsp).get("/partners/volt/sessions?limit=9").elements?.count == 1
    }
    try offboard(stage, side)
    try stage.wait("the step of open sessions") { try ending(stage, side)?["phase"] == "sessions" }
    #expect(try driver(stage)["allowed"] == false)
    try stage.kill(side, when: "before it is called off")
    try stage.insist(["offboard", LifeUnderLoadTests.name(side), "--cancel"], on: side)
    #expect(try ending(stage, side) == .null)
    try stage.wait("the cards again") { try cards(stage) == [3, 3] }
    let letIn = try driver(stage)
    #expect(letIn["allowed"] == true && letIn["source"] == "partner", "\(letIn.text)")
    try session(stage, "S1", ended: true)
    try bill(stage, "C1", "S1")
    try stage.wait("the CDR") {
      try stage.base.control(.emsp).get("/partners/volt/digest?module=cdrs&side=received")["count"]?.int == 1
    }
    #expect(try Side.allCases.map { try stage.base.partner($0)["state"] } == ["registered", "registered"])
    let again = BuiltProgram.run([
      "offboard", LifeUnderLoadTests.name(side), "--status", "-C", stage.base.path(side),
    ])
    #expect(again.status == 6 && again.talkText.contains("is not being ended"))
    _ = try stage.end()
  }

  @Test(
    "a session whose CDR never comes holds its step until the grace is over, and stands under what is left")
  func unbilled() throws {
    let stage = LoadStage(try Self.base.get())
    try stage.start()
    try session(stage, "S1", ended: false)
    try session(stage, "S1", ended: true)
    try offboard(stage, .cpo, "--grace", "4s")
    try stage.wait("the step of CDRs") { try ending(stage, .cpo)?["phase"] == "cdrs" }
    let shown = BuiltProgram.run(["offboard", "acme", "--status", "-C", stage.base.path(.cpo)])
    #expect(shown.text.contains("awaited until") && !shown.text.contains("left:"), "\(shown.text)")
    try stage.wait("the end") { try ending(stage, .cpo)?["phase"] == "ended" }
    let ended = try #require(try ending(stage, .cpo))
    #expect(ended["left"] == ["1 session had no CDR"], "\(ended.text)")
    let manifest = stage.base.root.text("live/cpo/state/test/\(ended["archive"]?.string ?? "")/manifest.json")
    #expect(manifest?.contains("1 session had no CDR") == true)
    try anew(stage)
    _ = try stage.end()
  }

  @Test(
    "a partnership that rests can be ended: cards are taken back, CDRs come, although all or they were suspended",
    arguments: [[], ["tokens", "sessions", "cdrs"]])
  func whileSuspended(modules: [String]) throws {
    let stage = LoadStage(try Self.base.get())
    try stage.start()
    try stage.wait("the cards") { try cards(stage) == [3, 3] }
    try session(stage, "S1", ended: false)
    try stage.wait("the session") { try received(stage, "sessions") == 1 }
    try stage.insist(["suspend", "volt", "--yes"] + modules.flatMap { ["-m", $0] }, on: .emsp)
    try offboard(stage, .emsp)
    try stage.wait("the step of open sessions") { try ending(stage, .emsp)?["phase"] == "sessions" }
    #expect(try cards(stage)[1] == 0)
    try session(stage, "S1", ended: true)
    try bill(stage, "C1", "S1")
    try stage.wait("the end") { try ending(stage, .emsp)?["phase"] == "ended" }
    #expect(try ending(stage, .emsp)?["left"] == .array([]))
    #expect(try received(stage, "cdrs") == 1)
    _ = try stage.end()
  }

  @Test(
    "both end it at the same time: neither waits for the other, the charge is on the statement, both have an archive"
  )
  func both() throws {
    let stage = LoadStage(try Self.base.get())
    try stage.start()
    try session(stage, "S1", ended: false)
    try stage.wait("the session") { try received(stage, "sessions") == 1 }
    for side in Side.allCases { try offboard(stage, side) }
    try stage.wait("the step of open sessions") {
      try Side.allCases.allSatisfy { try ending(stage, $0)?["phase"] == "sessions" }
    }
    try session(stage, "S1", ended: true)
    try bill(stage, "C1", "S1")
    try stage.wait("both ends") {
      try Side.allCases.allSatisfy { try ending(stage, $0)?["phase"] == "ended" }
    }
    for side in Side.allCases {
      let told = try #require(try ending(stage, side))
      // The provider may have fetched the CDR, and left, before the push of it was due.
      let left = told["left"]?.elements?.compactMap(\.string) ?? []
      #expect(
        left.allSatisfy { $0 == "1 message about sessions and CDRs was not taken" }, "\(side): \(told.text)")
      #expect(told["archive"]?.string != nil && (side == .cpo || left.isEmpty))
    }
    #expect(try ending(stage, .cpo)?["statements"]?.elements?.count == 1)
    #expect(try received(stage, "cdrs") == 1)
    _ = try stage.end()
  }

  private func received(_ stage: LoadStage, _ module: String) throws -> Int? {
    try stage.base.control(.emsp).get("/partners/volt/digest?module=\(module)&side=received")["count"]?.int
  }

  /// After its end it is forgotten, and begins as with a new partner.
  private func anew(_ stage: LoadStage) throws {
    let early = BuiltProgram.run(["offboard", "acme", "--yes", "-C", stage.base.path(.cpo)])
    #expect(
      early.status == 6 && (early.text + early.talkText).contains("BR836"), "\(early.text)\(early.talkText)")
    try stage.insist(["offboard", "acme", "--cancel"], on: .cpo)
    let token = try #require(try stage.insist(["invite", "acme"], on: .cpo)["token"]?.string)
    let words = ["secret", "set", "volt/token-a", "-C", stage.base.path(.emsp)]
    #expect(BuiltProgram.run(words, input: Array(token.utf8)).status == 0)
    try stage.insist(["register", "volt"], on: .emsp)
    try stage.wait("the cards again") { try cards(stage) == [3, 3] }
    try stage.wait("a driver") { try driver(stage)["source"] == "partner" }
    #expect(try driver(stage)["allowed"] == true)
    #expect(try Side.allCases.map { try stage.base.partner($0)["state"] } == ["registered", "registered"])
  }
}
