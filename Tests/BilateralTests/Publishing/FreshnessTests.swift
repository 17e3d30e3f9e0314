import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// How old a partner's copy is, and who hears of it.
@Suite struct FreshnessTests {
  private static let terms = """
    [sync.locations]
    debounce = "0 s"
    status_freshness = "60 s"
    [[service_level.alarms]]
    on = ["freshness"]
    after = "1 min"

    """

  @Test("LOC-23 a change that a partner is not told in the time agreed is an alarm until it has been told")
  func alarm() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Self.terms)])
    let partner = RecordingPartner(on: house.platform.group)
    try partner.start()
    try await house.register("acme", receiver: partner.base)
    let watch = AlarmWatch(house.commons, loop: house.platform.group.next())
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    house.clock.advance(seconds: 600)
    #expect(try await untold(house) == 0, "what it has no copy of is not stale")
    try await house.deliver("acme")
    partner.answer { _ in (.serviceUnavailable, .serverError) }
    _ = try await house.office(
      .post, "/own/statuses", "{\"location\":\"L1\",\"evse\":\"L1-0\",\"status\":\"CHARGING\"}")
    try await house.settle("acme")
    house.clock.advance(seconds: 40)
    _ = try await OutboxSender(.locations, for: try house.link("acme"), house.commons).round()
    #expect(try await untold(house) == 40)
    try await watch.round()
    #expect(try await alarms(house) == [])
    house.clock.advance(seconds: 50)
    try await watch.round()
    house.clock.advance(seconds: 60)
    try await watch.round()
    #expect(try await alarms(house) == ["freshness locations"])
    #expect(try await house.text("/metrics").contains("bilateral_untold_seconds{partner=\"acme\"} 150"))
    partner.answer { _ in (.ok, .success) }
    house.clock.advance(seconds: 3600)
    try await house.deliver("acme")
    #expect(try await untold(house) == 0)
    try await watch.round()
    #expect(try await alarms(house) == [])
    await partner.stop()
    house.close()
  }

  private func untold(_ house: PublishHouse) async throws -> Int? {
    let partner = try await PartnerStatus.list(house.commons)["partners"]?[0]
    #expect(partner?["modules"]?["locations"]?["freshness_seconds"]?.int == 60)
    return partner?["modules"]?["locations"]?["untold_seconds"]?.int
  }

  private func alarms(_ house: PublishHouse) async throws -> [String] {
    try await house.commons.store.read { tx in try tx.alarms.list() }.filter { $0.state == "raised" }
      .map { "\($0.key.condition) \($0.key.subject)" }
  }
}
