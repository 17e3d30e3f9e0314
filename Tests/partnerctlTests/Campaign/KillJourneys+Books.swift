import BilateralBase
import BilateralNet
import BilateralTestTools
import BilateralStore
import Glibc

@testable import partnerctl

/// Journeys of books, and of the database as a whole.
enum BookJourneys {
  static let all: [KillJourney] = [
    KillJourney(name: "objects that partners push", kills: 130, sample: 2, play: PushedJourney.play),
    KillJourney(name: "closing a month", kills: 40, sample: 1, play: closing),
    KillJourney(name: "disputes", kills: 60, sample: 1, play: disputes),
    KillJourney(name: "delivery through a hub", kills: 40, sample: 0, play: HubJourney.play),
    KillJourney(name: "upgrade of the database", kills: 40, sample: 1, play: upgrade),
    KillJourney(name: "backups", kills: 40, sample: 1, play: backups),
    KillJourney(name: "restores", kills: 40, sample: 1, play: restores),
  ]

  static func copy(_ from: String, to: String) {
    FileSystem.remove(to)
    _ = try? ChildProcess("cp", ["-a", from, to]).finish()
  }

  /// October is closed while the runtime dies around the commit or anywhere: once, whole, without a gap in its numbers.
  @Sendable static func closing(_ run: KillRun) async throws {
    let stage = try await SettleProcess(cdrs: 8)
    stage.end()
    let (state, base) = (stage.folder.path + "/state", TestFolder())
    copy(state, to: base.path + "/state")
    let victim = Victim("the operator", stage.folder.path)
    while run.tally.kills < run.goal {
      copy(base.path + "/state", to: state)
      let places = ["before-commit:settle.close", "after-commit:settle.close"]
      let trap = run.dice.happens(60) ? run.dice.one(of: places) : nil
      try victim.start(trap: trap)
      let (closed, toil, path) = (Raised(), Toil(), state + "/test/control.sock")
      try toil.work { _ in
        let client = ControlClient(socket: path, patience: 10_000)
        if (try? client.verb("settle", of: "acme", ["period": "2026-10"])) != nil { closed.raise() }
      }
      try run.strike(victim, within: trap == nil ? run.dice.number(0...120) : 5000)
      try toil.finish()
      let standing = try charged(victim)
      if closed.isUp, standing.count != 8 { run.tally.lost.append("an acknowledged closing") }
      if ![0, 8].contains(standing.count) {
        run.tally.lost.append("\(standing.count) of 8 charges are on statements")
      }
      try victim.start()
      let again = try? victim.control.verb("settle", of: "acme", ["period": "2026-10"])
      if (again == nil) != (standing.count == 8) {
        run.tally.doubled.append("closed \(standing.count), and again")
      }
      run.tally.acknowledged += 1
      try judgeClosing(run, victim)
      try victim.end()
    }
  }

  private static func charged(_ victim: Victim) throws -> [String] {
    try victim.rows("SELECT object FROM statement_charges WHERE number IS NOT NULL").map { $0[0] }
  }

  private static func judgeClosing(_ run: KillRun, _ victim: Victim) throws {
    let charged = try charged(victim)
    if charged.count != 8 { run.tally.lost.append("\(charged.count) charges are billed") }
    if Set(charged).count != charged.count { run.tally.doubled.append("a charge is billed twice") }
    let numbers = try victim.rows("SELECT number FROM statements ORDER BY number").map {
      $0[0].suffix(4) + ""
    }
    if numbers != ["0001", "0002"] { run.tally.doubled.append("numbers \(numbers)") }
  }

  /// Each CDR is disputed and each dispute rejected; what was acknowledged is there, with its steps, once.
  @Sendable static func disputes(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    try pair.cpo.start()
    let (door, begun) = (pair.cpo.door, pair.begun)
    try pair.toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let cdr = "D\(number)"
        toil.say(
          "cdr/\(cdr)", cdr, at: door, .post, "/own/cdrs", LoadObjects.cdr(cdr, "S\(cdr)", begun, 5000))
        let opening = Array(#"{"partner":"acme","cdr":"DE-NVO/\#(cdr)","reason":"duplicate-cdr"}"#.utf8)
        toil.saying("dispute/\(cdr)", "open")
        _ = toil.insist(door) { office throws(Failure) in
          if let known = try settled(office, cdr) { return known }
          return try office.call(.post, "/disputes", opening)
        }
        toil.note("dispute/\(cdr)", "open")
        toil.saying("dispute/\(cdr)", "rejected")
        _ = toil.insist(door) { office throws(Failure) in
          let known = try settled(office, cdr)
          guard known?["state"] != "rejected", let place = known?["dispute"]?.int ?? known?["number"]?.int
          else {
            return known ?? [:]
          }
          return try office.call(.post, "/disputes/\(place)/reject", Array("{}".utf8))
        }
        toil.note("dispute/\(cdr)", "rejected")
      }
    }
    func look(_ victim: Victim) throws {
      let words = pair.toil.words
      try pair.look(victim)
      let rows = try victim.rows("SELECT object, state FROM disputes", columns: 2)
      let found = Dictionary(rows.map { ("dispute/" + $0[0], $0[1]) }) { first, _ in first }
      run.tally.lost += Toil.lost("dispute/", words, in: found)
      if rows.count != found.count {
        run.tally.doubled.append("\(rows.count) disputes about \(found.count) CDRs")
      }
    }
    try run.storm([pair.cpo], commits: 1...12, after: look)
    try pair.toil.finish()
    run.tally.acknowledged = pair.toil.calls
    run.tally.lost += pair.toil.complaints
    try look(pair.cpo)
    let steps = try pair.cpo.rows("SELECT dispute FROM dispute_steps WHERE state = 'rejected'").map { $0[0] }
    if Set(steps).count != steps.count { run.tally.doubled.append("a dispute was rejected twice") }
    try pair.cpo.end()
  }

  /// The dispute about a CDR; nil when there is none.
  private static func settled(_ office: OfficeClient, _ cdr: String) throws(Failure) -> JSON? {
    try office.call(.get, "/disputes?partner=acme")["disputes"]?.elements?.first {
      $0["cdr"]?.string?.hasSuffix("/\(cdr)") == true
    }
  }
}
