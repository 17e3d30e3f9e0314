import BilateralBase
import BilateralNet
import Glibc
import Testing

@testable import partnerctl

/// Ruling 35 for changes of status: an operator killed in the middle of a storm tells the rest after its restart.
@Suite(.serialized) struct FanOutKillTests {
  static var places: [Int] {
    getenv("BILATERAL_SOAK") == nil ? [2, 5] : Array(1...40)
  }

  @Test("S-34 ruling 19 a CPO killed around any commit of a storm of statuses leaves no EVSE stale")
  func storm() throws {
    let stage = try KillStage(locations: 20, pushes: true)
    // Both sides alike before the storm, so that all that is told is statuses.
    let (cpo, emsp) = (try stage.start(.cpo), try stage.start(.emsp))
    #expect(stage.isComplete(), "\(stage.seen)")
    try stage.end(cpo)
    try stage.end(emsp)
    stage.keep()
    for moment in ["before-commit", "after-commit"] {
      for place in Self.places {
        stage.restore()
        let emsp = try stage.start(.emsp)
        let first = try stage.start(.cpo, trap: "\(moment):\(place)")
        if let office = try stage.office(of: first) { say(office, 0..<5) }
        _ = first.dies(within: 10) { stage.isComplete(seconds: 0) } || stage.endTrapped(first)
        let second = try stage.start(.cpo)
        let office = try stage.office(.cpo)
        #expect(say(office, 3..<8))
        // A state that came back to what the partner was told needs no words, so times may differ, but never the states.
        #expect(areCharging(stage), "killed \(moment) \(place): \(stage.seen)")
        #expect(say(office, 8..<9))
        #expect(stage.isComplete(), "killed \(moment) \(place): \(stage.seen)")
        try stage.end(second)
        try stage.end(emsp)
      }
    }
  }

  /// The EVSEs of the demo's locations, each with its location.
  private let evses: [(String, String)] = DemoObjects.locations(20).split(separator: 0x0A).flatMap { line in
    let location = try? JSON.parse(Array(line))
    return (location?["evses"]?.elements ?? []).map {
      (location?["id"]?.string ?? "", $0["uid"]?.string ?? "")
    }
  }

  /// Waits until the provider holds every EVSE as charging, which is what was said last, whatever it was told before.
  private func areCharging(_ stage: KillStage) -> Bool {
    let control = ControlClient(socket: stage.path(.emsp) + "/state/test/control.sock", patience: 5000)
    for _ in 0..<2000 {
      let held = try? control.get("/partners/volt/locations?limit=100").elements
      let states = (held ?? []).flatMap { $0["evses"]?.elements ?? [] }.compactMap { $0["status"]?.string }
      if states.count == evses.count, states.allSatisfy({ $0 == "CHARGING" }) { return true }
      usleep(20_000)
    }
    return false
  }

  /// Says statuses of all EVSEs several times over; one that is not answered was perhaps not taken.
  @discardableResult
  private func say(_ office: OfficeClient, _ rounds: Range<Int>) -> Bool {
    var areTaken = true
    for round in rounds {
      let status = round == 8 ? "OUTOFORDER" : ["AVAILABLE", "CHARGING", "BLOCKED"][round % 3]
      let lines = evses.map { place, evse in
        "{\"location\":\"\(place)\",\"evse\":\"\(evse)\",\"status\":\"\(status)\"}\n"
      }
      let body = Array(lines.joined().utf8)
      let answer = try? office.call(.post, "/own/statuses", body, type: "application/x-ndjson")
      areTaken = areTaken && answer != nil
    }
    return areTaken
  }
}
