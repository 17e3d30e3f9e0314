import BilateralBase
import BilateralNet
import BilateralTestTools
import Glibc

@testable import partnerctl

/// Journeys in which the two sides ask and order each other, and let each other in.
enum TalkJourneys {
  static let all: [KillJourney] = [
    KillJourney(name: "registration and its end", kills: 30, sample: 0, play: registration),
    KillJourney(name: "renewal of credentials", kills: 60, sample: 1, play: renewal),
    KillJourney(name: "real-time authorisation", kills: 70, sample: 1, play: authorisation),
    KillJourney(name: "commands and their results", kills: 70, sample: 0, play: CommandJourney.play),
    KillJourney(name: "suspended and resumed", kills: 60, sample: 1, play: suspension),
    KillJourney(name: "the end of a partnership", kills: 28, sample: 0, play: end),
  ]

  /// Both exchanges from their beginning, each with a side that dies around one of its commits.
  @Sendable static func registration(_ run: KillRun) async throws {
    let stage = try await HandshakeStage()
    while run.tally.kills < run.goal {
      let exchange = run.dice.one(of: [HandshakeStage.Exchange.post, .post, .delete])
      let side = run.dice.one(of: KillStage.Side.allCases)
      let place =
        run.dice.one(of: ["before-commit", "after-commit", "answer"]) + ":\(run.dice.number(1...9))"
      guard let outcome = try await stage.play(exchange, dyingAt: place, side) else { continue }
      run.tally.traps += 1
      run.tally.acknowledged += 1
      if !outcome.isSound { run.tally.lost.append("\(outcome)") }
    }
    await stage.stop()
  }

  @Sendable static func renewal(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    try pair.start()
    var renewed = 0
    for _ in 0..<run.goal {
      let victim = run.dice.one(of: pair.victims)
      // One of two rounds has a side that dies at a place of the exchange.
      let isTrapped = run.dice.happens(50)
      if isTrapped {
        try victim.end()
        try victim.start(trap: run.place(2...12))
      }
      let done = Raised()
      let toil = Toil()
      let path = pair.emsp.path + "/state/test/control.sock"
      try toil.work { _ in
        let client = ControlClient(socket: path, patience: 10_000)
        for _ in 0..<100 where !done.isUp {
          if (try? client.verb("rotate", of: "volt")) != nil { done.raise() } else { usleep(30_000) }
        }
      }
      try run.strike(victim, within: isTrapped ? 2000 : run.dice.number(0...400))
      try victim.start()
      try toil.finish()
      if done.isUp { renewed += 1 }
      try followWords(pair)
      if !isTalking(pair) { run.tally.lost.append("the connection, after kill \(run.tally.kills)") }
    }
    run.tally.acknowledged = renewed
    let kept = try pair.emsp.rows("SELECT seq FROM audit WHERE action = 'credentials.updated'").count
    if kept < renewed { run.tally.lost.append("\(renewed) renewals acknowledged, \(kept) in the audit") }
    try pair.end()
  }

  /// Types the one command that each side names, if it names one.
  private static func followWords(_ pair: PairRun) throws {
    for victim in pair.victims {
      let partner = try victim.control.get("/partners")["partners"]?[0]
      guard let command = partner?["next_step"]?["command"]?.string else { continue }
      let words = command.split(separator: " ").dropFirst().map(String.init)
      _ = BuiltProgram.run(words + ["-C", victim.path], seconds: 60)
    }
  }

  /// Whether each is let in by the other.
  private static func isTalking(_ pair: PairRun) -> Bool {
    let there = try? pair.emsp.control.verb("sync", of: "volt", ["modules": ["locations"]])
    let back = try? pair.cpo.control.verb("sync", of: "acme", ["modules": ["tokens"]])
    return there != nil && back != nil
  }

  /// Drivers are asked about, by the operator's platform and by nobody twice.
  @Sendable static func authorisation(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    try pair.start()
    let door = pair.cpo.door
    for caller in 0..<3 {
      try pair.toil.work { toil in
        let body = Array(#"{"uid":"\#(DemoObjects.uid(caller))"}"#.utf8)
        while toil.goesOn {
          let answer = toil.insist(door) { office throws(Failure) in
            try office.call(.post, "/partners/acme/authorize", body)
          }
          guard let answer else { return }
          if answer["allowed"] != true { toil.complain("driver \(caller): \(answer.text)") }
          toil.note("answer/\(toil.calls)/\(caller)", answer["source"]?.string ?? "?")
        }
      }
    }
    func look(_ victim: Victim) throws {
      let words = pair.toil.acknowledged.values
      let isOperator = victim === pair.cpo
      let told = isOperator ? words.count : words.count { $0 == "partner" }
      let kept = try victim.rows("SELECT count(*) FROM authorizations")[0][0]
      if Int(kept) ?? 0 < told { run.tally.lost.append("\(victim.name): \(told) answered, \(kept) kept") }
    }
    try run.storm(pair.victims, after: look)
    try pair.settle()
    for victim in pair.victims { try look(victim) }
    try pair.end()
  }

  /// What was acknowledged of a suspension holds, and charges that go on arrive once.
  @Sendable static func suspension(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    try pair.start()
    let (door, path) = (pair.cpo.door, pair.cpo.path + "/state/test/control.sock")
    try pair.toil.work { toil in
      var number = 0
      while toil.goesOn || number % 2 == 1 {
        let word = number % 2 == 0 ? "suspend" : "resume"
        toil.saying("standing", "\(number)")
        let done = toil.insist(door, tolerating: [""]) { _ throws(Failure) in
          try ControlClient(socket: path, patience: 10_000).verb(word, of: "acme", ["reason": "overdue"])
        }
        guard done != nil else { return }
        toil.note("standing", "\(number)")
        number += 1
        usleep(60_000)
      }
    }
    try pair.charge("P")
    try pair.renameStations(1...5)
    var before = pair.toil.words
    try run.storm(pair.victims) { victim in
      before = pair.toil.words
      try pair.look(victim)
    } then: { _ in
      try judgeStanding(pair, before)
    }
    try pair.settle()
    for victim in pair.victims { try pair.look(victim) }
    try DeliveryJourneys.judgeCharges(pair)
    try pair.waitForStations()
    try pair.end()
  }

  private static func judgeStanding(_ pair: PairRun, _ before: [String: Toil.Word]) throws {
    guard let partner = try? pair.cpo.control.get("/partners")["partners"]?[0] else { return }
    let now = pair.toil.words["standing"]
    let seen = partner["suspension"] == .null ? "resume" : "suspend"
    // Words are numbered, each second one resumes: whatever was in force between the last one that was acknowledged before
    // and the last one that was said may be seen. Beside a runtime that lives on, several go by.
    let first = before["standing"]?.acknowledged.flatMap { Int($0) } ?? -1
    let last = now?.said.flatMap { Int($0) } ?? -1
    let possible = Set((first...max(first, last)).map { $0.isMultiple(of: 2) ? "suspend" : "resume" })
    if !possible.contains(seen) {
      pair.run.tally.lost.append("acknowledged \(first), said \(last), there \(seen)")
    }
  }

  /// The commits of an end that the operator begins.
  private static let steps = LoadTraps.steps.filter { $0 != "partner.offboard.tokens" }

  /// Ends, each with a death around one of its commits, one after the other.
  @Sendable static func end(_ run: KillRun) async throws {
    let places = steps.flatMap { ["before-commit:\($0)", "after-commit:\($0)"] }
    while run.tally.kills < run.goal {
      let pair = PairRun(try DeliveryJourneys.base.get(), run)
      try pair.emsp.start()
      try pair.cpo.start(trap: places[run.tally.kills % places.count])
      try charge(pair)
      _ = try? pair.cpo.control.verb("offboard", of: "acme", ["reason": "over"])
      try run.wait("a death or the end") {
        if pair.cpo.hasDied { return true }
        return try pair.cpo.control.get("/partners")["partners"]?[0]?["offboarding"]?["phase"] == "ended"
      }
      try run.strike(pair.cpo, within: 0)
      try pair.cpo.start()
      try judgeEnd(pair)
      try pair.end()
    }
  }

  /// One charge from its session to its CDR.
  private static func charge(_ pair: PairRun) throws {
    guard let client = pair.cpo.door.client else { throw Failure(.fault, "no back office") }
    _ = try client.call(.put, "/own/sessions/DE/NVO/S1", LoadObjects.session("S1", pair.begun))
    let end = #""status":"COMPLETED","end_date_time":"\#(pair.begun.adding(seconds: 3600))""#
    _ = try client.call(.patch, "/own/sessions/DE/NVO/S1", Array(#"{"kwh":10.000,\#(end)}"#.utf8))
    _ = try client.call(.post, "/own/cdrs", LoadObjects.cdr("C1", "S1", pair.begun, 10_000))
    try pair.run.wait("the CDR") { try pair.received("cdrs").count == 1 }
  }

  private static func judgeEnd(_ pair: PairRun) throws {
    try pair.run.wait("the end") {
      try pair.victims.allSatisfy { try $0.control.get("/partners")["partners"]?[0]?["state"] == "ended" }
    }
    pair.run.tally.acknowledged += 4
    let statements = try pair.cpo.rows("SELECT number FROM statements").count
    let charges = try pair.cpo.rows("SELECT object FROM statement_charges WHERE number IS NOT NULL").count
    if statements != 1 || charges != 1 {
      let text = "\(statements) statements with \(charges) charges"
      if statements > 1 || charges > 1 {
        pair.run.tally.doubled.append(text)
      } else {
        pair.run.tally.lost.append(text)
      }
    }
    let cdrs = try pair.received("cdrs").count
    if cdrs != 1 { pair.run.tally.doubled.append("\(cdrs) CDRs") }
    for victim in pair.victims {
      let acts = try victim.rows(
        "SELECT action FROM audit WHERE action IN ('credentials.left', 'credentials.ended')")
      if acts.count != 1 { pair.run.tally.doubled.append("\(victim.name) left \(acts.count) times") }
    }
  }
}
