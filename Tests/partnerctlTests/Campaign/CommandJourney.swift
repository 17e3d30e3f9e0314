import BilateralBase
import BilateralNet
import BilateralTestTools
import Glibc

@testable import partnerctl

/// Orders that a provider gives and an operator takes, while either dies.
///
/// Each has one outcome: one that may have arrived is never sent twice, and ends by its time when no result comes.
enum CommandJourney {
  @Sendable static func play(_ run: KillRun) async throws {
    let pair = PairRun(try DeliveryJourneys.base.get(), run)
    let name = "live/emsp/partners/volt.toml"
    let times = "\n[authorization]\ncommand_timeout = \"3 s\"\nresult_timeout = \"5 s\"\n"
    try pair.stage.root.write(name, (pair.stage.root.text(name) ?? "") + times)
    try pair.start()
    _ = try pair.emsp.control.verb("apply", of: "volt")
    for caller in 0..<2 { try give(caller, pair) }
    let (answering, isOver) = (Toil(), Raised())
    try answer(pair.cpo.door, answering, until: isOver)
    try run.storm(pair.victims) { victim in
      if victim === pair.emsp { try look(pair) }
    }
    try pair.settle()
    try waitForResults(pair)
    isOver.raise()
    try answering.finish()
    try judge(pair)
    try pair.end()
  }

  private static func give(_ caller: Int, _ pair: PairRun) throws {
    let door = pair.emsp.door
    try pair.toil.work { toil in
      while toil.goesOn {
        let answer = toil.insist(door, tolerating: ["BR361"]) { office throws(Failure) in
          try office.call(.post, "/partners/volt/commands/START_SESSION", order(caller))
        }
        guard let id = answer?["command_id"]?.string else { return }
        toil.note("command/\(id)", id)
        usleep(20_000)
      }
    }
  }

  /// The operator's platform answers what it is asked; what it is not heard with it says again.
  private static func answer(_ door: LoadStage.Door, _ toil: Toil, until isOver: Raised) throws {
    try toil.work { _ in
      while !isOver.isUp {
        let asks =
          door.client.flatMap { office in (try? office.call(.get, "/asks"))?["asks"]?.elements } ?? []
        for id in asks.compactMap({ $0["ask_id"]?.string }) {
          _ = try? door.client?.call(.post, "/asks/\(id)", Array(#"{"result":"ACCEPTED"}"#.utf8))
        }
        usleep(10_000)
      }
    }
  }

  /// Every acknowledged order is in the provider's store.
  private static func look(_ pair: PairRun) throws {
    let words = pair.toil.words
    let ids = try pair.emsp.rows("SELECT id FROM commands").map { ("command/" + $0[0], $0[0]) }
    pair.run.tally.lost += Toil.lost("command/", words, in: Dictionary(ids) { first, _ in first })
  }

  private static func waitForResults(_ pair: PairRun) throws {
    let phases = "SELECT phase, count(*) FROM commands GROUP BY 1"
    do {
      try pair.run.wait("the results") {
        try pair.emsp.rows(phases, columns: 2).allSatisfy { $0[0] == "ended" }
      }
    } catch {
      let (given, taken) = (try pair.emsp.rows(phases, columns: 2), try pair.cpo.rows(phases, columns: 2))
      throw Failure(.findings, "results did not come: given \(given), taken \(taken)")
    }
  }

  /// One result an order, and one order where the operator took it.
  private static func judge(_ pair: PairRun) throws {
    let told = try pair.emsp.rows("SELECT id FROM events WHERE type = 'command-result'").map { $0[0] }
    let taken = try pair.cpo.rows("SELECT callback FROM commands").map { $0[0] }
    for (what, names) in [("results", told), ("orders", taken)] {
      let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
      pair.run.tally.doubled += counts.filter { $0.value > 1 }.map { "\($0.value) \(what) of \($0.key)" }
    }
    let missing = Set(pair.toil.acknowledged.values).subtracting(told)
    pair.run.tally.lost += missing.map { "no result of \($0)" }
  }

  private static func order(_ caller: Int) -> [UInt8] {
    Array(
      """
      {"location_id":"LOC-0000\(caller + 1)","token":{"country_code":"NL","party_id":"ACM","uid":"KILL\(caller)",\
      "type":"RFID","contract_id":"NL-ACM-C1-7","issuer":"ACME","valid":true,"whitelist":"ALLOWED",\
      "last_updated":"2026-01-01T00:00:00Z"}}
      """.utf8)
  }
}
