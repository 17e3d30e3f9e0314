import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// The clock on the wall is set while the runtime goes on.
@Suite struct ClockJumpTests {
  private static let hour: Int64 = 3600
  private static let year: Int64 = 365 * 86_400

  /// A message of a house that its partner could not take yet.
  private struct Waiting {
    let house: PublishHouse
    let partner: RecordingPartner
    let sender: OutboxSender
    let watch: ClockWatch

    init() async throws {
      let more = "[sync.locations]\nretry_for = \"1 h\"\n" + Sample.discount
      house = try await PublishHouse(["acme": Sample.partner("acme", more)])
      partner = RecordingPartner(on: house.platform.group)
      try partner.start()
      try await house.register("acme", receiver: partner.base)
      partner.answer { _ in (.internalServerError, .serverError) }
      try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
      try await house.settle("acme")
      watch = ClockWatch(house.commons)
      sender = OutboxSender(.locations, for: try house.link("acme"), house.commons)
    }

    func close() async {
      await partner.stop()
      house.close()
    }
  }

  @Test(
    "S-36 a message that waits for its next try goes out in time, however far the clock is set meanwhile",
    arguments: [hour, -hour, 10 * year, -10 * year])
  func outbox(jump: Int64) async throws {
    let waiting = try await Waiting()
    let (house, sender) = (waiting.house, waiting.sender)
    try await house.deliver("acme")
    let row = try #require(try await house.outbox("acme").first { $0.lastError != nil })
    let pause = row.notBefore.microseconds - house.clock.now.microseconds
    #expect(pause > 0)
    let before = waiting.watch.read()
    house.clock.set(by: jump)
    _ = try await waiting.watch.round(since: before)
    let moved = try #require(try await house.outbox("acme").first { $0.key == row.key })
    // An early try harms nothing, a late one does; and it is not given up because the clock says that hours have passed.
    #expect(moved.notBefore.microseconds - house.clock.now.microseconds <= pause)
    #expect(moved.state == .pending && moved.createdAt <= house.clock.now)
    #expect(house.clock.now.seconds - moved.createdAt.seconds < 60)
    waiting.partner.answer { _ in (.ok, .success) }
    house.clock.advance(seconds: 60)
    _ = try await sender.round()
    try await house.deliver("acme")
    #expect(try await house.waiting("acme") == 0)
    await waiting.close()
  }

  @Test("S-36 a small correction of the clock moves nothing")
  func correction() async throws {
    let waiting = try await Waiting()
    let before = waiting.watch.read()
    let rows = try await waiting.house.outbox("acme")
    waiting.house.clock.advance(seconds: 5)
    waiting.house.clock.set(by: 1)
    _ = try await waiting.watch.round(since: before)
    #expect(try await waiting.house.outbox("acme").map(\.createdAt) == rows.map(\.createdAt))
    await waiting.close()
  }

  @Test(
    "S-36 a token ends when it would have ended, and one that has ended stays so, however far the clock is set",
    arguments: [hour, -hour, 10 * year, -10 * year])
  func tokens(jump: Int64) async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    let now = house.clock.now
    for (name, seconds) in [("ended", -30), ("ending", 30)] as [(String, Int64)] {
      try await house.commons.store.write { tx in
        try tx.ourTokens.issue(
          hash: SHA256.hash(name), to: "acme", kind: .session, expires: now.adding(seconds: seconds))
      }
    }
    let watch = ClockWatch(house.commons)
    let before = watch.read()
    house.clock.set(by: jump)
    _ = try await watch.round(since: before)
    #expect(try await letIn("ending", house))
    #expect(try await !letIn("ended", house))
    house.clock.advance(seconds: 31)
    #expect(try await !letIn("ending", house))
    #expect(try await letIn("token-acme", house))
    house.close()
  }

  /// Whether a token opens the door, by what the store and by what the directory says.
  private func letIn(_ token: String, _ house: PublishHouse) async throws -> Bool {
    let row = try await house.commons.store.read { tx in try tx.ourTokens.token(hash: SHA256.hash(token)) }
    let caller = house.commons.tokens.caller(of: "Token \(token)", now: house.clock.now)
    #expect((row != nil) == (caller != nil))
    return caller != nil
  }

  @Test(
    "S-36 P-46 pulls go on while our clock is set: no change is missed, date_from is the partner's time, a full one comes",
    arguments: [hour, -hour, 10 * year, -10 * year])
  func pull(jump: Int64) async throws {
    let clock = HandClock(at: Timestamp(seconds: 1_795_000_000))
    let bench = try await PullBench.open(
      SampleLocation.script(12), sync: "[sync.locations]\noverlap = \"60 s\"", wall: clock.wall)
    let start = Timestamp(seconds: 1_800_000_000)
    #expect(await bench.pull().failure == nil)
    for round in 1...3 as ClosedRange<Int64> {
      clock.set(by: round == 2 ? -jump : jump)
      let changed = start.adding(seconds: round * 500 - 100)
      bench.partner.change { script in
        script.now = start.adding(seconds: round * 500)
        script.lists["locations"]?[4] = SampleLocation.json(4, at: changed.seconds, name: "Depot \(round)")
      }
      bench.partner.forgetCalls()
      #expect(await bench.pull().failure == nil)
      let asked = bench.partner.calls.compactMap(\.dateFrom)
      #expect(!asked.isEmpty && asked.allSatisfy { $0 <= "\(changed)" }, "\(round): \(asked)")
      let text = try bench.store.readBlocking { tx in
        try tx.received.objects("locations", id: "LOC4").map {
          String(decoding: $0.body.bytes, as: UTF8.self)
        }
      }
      #expect(text.count == 1 && text[0].contains("Depot \(round) "), "\(round): \(text)")
    }
    #expect(try bench.ids().count == 12)
    let last = try #require(try bench.cursor(.full).lastSuccess)
    let schedule = SyncSchedule(
      every: .seconds(900), fullResync: .seconds(86_400), backoff: Backoff(), lastFull: last)
    #expect(schedule.kindDue(at: last.adding(seconds: 60)) == .delta)
    #expect(schedule.kindDue(at: last.adding(seconds: -60)) == .delta)
    #expect(schedule.kindDue(at: last.adding(seconds: -Self.year)) == .full)
    await bench.close()
  }

  @Test("S-36 a question keeps its time when the clock is set", arguments: [10 * year, -10 * year])
  func deadlines(jump: Int64) async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    let deadline = house.clock.now.adding(seconds: 30)
    try await house.commons.store.write { tx in
      try tx.asks.put(
        id: "Q", kind: "authorize", partner: "acme", question: JSONText("{}"), deadline: deadline)
    }
    let watch = ClockWatch(house.commons)
    let before = watch.read()
    house.clock.set(by: jump)
    _ = try await watch.round(since: before)
    let open = try await house.commons.store.read { tx in try tx.asks.open() }
    #expect(open.map { $0.deadline.microseconds - house.clock.now.microseconds } == [30_000_000])
    house.close()
  }
}
