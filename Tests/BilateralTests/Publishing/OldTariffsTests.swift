import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import Foundation
import Testing

/// Tariffs and tokens with partners on 2.1.1, whose tariffs have no start and end, whose connectors name one tariff,
/// and whose addresses tell no type of a token.
@Suite(.timeLimit(.minutes(1))) struct OldTariffsTests {
  /// A price list of tariffs with ids, prices, and members of their own such as a start.
  private static func list(_ tariffs: (id: String, price: String, more: String)...) -> String {
    let texts = tariffs.map { tariff in
      """
      {"country_code":"DE","party_id":"NVO","id":"\(tariff.id)","currency":"EUR","tax_included":"NO",\(tariff.more)
       "elements":[{"price_components":[{"type":"ENERGY","price":\(tariff.price),"vat":19.0,"step_size":1}]}],
       "last_updated":"2026-01-01T00:00:00Z"}
      """
    }
    return "[\(texts.joined(separator: ","))]"
  }

  /// A location whose connector names both tariffs.
  private static func location(at time: Timestamp) -> Sample.Object {
    let own = Sample.location("L1", at: time)
    return Sample.Object(
      key: own.key, text: own.text.replacing("[\"AC-1\"]", with: "[\"AC-1\",\"AC-2\"]"), at: time)
  }

  private static func open(
    _ list: String, on clock: HandClock = HandClock(), version: OCPIVersion = .v2_1_1
  ) async throws -> (house: PublishHouse, partner: RecordingPartner) {
    let house = try await PublishHouse(
      ["acme": Sample.partner("acme", Sample.discount)], list: list, on: clock)
    let partner = RecordingPartner(on: house.platform.group)
    try partner.start()
    try await house.register("acme", receiver: partner.base, version: version)
    try await house.put("locations", [location(at: clock.now)])
    return (house, partner)
  }

  /// What the partner is told from now until nothing is left: prices by id of the tariffs put, ids of those deleted,
  /// and the tariff that the connector names.
  private struct Told: Equatable {
    var put: [String: String] = [:]
    var deleted: [String] = []
    var named: String?
  }

  private static func tell(_ house: PublishHouse, _ partner: RecordingPartner) async throws -> Told {
    try await house.settle("acme")
    try await house.deliver("acme")
    var told = Told()
    for message in partner.take() {
      let id = String(message.name.split(separator: "/").last ?? "")
      if message.name.hasPrefix("tariffs"), message.method == "DELETE" { told.deleted.append(id) }
      if message.name.hasPrefix("tariffs"), message.method == "PUT" {
        told.put[id] = message.body?["elements"]?[0]?["price_components"]?[0]?["price"]?.numberText
        #expect(message.body?["start_date_time"] == nil)
      }
      let connector = message.body?["evses"]?[0]?["connectors"]?[0]
      if connector?["tariff_ids"] != nil { told.named = "a list" }
      if let one = connector?["tariff_id"]?.string { told.named = one }
    }
    return told
  }

  @Test(
    "X-05 X-03 a tariff with a start or an end goes to 2.1.1 while it is valid, and its successor at that moment"
  )
  func validity() async throws {
    let clock = HandClock()
    let turn = clock.now.adding(seconds: 600)
    let list = Self.list(
      ("AC-1", "0.50", "\"end_date_time\":\"\(turn)\","), ("AC-2", "0.60", "\"start_date_time\":\"\(turn)\",")
    )
    let (house, partner) = try await Self.open(list, on: clock)
    let first = try await Self.tell(house, partner)
    #expect(first.put.values.sorted() == ["0.46"] && first.deleted.isEmpty)
    #expect(first.named != nil && first.named == first.put.keys.first)
    #expect(try await house.outbox("acme").isEmpty, "nothing waits for a tariff that is not yet valid")
    clock.advance(seconds: turn - clock.now - 1)
    #expect(try await Self.tell(house, partner) == Told(), "not a second early")
    try Self.list(("AC-1", "5", ""), ("AC-2", "6", "")).write(
      toFile: house.folder + "/tariffs/adhoc.json", atomically: true, encoding: .utf8)
    clock.advance(seconds: 1)
    let next = try await Self.tell(house, partner)
    #expect(
      next.put.values.sorted() == ["0.552"], "as it was at the last apply, whatever the list says by now")
    #expect(next.named != nil && next.named == next.put.keys.first)
    #expect(next.deleted == Array(first.put.keys))
    await partner.stop()
    house.close()
  }

  @Test("X-05 where versions tell validity, all tariffs go at once, with their times")
  func newer() async throws {
    let clock = HandClock()
    let list = Self.list(
      ("AC-1", "0.50", ""), ("AC-2", "0.60", "\"start_date_time\":\"\(clock.now.adding(seconds: 600))\","))
    let (house, partner) = try await Self.open(list, on: clock, version: .v2_2_1)
    try await house.settle("acme")
    try await house.deliver("acme")
    let messages = partner.take()
    #expect(messages.filter { $0.name.hasPrefix("tariffs") }.count == 2)
    let location = messages.last { $0.name.hasPrefix("locations") }?.body
    #expect(location?["evses"]?[0]?["connectors"]?[0]?["tariff_ids"]?.elements?.count == 2)
    await partner.stop()
    house.close()
  }

  @Test(
    "X-03 of several tariffs at a connector 2.1.1 gets the regular one, and none where any might be wrong",
    arguments: [("", "\"type\":\"REGULAR\",", "0.552"), ("", "", nil)])
  func single(_ first: String, _ second: String, _ price: String?) async throws {
    let (house, partner) = try await Self.open(
      Self.list(("AC-1", "0.50", first), ("AC-2", "0.60", second)))
    let told = try await Self.tell(house, partner)
    #expect(told.put.count == 2)
    #expect(told.named.flatMap { told.put[$0] } == price)
    await partner.stop()
    house.close()
  }

  @Test(
    "X-40 TOK-04 of two tokens with one uid 2.1.1 gets the card; the other one is kept back, with the reason")
  func tokens() async throws {
    let (house, partner) = try await Self.open(Sample.list)
    let now = house.clock.now
    try await house.put(
      "tokens", [Sample.token("T1", at: now, type: "OTHER"), Sample.token("T1", at: now)])
    try await house.settle("acme")
    try await house.deliver("acme")
    let put = partner.take().filter { $0.name.hasPrefix("tokens") }
    #expect(put.map(\.name) == ["tokens/DE/NVO/T1"] && put.first?.body?["type"]?.string == "RFID")
    let left = try #require(try await house.outbox("acme").first { $0.module == "tokens" })
    #expect(left.key.sub == "OTHER" && left.state == .parked)
    #expect(left.lastError?.contains("cannot tell tokens of one uid apart") == true)
    await partner.stop()
    house.close()
  }
}
