import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

/// Alarms about promises, CDRs and disputes: raised, told with whom to call, over by themselves.
@Suite struct MoneyAlarmTests {
  private static let contact = """
    [contacts.operations]
    name = "Kim Berg"
    phone = "+4930123456"

    """

  /// What is wrong: condition and words.
  private func wrong(_ house: PublishHouse, _ watch: AlarmWatch) async throws -> [String] {
    house.clock.advance(seconds: 301)
    try await watch.round()
    return try await house.commons.store.read { tx in try tx.alarms.list() }
      .filter { ["service", "conflict", "disputes"].contains($0.key.condition) }
      .map { "\($0.key.condition): \($0.text)" }
  }

  private func count(_ house: PublishHouse, _ allowed: Int, _ unanswered: Int) async throws {
    try await house.commons.store.write { tx in
      let book = MeasureBook(tx: tx, partner: "acme")
      try book.count(.allowed, times: allowed)
      try book.count(.unanswered, times: unanswered)
    }
  }

  @Test(
    "C14 a broken promise is an alarm with the figure and whom to call, and ends when the figure is good again"
  )
  func promise() async throws {
    let terms = "[service_level]\nauthorization_success = \"99 %\"\nmeasured = \"week\"\n" + Self.contact
    let house = try await PublishHouse(["acme": Sample.partner("acme", terms)])
    try await house.register("acme")
    let watch = AlarmWatch(house.commons, loop: house.platform.group.next())
    try await count(house, 17, 2)
    #expect(try await wrong(house, watch) == [], "nineteen are no service level")
    try await count(house, 70, 11)
    let text =
      "authorization_success: 87.00 % in the last 7 days, 99 % promised; call operations: Kim Berg, +4930123456"
    #expect(try await wrong(house, watch) == ["service: " + text])
    let status = try await PartnerStatus.list(house.commons)["partners"]?.elements?.first
    #expect(status?["broken_promises"] == .array([.string(text)]))
    house.clock.advance(seconds: 8 * 86_400)
    try await count(house, 500, 1)
    #expect(try await wrong(house, watch) == [], "the week that counts is another")
    house.close()
  }

  @Test("C14 a partner that promised nothing breaks nothing")
  func nothing() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    try await house.register("acme")
    try await count(house, 0, 50)
    let watch = AlarmWatch(house.commons, loop: house.platform.group.next())
    #expect(try await wrong(house, watch) == [])
    house.close()
  }

  @Test("CDR-22 P-92 a CDR that comes again with other content is an alarm until somebody has seen to it")
  func conflict() async throws {
    let stage = try await ReceivedStage()
    try await stage.send(cost: "15.00")
    let watch = AlarmWatch(stage.house.commons, loop: stage.house.platform.group.next())
    #expect(try await wrong(stage.house, watch) == [])
    try await stage.send(cost: "16.00")
    let found = try await wrong(stage.house, watch)
    #expect(found.count == 1 && found[0].hasPrefix("conflict: CDR NL-ACM/C1 came again"), "\(found)")
    _ = try await stage.house.commons.store.write { tx in
      for row in try tx.quarantine.list(partner: "acme") { _ = try tx.quarantine.drop(row.number) }
    }
    #expect(try await wrong(stage.house, watch) == [])
    stage.house.close()
  }

  @Test(
    "C13 an answer of ours that is due is an alarm, and a dispute that does not end goes to whom the terms name"
  )
  func disputes() async throws {
    let terms = "[dispute]\nanswer_within = \"5 days\"\nescalate_to = \"operations\"\n" + Self.contact
    let stage = try await SettleStage(SettleStage.terms(more: terms))
    let house = stage.pair.house
    try await stage.write(try SettleStage.cdr("C1", end: "2026-09-27T10:00:00Z", net: "8.00"))
    _ = try await house.office(
      .post, "/disputes", "{\"partner\":\"acme\",\"cdr\":\"C1\",\"reason\":\"price-off\"}")
    let watch = AlarmWatch(house.commons, loop: house.platform.group.next())
    #expect(try await wrong(house, watch) == [])
    house.clock.advance(seconds: 3 * 86_400)
    var found = try await wrong(house, watch)
    #expect(found.count == 1 && found[0].contains("our answer is due"), "\(found)")
    _ = try await house.office(.post, "/disputes/1/answer")
    #expect(try await wrong(house, watch) == [])
    house.clock.advance(seconds: 5 * 86_400)
    found = try await wrong(house, watch)
    #expect(
      found.count == 1
        && found[0].contains("it goes to operations (operations: Kim Berg, +4930123456) since"), "\(found)")
    _ = try await house.office(.post, "/disputes/1/reject")
    #expect(try await wrong(house, watch) == [])
    await stage.close()
  }
}
