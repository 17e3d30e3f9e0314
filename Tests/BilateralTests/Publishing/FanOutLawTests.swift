import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTestTools
import BilateralTesting
import Foundation
import Synchronization
import Testing

/// Ruling 19 as a law: whatever changes, in whatever order the loops run and whoever refuses what, in the end every
/// partner has the last state of every EVSE that it may see, and never got an older one after a newer.
@Suite struct FanOutLawTests {
  /// What one partner has been told of EVSEs.
  private final class Memory: Sendable {
    struct State: Equatable {
      var status: String
      var time: String
    }

    let states = Mutex<[String: State]>([:])
    let backwards = Mutex<[String]>([])
    private let dice: Mutex<Dice>
    let isCalm = Mutex(false)

    init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

    /// Takes a message in, or refuses it.
    func answer(_ message: RecordingPartner.Message) -> (http: HTTPStatus, ocpi: OCPIStatus) {
      if !isCalm.withLock({ $0 }), dice.withLock({ $0.happens(12) }) {
        return dice.withLock { $0.happens(70) }
          ? (.internalServerError, .serverError) : (.notFound, .unknownLocation)
      }
      let segments = message.name.split(separator: "/").map(String.init)
      guard segments.first == "locations" else { return (.ok, .success) }
      if message.method == "PUT" {
        for evse in message.body?["evses"]?.elements ?? [] { take(evse["uid"]?.string ?? "", evse) }
      } else if message.method == "PATCH", let uid = segments.last, let body = message.body {
        take(uid, body)
      }
      return (.ok, .success)
    }

    private func take(_ uid: String, _ told: JSON) {
      let state = State(status: told["status"]?.string ?? "", time: told["last_updated"]?.string ?? "")
      let before = states.withLock { states in
        defer { states[uid] = state }
        return states[uid]
      }
      if let before, Timestamp(ocpi: before.time) ?? .epoch > Timestamp(ocpi: state.time) ?? .epoch {
        backwards.withLock { $0.append("\(uid) \(before) → \(state)") }
      }
    }
  }

  private static let shares = [
    "all": "", "even": "[share]\nevse_ids = [\"DE*NVO*E*0\"]\n",
    "some": "[share]\nevse_ids = [\"DE*NVO*EL1*\", \"DE*NVO*EL2*\"]\n",
    "none": "[share]\ncountries = [\"SE\"]\n",
  ]
  private static let others = [
    "", "[share]\nevse_ids = [\"DE*NVO*EL0*\"]\n", "[share]\nevse_ids = [\"DE*NVO*E*1\"]\n",
  ]

  static var seeds: [UInt64] {
    ProcessInfo.processInfo.environment["BILATERAL_SOAK"] == nil ? [3, 11] : Array(1...200)
  }

  @Test(
    "ruling 19 X-32 no EVSE ends in a stale state at any partner, nor is an older one told after a newer",
    arguments: seeds)
  func law(seed: UInt64) async throws {
    var dice = Dice(seed: seed)
    let shares = Self.shares.mapValues { "[sync.locations]\ndebounce = \"0 s\"\n" + $0 }
    let ids = shares.keys.sorted()
    var files: [String: String] = [:]
    for (place, id) in ids.enumerated() {
      files[id] = Sample.partner(id, party: "NL-P0\(place)", shares[id] ?? "")
    }
    let house = try await PublishHouse(files)
    var partners: [RecordingPartner] = []
    var memories: [String: Memory] = [:]
    for id in ids {
      let partner = RecordingPartner(on: house.platform.group)
      try partner.start()
      try await house.register(id, receiver: partner.base)
      let memory = Memory(seed: seed &+ UInt64(partners.count))
      partner.answer { memory.answer($0) }
      (memories[id], partners) = (memory, partners + [partner])
    }
    try await house.put("locations", (0..<4).map { Self.sample($0, at: house.clock.now, name: "Kai") })
    for _ in 0..<40 {
      house.clock.advance(seconds: 1)
      try await change(house, ids, &dice)
      try await stir(house, ids, &dice)
    }
    for memory in memories.values { memory.isCalm.withLock { $0 = true } }
    try await drain(house, ids)
    for id in ids {
      #expect(memories[id]?.backwards.withLock { $0 } == [], "\(id), seed \(seed)")
      let told = memories[id]?.states.withLock { $0.mapValues(\.status) } ?? [:]
      let owed = try await owed(house, id)
      #expect(
        told.filter { $0.value != "REMOVED" } == owed.filter { $0.value != "REMOVED" }, "\(id), seed \(seed)")
      let stale = try await house.commons.store.read { tx in
        try tx.views.stale("locations", for: id, limit: 9)
      }
      #expect(stale.isEmpty, "\(id), seed \(seed)")
    }
    for partner in partners { await partner.stop() }
    house.close()
  }

  private static func sample(_ place: Int, at time: Timestamp, name: String) -> Sample.Object {
    Sample.location("L\(place)", at: time, powers: [22, 22, 22], name: name)
  }

  /// Something happens: mostly statuses, now and then a name, an EVSE that leaves or returns, or other terms.
  private func change(_ house: PublishHouse, _ ids: [String], _ dice: inout Dice) async throws {
    let place = dice.number(0...3)
    switch dice.number(1...20) {
    case 1:
      try await house.put(
        "locations", [Self.sample(place, at: house.clock.now, name: dice.one(of: ["Pier", "Dock"]))])
    case 2, 3:
      let status = dice.one(of: ["REMOVED", "AVAILABLE", "BLOCKED"])
      _ = try await house.office(
        .patch, "/own/locations/DE/NVO/L\(place)/L\(place)-\(dice.number(0...2))",
        "{\"status\":\"\(status)\"}")
    case 4:
      let number = dice.number(0...ids.count - 1)
      let more = "[sync.locations]\ndebounce = \"0 s\"\n" + dice.one(of: Self.others)
      try await house.apply(ids[number], party: "NL-P0\(number)", more)
    default:
      let lines = (0...dice.number(0...4)).map { _ in
        let place = dice.number(0...3)
        let status = dice.one(of: ["AVAILABLE", "CHARGING", "BLOCKED", "OUTOFORDER"])
        return
          "{\"location\":\"L\(place)\",\"evse\":\"L\(place)-\(dice.number(0...2))\",\"status\":\"\(status)\"}\n"
      }
      #expect(try await house.office(.post, "/own/statuses", lines.joined()).json["rejected"]?.int == 0)
    }
  }

  /// Some of the loops take a step, side by side.
  private func stir(_ house: PublishHouse, _ ids: [String], _ dice: inout Dice) async throws {
    let commons = house.commons
    let (fans, views, sends) = (dice.happens(60), dice.number(0...15), dice.number(0...15))
    try await withThrowingTaskGroup(of: Void.self) { group in
      if fans { group.addTask { _ = try await FanOut(commons).step() } }
      for (place, id) in ids.enumerated() {
        let link = try house.link(id)
        if views & 1 << place != 0 {
          group.addTask { _ = try await ViewLoop(.locations, for: link, commons).step() }
        }
        if sends & 1 << place != 0 {
          group.addTask { _ = try await OutboxSender(.locations, for: link, commons).round() }
        }
      }
      try await group.waitForAll()
    }
  }

  private func drain(_ house: PublishHouse, _ ids: [String]) async throws {
    for _ in 0..<30 {
      house.clock.advance(seconds: 3600)
      for id in ids {
        try await house.settle(id)
        let sender = OutboxSender(.locations, for: try house.link(id), house.commons)
        while try await sender.round() == .none {}
      }
      var waiting = 0
      for id in ids { waiting += try await house.outbox(id).count { $0.module == "locations" } }
      if waiting == 0 { return }
    }
    Issue.record("the outbox does not drain")
  }

  /// The EVSEs that a partner may see, with their status, from what our lists show it.
  private func owed(_ house: PublishHouse, _ id: String) async throws -> [String: String] {
    var owed: [String: String] = [:]
    for entry in try await VisibleObjects(try house.link(id), house.commons).all("locations") {
      for evse in try JSON.parse(entry.body)["evses"]?.elements ?? [] {
        owed[evse["uid"]?.string ?? ""] = evse["status"]?.string
      }
    }
    return owed
  }
}
