import BilateralBase
import BilateralNet
import BilateralStore
import Testing

@testable import Bilateral

/// What rests by intention raises no alarm; what is still wrong afterwards does.
@Suite struct RestAlarmTests {
  private static let rules = """
    [[service_level.alarms]]
    on = ["outbox", "failures", "quarantine"]
    after = "1 min"
    outbox = 1
    failures = 2
    quarantine = 1

    """

  private func start(status: String = "test") async throws -> (house: PublishHouse, watch: AlarmWatch) {
    let file = Sample.partner("acme", Self.rules).replacing(
      "status = \"test\"", with: "status = \"\(status)\"")
    let house = try await PublishHouse(["acme": file])
    try await house.register("acme")
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    let link = try house.link("acme")
    for _ in 0..<2 { link.observe("locations") { $0.failed(Diagnostic(.error, "BR101", "nobody there")) } }
    _ = try await house.commons.store.write { tx in
      try tx.quarantine.hold(
        RefusedObject(
          partner: "acme", module: "tokens", identity: "NL-ACM-T", version: "2.2.1", findings: [], raw: "{}"))
    }
    return (house, AlarmWatch(house.commons, loop: house.platform.group.next()))
  }

  /// What is raised when a minute has passed.
  private func raised(_ house: PublishHouse, _ watch: AlarmWatch) async throws -> [String] {
    try await watch.round()
    house.clock.advance(seconds: 61)
    try await watch.round()
    return try await house.commons.store.read { tx in try tx.alarms.list() }
      .filter { $0.raisedAt != nil }.map { "\($0.key.condition) \($0.key.subject)" }.sorted()
  }

  @Test(
    "a suspended partner's backlog and failures are mute until resume, and told then if they are still there")
  func suspended() async throws {
    let (house, watch) = try await start()
    let desk = LifeDesk(commons: house.commons)
    _ = try await desk.suspend("acme", [], reason: "overdue")
    #expect(try await raised(house, watch) == ["quarantine "])
    _ = try await desk.resume("acme", [])
    #expect(try await raised(house, watch) == ["failures locations", "outbox ", "quarantine "])
    _ = try await desk.suspend("acme", ["tokens"], reason: nil)
    #expect(try await raised(house, watch) == ["failures locations", "outbox ", "quarantine "])
    house.close()
  }

  @Test("a file that says suspended mutes the same, and no more")
  func byFile() async throws {
    let (house, watch) = try await start(status: "suspended")
    #expect(try await raised(house, watch) == ["quarantine "])
    house.close()
  }

  @Test("of a partnership that has ended nothing about traffic is told")
  func ended() async throws {
    let (house, watch) = try await start()
    #expect(try await raised(house, watch) == ["failures locations", "outbox ", "quarantine "])
    let link = try house.link("acme")
    try await LifeDesk(commons: house.commons).change(link, "offboard.ended", [:]) { standing, now in
      var ending = Offboarding(begun: now, until: now, reason: nil)
      var sight = Offboarding.Sight(now: now)
      sight.isFetched = true
      _ = ending.look(sight)
      ending.closed([])
      ending.hasLeft()
      ending.archived(at: "archive/acme")
      standing.offboarding = ending
      return true
    }
    #expect(try await raised(house, watch) == ["quarantine "])
    house.close()
  }
}
