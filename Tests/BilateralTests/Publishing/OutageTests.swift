import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Synchronization
import Testing

@Suite struct OutageTests {
  private static let locations = 10
  private static let evses = 5

  private func object(_ number: Int, _ statuses: [String], at time: Timestamp) -> Sample.Object {
    Sample.location(
      "L\(number)", at: time, powers: Array(repeating: 22, count: Self.evses), statuses: statuses)
  }

  /// A thousand status changes of fifty EVSEs, each a second after the last; the statuses as they are in the end.
  private func change(_ house: PublishHouse, count: Int) async throws -> [String: String] {
    let words = ["CHARGING", "AVAILABLE", "BLOCKED", "OUTOFORDER", "RESERVED", "INOPERATIVE", "UNKNOWN"]
    var statuses = Array(repeating: Array(repeating: "AVAILABLE", count: Self.evses), count: Self.locations)
    for batch in 0..<(count / 50) {
      var objects: [Sample.Object] = []
      for step in 0..<50 {
        let number = batch * 50 + step
        house.clock.advance(seconds: 1)
        statuses[number % Self.locations][number / 7 % Self.evses] = words[number / 3 % words.count]
        objects.append(
          object(number % Self.locations, statuses[number % Self.locations], at: house.clock.now))
      }
      try await house.put("locations", objects)
      try await house.settle("acme")
    }
    var final: [String: String] = [:]
    for (place, list) in statuses.enumerated() {
      for (evse, status) in list.enumerated() { final["L\(place)-\(evse)"] = status }
    }
    return final
  }

  /// The states of each EVSE in the order they came.
  private func record(_ messages: [RecordingPartner.Message]) -> [String: [(at: String, status: String)]] {
    var record: [String: [(at: String, status: String)]] = [:]
    for message in messages {
      let found =
        message.method == "PATCH"
        ? [(message.path.split(separator: "/").last.map(String.init) ?? "", message.body)]
        : (message.body?["evses"]?.elements ?? []).map { ($0["uid"]?.string ?? "", Optional($0)) }
      for (uid, body) in found {
        guard let body, let at = body["last_updated"]?.string, let status = body["status"]?.string else {
          continue
        }
        record[uid, default: []].append((at, status))
      }
    }
    return record
  }

  private func check(_ messages: [RecordingPartner.Message], _ final: [String: String]) {
    let record = record(messages)
    for (uid, status) in final {
      let states = record[uid] ?? []
      #expect(states.last?.status == status, "\(uid)")
      #expect(states.map(\.at) == states.map(\.at).sorted(), "\(uid) got an older state after a newer")
    }
  }

  private func start(_ store: StoreOptions = StoreOptions()) async throws -> (
    house: PublishHouse, partner: RecordingPartner
  ) {
    let house = try await PublishHouse(["acme": Sample.partner("acme")], store: store)
    let partner = RecordingPartner(on: house.platform.group)
    try partner.start()
    try await house.register("acme", receiver: partner.base)
    let now = house.clock.now
    try await house.put("locations", (0..<Self.locations).map { object($0, [], at: now) })
    try await house.settle("acme")
    try await house.deliver("acme")
    return (house, partner)
  }

  @Test(
    "TR-57 TR-11 ruling 19: after an outage the newest state of each EVSE arrives, never an older after a newer"
  )
  func outage() async throws {
    let (house, partner) = try await start()
    await partner.stop()
    let final = try await change(house, count: 1000)
    let sender = OutboxSender(.locations, for: try house.link("acme"), house.commons)
    guard case .outage = try await sender.round(limit: 1) else {
      Issue.record("nobody listens, so the queue has to stop")
      return
    }
    #expect(try await house.waiting("acme") == Self.locations)
    let tried = try await house.outbox("acme").filter { $0.attempts > 0 }
    #expect(tried.count == 1, "one entry is tried while the partner is away, not all")
    try partner.start()
    try await house.deliver("acme")
    #expect(try await house.waiting("acme") == 0)
    check(partner.messages, final)
    let patches = partner.messages.filter { $0.method == "PATCH" }.count
    #expect(patches <= Self.locations * Self.evses, "a thousand changes are at most one message an EVSE")
    await partner.stop()
    house.close()
  }

  @Test(
    "S-34 a process that dies between any two commits of a delivery loses nothing and repeats in order",
    arguments: [1, 2, 3])
  func kill(at commit: Int) async throws {
    let crash = CrashCopy()
    var options = StoreOptions()
    options.onCommit = { moment in crash.observe(moment) }
    let (house, partner) = try await start(options)
    let final = try await change(house, count: 200)
    crash.arm(house.folder, after: commit)
    try await house.deliver("acme")
    let copy = try #require(crash.folder)
    let reopened = try await PublishHouse(reopening: copy, clock: house.clock)
    try await reopened.deliver("acme")
    #expect(try await reopened.waiting("acme") == 0)
    check(partner.messages, final)
    reopened.close()
    await partner.stop()
    house.close()
    try? FileManager.default.removeItem(atPath: copy)
  }
}

/// Copies a fleet folder as a crash right after the n-th commit from now would leave it.
private final class CrashCopy: Sendable {
  private struct State {
    var source: String?
    var left = 0
    var folder: String?
  }

  private let state = Mutex(State())

  var folder: String? { state.withLock { $0.folder } }

  func arm(_ source: String, after commits: Int) {
    state.withLock { state in
      state.source = source
      state.left = commits
    }
  }

  func observe(_ moment: CommitMoment) {
    guard case .after = moment else { return }
    state.withLock { state in
      guard let source = state.source, state.folder == nil else { return }
      state.left -= 1
      guard state.left == 0 else { return }
      let target = source + "-crashed"
      try? FileManager.default.copyItem(atPath: source, toPath: target)
      state.folder = target
    }
  }
}
