import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTestTools
import BilateralTerms
import BilateralTesting
import Glibc

@testable import partnerctl

/// Journeys in which objects of one side reach the other.
enum DeliveryJourneys {
  /// What all begin with, made once; the campaign is serial.
  nonisolated(unsafe) static let base = Result { try KillStage.billing(locations: 20) }
  nonisolated(unsafe) static let pulled = Result { try KillStage(locations: 300) }

  static let all: [KillJourney] = [
    KillJourney(name: "writes of the back office", kills: 120, sample: 2, play: writes),
    KillJourney(name: "statuses fanned out by push", kills: 110, sample: 0, play: fanOut),
    KillJourney(name: "sessions and CDRs to partners", kills: 140, sample: 2, play: charges),
    KillJourney(name: "first pull", kills: 80, sample: 0, play: firstPull),
    KillJourney(name: "pull of changes", kills: 80, sample: 0, play: changes),
  ]

  @Sendable static func writes(_ run: KillRun) async throws {
    let pair = PairRun(try base.get(), run)
    try pair.start()
    try pair.renameStations(1...5)
    try pair.changeStatuses(6...9)
    try pair.reprice()
    try pair.reprintCards()
    try pair.charge("W")
    try run.storm(pair.victims) { try pair.look($0) }
    try pair.settle()
    for victim in pair.victims { try pair.look(victim) }
    try pair.waitForStations()
    try judgeCharges(pair)
    try pair.end()
  }

  @Sendable static func fanOut(_ run: KillRun) async throws {
    let pair = PairRun(try base.get(), run)
    try pair.start()
    for range in [1...7, 8...14, 15...20] { try pair.changeStatuses(range) }
    try run.storm(pair.victims) { try pair.look($0) }
    try pair.settle()
    try pair.look(pair.cpo)
    let wanted = pair.toil.acknowledged
    try run.wait("the last states at the provider") {
      var seen: [String: String] = [:]
      for evse in try pair.received("locations").flatMap({ $0["evses"]?.elements ?? [] }) {
        seen["status/\(evse["uid"]?.string ?? "")"] = evse["status"]?.string
      }
      return wanted.allSatisfy { seen[$0.key] == $0.value }
    }
    try pair.end()
  }

  /// One partner is a platform of ours that is killed too; the other one only counts what it is told.
  @Sendable static func charges(_ run: KillRun) async throws {
    let pair = PairRun(try base.get(), run)
    let group = try EventLoopGroup(count: 1)
    let counter = try counter(of: pair, on: group)
    try pair.start()
    _ = try pair.cpo.control.verb("register", of: "sim")
    _ = try pair.cpo.control.verb("apply", of: "sim")
    pair.beginAnew()
    for name in ["A", "B", "C"] { try pair.charge(name) }
    try pair.charge("X", of: "SIM", country: "FR")
    try run.storm(pair.victims) { try pair.look($0) }
    try pair.settle()
    try pair.look(pair.cpo)
    try judgeCharges(pair)
    try judge(counter, pair)
    try pair.end()
    await counter.stop()
    group.stop()
  }

  /// A provider that takes CDRs and counts them, with the operator's file for it.
  private static func counter(of pair: PairRun, on group: EventLoopGroup) throws -> SimulatedPartner {
    guard let party = PartyID("FR-SIM") else { throw Failure(.fault, "FR-SIM is no party") }
    var plan = SimulatedPlan(PartyRole(party, .emsp))
    (plan.tokens, plan.firstToken) = (3, 500)
    let counter = try SimulatedPartner(plan, on: group)
    let terms = """
      [sync.locations]
      mode = "off"
      [sync.sessions]
      mode = "push"
      [sync.cdrs]
      mode = "push"
      [pricing.sell]
      base = "adhoc"

      """
    try pair.stage.root.write("live/cpo/partners/sim.toml", counter.partnerFile(authorityFile: nil) + terms)
    let words = ["secret", "set", counter.secretName, "-C", pair.cpo.path]
    _ = BuiltProgram.run(words, input: Array(counter.tokenA.utf8))
    return counter
  }

  /// Who only counts has been told of each acknowledged CDR, and of no other.
  private static func judge(_ counter: SimulatedPartner, _ pair: PairRun) throws {
    let written = Set(
      pair.toil.acknowledged.keys.filter { $0.hasPrefix("cdr/CX") }.map { "cdrs/" + $0.dropFirst(4) })
    try pair.run.wait("all CDRs at the one who counts") {
      _ = try? pair.cpo.control.verb("sync", of: "sim")
      return written.isSubset(of: Set(counter.received.keys))
    }
    let deliveries = counter.pushes.filter { $0.method == "POST" && $0.path.hasPrefix("cdrs/") }.map(\.path)
    pair.run.tally.repeated += deliveries.count - Set(deliveries).count
    pair.run.tally.doubled += Set(deliveries).subtracting(written).map { "\($0) was never written" }
  }

  /// All acknowledged CDRs and sessions are at the provider, and each came into force there once.
  static func judgeCharges(_ pair: PairRun) throws {
    let words = pair.toil.acknowledged.keys
    func ids(_ prefix: String) -> Set<String> {
      Set(
        words.filter { $0.hasPrefix(prefix) && !$0.hasPrefix(prefix + "CX") && !$0.hasPrefix(prefix + "SX") }
          .map { $0.dropFirst(prefix.count) + "" })
    }
    let (cdrs, sessions) = (ids("cdr/"), ids("session/"))
    try pair.run.wait("\(cdrs.count) CDRs and \(sessions.count) sessions", seconds: 90) {
      _ = try? pair.cpo.control.verb("sync", of: "acme", ["modules": ["tokens"]])
      let there = (try stored("cdrs", pair), try stored("sessions", pair))
      return cdrs.isSubset(of: there.0) && sessions.isSubset(of: there.1)
    }
    for session in try pair.received("sessions") where session["status"] != "COMPLETED" {
      pair.run.tally.lost.append("the end of \(session["id"]?.string ?? "")")
    }
    try judgeOnce(pair, cdrs)
  }

  private static func stored(_ module: String, _ pair: PairRun) throws -> Set<String> {
    Set(
      try pair.emsp.rows("SELECT object FROM received WHERE module = '\(module)' AND state = 'live'").map {
        $0[0]
      })
  }

  static func judgeOnce(_ pair: PairRun, _ cdrs: Set<String>) throws {
    let rows = try pair.emsp.rows("SELECT object FROM received WHERE module = 'cdrs'").map { $0[0] }
    let events = try pair.emsp.rows("SELECT id FROM events WHERE module = 'cdrs' AND type <> 'quarantine'")
      .map { $0[0] }
    let priced = try pair.emsp.rows("SELECT object FROM cdr_times").map { $0[0] }
    for (what, ids) in [("rows", rows), ("events", events), ("prices", priced)] {
      let counts = Dictionary(ids.map { ($0, 1) }, uniquingKeysWith: +)
      pair.run.tally.doubled += counts.filter { $0.value > 1 }.map { "\($0.value) \(what) of \($0.key)" }
      pair.run.tally.lost += cdrs.filter { counts[$0] == nil }.map { "no \(what) of \($0)" }
      pair.run.tally.doubled += Set(ids).subtracting(cdrs).map { "\(what) of \($0), which was never written" }
    }
  }
}

extension DeliveryJourneys {
  /// Everything is fetched for the first time, again and again.
  @Sendable static func firstPull(_ run: KillRun) async throws {
    let stage = try pulled.get()
    while run.tally.kills < run.goal {
      let pair = PairRun(stage, run)
      try pair.start()
      let count = min(8, run.goal - run.tally.kills)
      try run.storm(pair.victims, pause: 5...120, commits: 1...14, count: count) { victim in
        if victim === pair.emsp { try judgeCursors(pair) }
      }
      try run.wait("all stations at the provider") { stage.isComplete(seconds: 0) }
      try judgeCursors(pair)
      run.tally.acknowledged += stage.locations
      try pair.end()
    }
  }

  /// Changes are fetched with an overlap of a second, so that a cursor that is ahead loses a change.
  @Sendable static func changes(_ run: KillRun) async throws {
    let stage = try pulled.get()
    let pair = PairRun(stage, run)
    let name = "live/emsp/partners/volt.toml"
    let file = stage.root.text(name) ?? ""
    try stage.root.write(
      name, file.replacing("[sync.locations]\n", with: "[sync.locations]\noverlap = \"1 s\"\n"))
    try pair.start()
    try run.wait("all stations at the provider") { stage.isComplete(seconds: 0) }
    try pair.renameStations(1...300)
    let (socket, path) = (pair.emsp.door, pair.emsp.path + "/state/test/control.sock")
    try pair.toil.work { toil in
      while toil.goesOn {
        guard socket.client != nil else {
          usleep(2000)
          continue
        }
        _ = try? ControlClient(socket: path, patience: 10_000).verb(
          "sync", of: "volt", ["modules": ["locations"]])
        usleep(10_000)
      }
    }
    try run.storm(pair.victims) { victim in
      if victim === pair.emsp { try judgeCursors(pair) } else { try pair.look(victim) }
    }
    try pair.settle()
    try pair.look(pair.cpo)
    _ = try pair.emsp.control.verb("sync", of: "volt", ["modules": ["locations"]])
    try pair.waitForStations()
    let full = try pair.emsp.rows(
      "SELECT generation FROM cursors WHERE module = 'locations' AND kind = 'full'")
    if full.count != 1 { run.tally.ahead.append("\(full.count) full cursors") }
    try pair.end()
  }

  /// No cursor of the provider is ahead of its rows: what its pages held is stored, and so is all from before the time
  /// from which it would ask next.
  static func judgeCursors(_ pair: PairRun) throws {
    let emsp = pair.emsp
    for cursor in try emsp.rows(
      "SELECT module, generation, objects_done, next_page FROM cursors WHERE kind = 'full'", columns: 4)
    {
      let rows = try emsp.rows(
        "SELECT 1 FROM received WHERE module = '\(cursor[0])' AND generation >= \(cursor[1])"
      ).count
      if rows < Int(cursor[2]) ?? 0 {
        pair.run.tally.ahead.append("\(cursor[0]): \(cursor[2]) told, \(rows) stored")
      }
    }
    let bounds = try emsp.rows(
      """
      SELECT max(window_to) - 1000000 FROM cursors
      WHERE module = 'locations' AND last_success IS NOT NULL AND window_to IS NOT NULL AND next_page IS NULL
      """)
    guard let bound = bounds.first?[0], !bound.isEmpty else { return }
    let shown = try pair.cpo.rows(
      "SELECT object, last_updated FROM views WHERE partner = 'acme' AND module = 'locations' AND last_updated < \(bound)",
      columns: 2)
    let held = try emsp.rows(
      "SELECT object, last_updated FROM received WHERE module = 'locations' AND state = 'live'", columns: 2)
    let times = Dictionary(held.map { ($0[0], Int($0[1]) ?? 0) }, uniquingKeysWith: max)
    pair.run.tally.ahead += shown.filter { times[$0[0]] ?? -1 < Int($0[1]) ?? 0 }.map {
      "\($0[0]) of \($0[1]), held \(times[$0[0]] ?? -1), asked next from \(bound)"
    }
  }
}
