import BilateralBase
import BilateralNet
import Glibc
import Synchronization
import Testing

@testable import partnerctl

/// A partner is down while our stations change: nothing is lost, and never does an older state follow a newer.
@Suite(.serialized) struct BacklogTests {
  @Test("the newest state of each EVSE arrives after an outage, and the backlog shows meanwhile")
  func outage() async throws {
    let isLong = getenv("BILATERAL_SOAK") != nil
    let (locations, changes) = isLong ? (250, 1000) : (50, 200)
    let stage = try KillStage(locations: locations, pushes: true)
    let cpo = try stage.start(.cpo)
    let office = try stage.office(.cpo)
    let first = try stage.start(.emsp)
    #expect(stage.isComplete(), "\(stage.seen)")
    first.signal(SIGKILL)
    #expect(first.wait() == -SIGKILL)

    let evses = try Evses(office, locations)
    let wanted = try await evses.change(changes, office)
    #expect(waits { backlog(stage).outbox > 0 })
    let meanwhile = backlog(stage)
    #expect(meanwhile.outbox == meanwhile.listed)
    #expect(meanwhile.table.contains("acme") && !meanwhile.table.contains("outbox is empty"))

    let tail = RunningProgram([
      "tail", "-p", "acme", "-m", "locations", "-o", "jsonl", "-C", stage.path(.cpo),
    ])
    let start = ContinuousClock.now
    let second = try stage.start(.emsp)
    let control = ControlClient(socket: stage.path(.emsp) + "/state/test/control.sock", patience: 5000)
    var watch = OrderWatch()
    let hasArrived = waits {
      watch.look(control, locations)
      return watch.statuses == wanted
    }
    let took = start.duration(to: .now)
    #expect(hasArrived, "\(wanted.count { watch.statuses[$0.key] != $0.value }) of \(wanted.count) are old")
    #expect(watch.stepsBack == 0)
    #expect(waits { backlog(stage).outbox == 0 })
    // The certificate of this stage ends within two weeks, which is the first thing that is watched.
    let place = ["-C", stage.path(.cpo)]
    let listed = try JSON.parse(BuiltProgram.run(["alarms", "--json"] + place).output)["items"]?.elements
    let alarm = try #require(
      listed?.first { $0["condition"]?.string == "certificate" && $0["partner"]?.string == "*" })
    #expect(alarm["state"]?.string == "waiting")
    let number = alarm["id"]?.int ?? 0
    #expect(BuiltProgram.run(["alarms", "ack", "\(number)"] + place).text == "\(number): acknowledged\n")
    var told = JSON.null
    while told["direction"]?.string != "out" || told["http"]?.int != 200 {
      told = try JSON.parse(try #require(tail.line()))
      #expect(told["partner"]?.string == "acme" && told["module"]?.string == "locations")
    }
    tail.signal(SIGINT)
    #expect(tail.wait() == 130)
    let correlation = try #require(told["correlation_id"]?.string)
    let logs = BuiltProgram.run(["logs", "--correlation", correlation, "-C", stage.path(.emsp)])
    #expect(logs.text.contains("←") && logs.text.contains(correlation), "\(logs.text)\(logs.talkText)")
    print(
      "\(changes) status changes of \(wanted.count) EVSEs while the partner was down: \(meanwhile.outbox) messages waited; "
        + "the newest states were there \(took) after its process was started again, looked at \(watch.looks) times"
    )
    try stage.end(second)
    try stage.end(cpo)
  }

  private struct Backlog {
    var outbox: Int
    var listed: Int
    var table: String
  }

  /// What `status` and `outbox` say, as a person and as a program reads them.
  private func backlog(_ stage: KillStage) -> Backlog {
    let place = ["-C", stage.path(.cpo)]
    let status = try? JSON.parse(BuiltProgram.run(["status", "--json"] + place).output)
    let outbox = try? JSON.parse(BuiltProgram.run(["outbox", "acme", "--json"] + place).output)
    return Backlog(
      outbox: status?["totals"]?["outbox"]?.int ?? -1, listed: outbox?["items"]?.elements?.count ?? -2,
      table: BuiltProgram.run(["status"] + place).text + BuiltProgram.run(["outbox"] + place).text)
  }

  private func waits(seconds: Int = 30, _ isThere: () -> Bool) -> Bool {
    let deadline = time(nil) + seconds
    while time(nil) <= deadline {
      if isThere() { return true }
      usleep(20_000)
    }
    return false
  }
}

/// The EVSEs of our stations, and what becomes of them.
private struct Evses {
  private var paths: [(uid: String, path: String)] = []

  init(_ office: OfficeClient, _ locations: Int) throws {
    let list = try office.call(.get, "/own/locations?limit=1000").elements ?? []
    for location in list.prefix(locations) {
      for evse in location["evses"]?.elements ?? [] {
        let uid = evse["uid"]?.string ?? ""
        paths.append((uid, "/own/locations/DE/NVO/\(location["id"]?.string ?? "")/\(uid)"))
      }
    }
  }

  /// Changes the status so many times, EVSE by EVSE in turn; the last status of each.
  func change(_ count: Int, _ office: OfficeClient) async throws -> [String: String] {
    let states = ["CHARGING", "BLOCKED", "OUTOFORDER", "RESERVED"]
    // Each EVSE belongs to one of the callers, so that its changes keep their order.
    return try await withThrowingTaskGroup { group in
      for caller in 0..<4 {
        group.addTask {
          var last: [String: String] = [:]
          for number in 0..<count where number % paths.count % 4 == caller {
            let (uid, path) = paths[number % paths.count]
            let status = states[(number / paths.count + number) % states.count]
            _ = try office.call(.patch, path, JSON.object([.init("status", .string(status))]).bytes)
            last[uid] = status
          }
          return last
        }
      }
      return try await group.reduce(into: [:]) { all, part in all.merge(part) { $1 } }
    }
  }
}

/// Watches the received EVSEs and counts how often one stepped back in time.
private struct OrderWatch {
  private(set) var statuses: [String: String] = [:]
  private(set) var stepsBack = 0
  private(set) var looks = 0
  private var times: [String: String] = [:]

  mutating func look(_ control: ControlClient, _ locations: Int) {
    guard let list = try? control.get("/partners/volt/locations?limit=\(locations)").elements else { return }
    looks += 1
    for evse in list.flatMap({ $0["evses"]?.elements ?? [] }) {
      guard let uid = evse["uid"]?.string, let at = evse["last_updated"]?.string else { continue }
      // Times of one form compare as texts.
      if let before = times[uid], at < before { stepsBack += 1 }
      times[uid] = at
      if evse["status"]?.string != "AVAILABLE" { statuses[uid] = evse["status"]?.string }
    }
  }
}
