import BilateralBase
import BilateralNet
import BilateralTestTools
import Glibc

@testable import partnerctl

/// Charges of drivers of a direct partner and of one behind a hub; the operator dies again and again.
enum HubJourney {
  @Sendable static func play(_ run: KillRun) async throws {
    let stage = try HybridStage()
    let (door, toil) = (LoadStage.Door(), Toil())
    door.client = stage.volt.office
    for (name, party) in [("A", "NL-ACM"), ("B", "FR-BLU")] { try charge(name, party, toil, door) }
    for _ in 0..<run.goal {
      usleep(UInt32(run.dice.number(5...200)) * 1000)
      door.client = nil
      try stage.restart(at: WallClock.system.now())
      run.tally.signals += 1
      door.client = stage.volt.office
    }
    try toil.finish()
    run.tally.acknowledged = toil.calls
    run.tally.lost += toil.complaints
    for (name, platform) in [("A", stage.acme), ("B", stage.blue)] {
      let ids = toil.acknowledged.keys.filter { $0.hasPrefix("cdr/CS\(name)") }.map {
        String($0.dropFirst(4))
      }
      try judge(Set(ids), at: platform, stage, run)
    }
    stage.end()
  }

  private static func charge(_ name: String, _ party: String, _ toil: Toil, _ door: LoadStage.Door) throws {
    let begun = WallClock.system.now()
    try toil.work { toil in
      var number = 0
      while toil.goesOn {
        number += 1
        let session = "S\(name)\(number)"
        toil.say(
          "session/\(session)", session, at: door, .put, "/own/sessions/DE/NVO/\(session)",
          driver(of: party, LoadObjects.session(session, begun)))
        toil.say(
          "cdr/C\(session)", session, at: door, .post, "/own/cdrs",
          driver(of: party, LoadObjects.cdr("C\(session)", session, begun, 4000 + number)))
        usleep(40_000)
      }
    }
  }

  /// The same by a driver of another provider.
  private static func driver(of party: String, _ bytes: [UInt8]) -> [UInt8] {
    let parts = party.split(separator: "-")
    let ours = #""country_code":"NL","party_id":"ACM""#
    return Array(
      String(decoding: bytes, as: UTF8.self)
        .replacing(ours, with: #""country_code":"\#(parts[0])","party_id":"\#(parts[1])""#)
        .replacing(DemoObjects.contract(0), with: party + "-C00000000-X").utf8)
  }

  /// All acknowledged CDRs are there, each is one, and each was told to the platform once.
  private static func judge(
    _ cdrs: Set<String>, at platform: HybridStage.Platform, _ stage: HybridStage, _ run: KillRun
  ) throws {
    do {
      try run.wait("\(cdrs.count) CDRs") {
        for id in ["acme", "blue", "hub"] { _ = try? stage.volt.control.verb("sync", of: id) }
        return cdrs.isSubset(of: Set(try stage.ids("cdrs", platform)))
      }
    } catch {
      throw Failure(.findings, "CDRs did not come to \(platform.path); waiting: \(stage.words.prefix(2000))")
    }
    let there = try stage.ids("cdrs", platform).count
    let told = try Victim("there", platform.path).rows(
      "SELECT id FROM events WHERE module = 'cdrs' AND change = 'created'"
    ).count
    if there != cdrs.count || told != cdrs.count {
      run.tally.doubled.append("of \(cdrs.count) CDRs there are \(there), told \(told), at \(platform.path)")
    }
  }
}
