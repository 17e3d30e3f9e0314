import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

@Suite struct OutboxSenderTests {
  /// A house and a partner that takes its pushes.
  private struct Pair {
    let house: PublishHouse
    let partner: RecordingPartner

    init(_ more: String = Sample.discount, store: StoreOptions = StoreOptions()) async throws {
      house = try await PublishHouse(["acme": Sample.partner("acme", more)], store: store)
      partner = RecordingPartner(on: house.platform.group)
      try partner.start()
      try await house.register("acme", receiver: partner.base)
    }

    func close() async {
      await partner.stop()
      house.close()
    }

    /// Delivers all that is due, tariffs and locations in turn, until nothing moves.
    func deliver() async throws { try await house.deliver("acme") }
  }

  @Test("LOC-24 TAR-04 tariffs arrive before the locations that name them")
  func order() async throws {
    let pair = try await Pair()
    try await pair.house.put("locations", [Sample.location("L1", at: pair.house.clock.now)])
    try await pair.house.settle("acme")
    try await pair.deliver()
    let messages = pair.partner.messages
    #expect(messages.map(\.method) == ["PUT", "PUT"])
    #expect(messages.first?.name.hasPrefix("tariffs/DE/NVO/") == true)
    #expect(messages.last?.name == "locations/DE/NVO/L1")
    let id = try #require(messages.first?.body?["id"]?.string)
    let connector = messages.last?.body?["evses"]?[0]?["connectors"]?[0]
    #expect(connector?["tariff_ids"]?.elements?.compactMap(\.string) == [id])
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test(
    "LOC-36 LOC-23 TR-47 TR-49 a change of status alone is a PATCH of the EVSE, all else a PUT of the location"
  )
  func shortestWay() async throws {
    let pair = try await Pair()
    let house = pair.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, powers: [22, 22])])
    try await house.settle("acme")
    try await pair.deliver()
    _ = pair.partner.take()
    house.clock.advance(seconds: 60)
    let moment = house.clock.now
    let statuses = ["AVAILABLE", "CHARGING"]
    try await house.put(
      "locations", [Sample.location("L1", at: moment, powers: [22, 22], statuses: statuses)])
    try await house.settle("acme")
    try await pair.deliver()
    let patch = try #require(pair.partner.take().first)
    #expect(patch.method == "PATCH" && patch.name == "locations/DE/NVO/L1/L1-1")
    #expect(patch.body == ["status": "CHARGING", "last_updated": .string("\(moment)")])
    house.clock.advance(seconds: 60)
    try await house.put(
      "locations",
      [Sample.location("L1", at: house.clock.now, powers: [22, 22], statuses: statuses, name: "Kai")])
    try await house.settle("acme")
    try await pair.deliver()
    #expect(pair.partner.take().map(\.method) == ["PUT"])
    house.clock.advance(seconds: 60)
    try await house.put("locations", [scheduled("CHARGING", at: house.clock.now)])
    try await house.settle("acme")
    try await pair.deliver()
    let put = try #require(pair.partner.take().first)
    #expect(put.method == "PUT" && put.body?["name"] == nil, "what is taken away is taken away by PUT")
    house.clock.advance(seconds: 60)
    try await house.put("locations", [scheduled("BLOCKED", at: house.clock.now)])
    try await house.settle("acme")
    try await pair.deliver()
    let change = try #require(pair.partner.take().first, "a change that was announced is sent all the same")
    #expect(change.method == "PATCH" && change.body?["status"] == "BLOCKED")
    await pair.close()
  }

  /// The location without its name, its second EVSE with a change of status that is announced.
  private func scheduled(_ status: String, at time: Timestamp) -> Sample.Object {
    let plain = Sample.location("L1", at: time, powers: [22, 22], statuses: ["AVAILABLE", status])
    let schedule = #""status_schedule":[{"period_begin":"2026-01-01T00:00:00Z","status":"BLOCKED"}],"#
    let text = plain.text.replacing(#""name":"Hafen","#, with: "")
      .replacing(#""status":"\#(status)","#, with: #""status":"\#(status)",\#(schedule)"#)
    return Sample.Object(key: plain.key, text: text, at: time)
  }

  @Test("a push that is ahead of the view leaves both sides with the same text")
  func aheadOfTheView() async throws {
    let pair = try await Pair("")
    let house = pair.house
    let link = try house.link("acme")
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    house.clock.advance(seconds: 60)
    try await house.apply("acme", Sample.discount)
    // The tariffs are there and on their way; the locations that name them have not been judged again.
    _ = try await TariffPublisher(for: link, house.commons).step()
    try await pair.deliver()
    try await house.settle("acme")
    try await pair.deliver()
    let told = pair.partner.take().last { $0.name == "locations/DE/NVO/L1" }
    let seen = try #require(try await VisibleObjects(link, house.commons).all("locations").first)
    #expect(told?.body == (try JSON.parse(seen.body)))
    await pair.close()
  }

  @Test("ruling 19: a state that comes back while another is on its way is told again")
  func thereAndBack() async throws {
    let pair = try await Pair()
    let house = pair.house
    try await house.put("tokens", [Sample.token("T1", at: house.clock.now)])
    try await house.settle("acme")
    try await pair.deliver()
    _ = pair.partner.take()
    house.clock.advance(seconds: 60)
    try await house.put("tokens", [Sample.token("T1", at: house.clock.now, group: "G1")])
    try await house.settle("acme")
    pair.partner.meanwhile {
      house.clock.advance(seconds: 1)
      try await house.put("tokens", [Sample.token("T1", at: house.clock.now)])
      try await house.settle("acme")
    }
    try await pair.deliver()
    #expect(pair.partner.take().map { $0.body?["group_id"]?.string } == ["G1", nil])
    #expect(try await house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("P-64 TR-50 a PATCH of what the partner does not know becomes a PUT", arguments: [404, 200])
  func unknownParent(_ code: Int) async throws {
    let pair = try await Pair()
    let house = pair.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    try await pair.deliver()
    _ = pair.partner.take()
    pair.partner.answer { message in
      message.method == "PATCH" ? (HTTPStatus(code) ?? .ok, .unknownLocation) : (.ok, .success)
    }
    house.clock.advance(seconds: 60)
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, statuses: ["BLOCKED"])])
    try await house.settle("acme")
    try await pair.deliver()
    let messages = pair.partner.take()
    #expect(messages.map(\.method) == ["PATCH", "PUT"])
    #expect(messages.last?.body?["evses"]?[0]?["status"]?.string == "BLOCKED")
    #expect(try await house.waiting("acme") == 0)
    await pair.close()
  }

  @Test(
    "what the partner refuses is parked with a hint, blocks nothing else, and goes again when the object changes"
  )
  func parked() async throws {
    let pair = try await Pair()
    let house = pair.house
    pair.partner.answer { message in
      message.path.hasSuffix("/BAD") ? (.badRequest, .invalidParameters) : (.ok, .success)
    }
    let now = house.clock.now
    try await house.put("locations", [Sample.location("BAD", at: now), Sample.location("GOOD", at: now)])
    try await house.settle("acme")
    try await pair.deliver()
    #expect(pair.partner.take().contains { $0.path.hasSuffix("/GOOD") })
    let row = try #require(try await house.outbox("acme").first)
    #expect(row.state == .parked && row.key.id == "BAD" && row.hint != nil)
    pair.partner.answer { _ in (.ok, .success) }
    house.clock.advance(seconds: 60)
    try await house.put("locations", [Sample.location("BAD", at: house.clock.now, name: "Mended")])
    try await house.settle("acme")
    try await pair.deliver()
    #expect(try await house.outbox("acme").isEmpty)
    await pair.close()
  }

  @Test("S-33 a server error is tried again after a growing pause, until retry_for has passed")
  func serverError() async throws {
    let pair = try await Pair("[sync.locations]\nretry_for = \"1 h\"\n")
    let house = pair.house
    pair.partner.answer { _ in (.internalServerError, .serverError) }
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    let sender = OutboxSender(.locations, for: try house.link("acme"), house.commons)
    #expect(try await sender.round() == .outage(atLeast: nil))
    let row = try #require(try await house.outbox("acme").first)
    #expect(row.state == .pending && row.notBefore > house.clock.now && row.lastError != nil)
    #expect(try await sender.round() == .until(row.notBefore))
    house.clock.advance(seconds: 3601)
    _ = try await sender.round()
    #expect(try await house.outbox("acme").first?.state == .parked)
    await pair.close()
  }

  @Test(
    "TR-92 a partner that lets one module rest is not given up on, and all else goes on; 429 holds everything"
  )
  func resting() async throws {
    let pair = try await Pair("[sync.locations]\nretry_for = \"1 h\"\n")
    let (house, link) = (pair.house, try pair.house.link("acme"))
    pair.partner.answer { _ in (.serviceUnavailable, .serverError) }
    pair.partner.answer(retryAfter: "60")
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    let sender = OutboxSender(.locations, for: link, house.commons)
    #expect(try await sender.round() == .outage(atLeast: .seconds(60)))
    #expect(link.client.remainingPause == .zero)
    house.clock.advance(seconds: 7 * 86_400)
    #expect(try await sender.round() == .outage(atLeast: .seconds(60)))
    #expect(try await house.outbox("acme").first?.state == .pending)
    pair.partner.answer { _ in (.tooManyRequests, .clientError) }
    #expect(try await sender.round() == .outage(atLeast: .seconds(60)))
    #expect(link.client.remainingPause > .zero)
    await pair.close()
  }

  @Test("ruling 19 changes shortly after a delivery wait for each other and become one message")
  func debounce() async throws {
    let pair = try await Pair("[sync.locations]\ndebounce = \"5 s\"\n")
    let house = pair.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now)])
    try await house.settle("acme")
    try await pair.deliver()
    _ = pair.partner.take()
    for status in ["CHARGING", "BLOCKED", "RESERVED"] {
      house.clock.advance(seconds: 1)
      try await house.put("locations", [Sample.location("L1", at: house.clock.now, statuses: [status])])
      try await house.settle("acme")
      try await pair.deliver()
    }
    #expect(pair.partner.messages.isEmpty)
    house.clock.advance(seconds: 3)
    try await pair.deliver()
    #expect(pair.partner.take().map { $0.body?["status"]?.string } == ["RESERVED"])
    await pair.close()
  }

  @Test("X-32 LOC-06 a location that is withheld is not put again: its EVSEs become REMOVED")
  func withheld() async throws {
    let pair = try await Pair()
    let house = pair.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, powers: [22, 22])])
    try await house.settle("acme")
    try await pair.deliver()
    _ = pair.partner.take()
    house.clock.advance(seconds: 60)
    try await house.put(
      "locations",
      [Sample.location("L1", at: house.clock.now, publish: false, powers: [22, 22], name: "Secret")])
    try await house.settle("acme")
    try await pair.deliver()
    let messages = pair.partner.take()
    #expect(messages.map(\.method) == ["PATCH", "PATCH"])
    #expect(Set(messages.map { $0.body?["status"]?.string }) == ["REMOVED"])
    try await house.settle("acme")
    try await pair.deliver()
    #expect(pair.partner.messages.isEmpty)
    await pair.close()
  }

  @Test(
    "TAR-05 TAR-06 S-12 other terms applied: new prices, connectors follow, the ended tariff is deleted last")
  func apply() async throws {
    let pair = try await Pair()
    let house = pair.house
    try await house.put("locations", [Sample.location("L1", at: house.clock.now, powers: [22, 150])])
    try await house.settle("acme")
    try await pair.deliver()
    let first = try #require(pair.partner.take().first?.body?["id"]?.string)
    house.clock.advance(seconds: 60)
    let applied = house.clock.now
    try await house.apply(
      "acme",
      """
      [pricing.sell]
      base = "adhoc"
      [[pricing.sell.rule]]
      id = "slow"
      when = { power_max = "50 kW" }
      discount = "10 %"
      [[pricing.sell.rule]]
      id = "rest"
      discount = "20 %"
      """)
    try await house.settle("acme")
    try await pair.deliver()
    let messages = pair.partner.take()
    #expect(messages.map(\.method) == ["PUT", "PUT", "PUT", "DELETE"])
    #expect(messages.last?.name == "tariffs/DE/NVO/\(first)")
    let location = messages[2].body
    var prices: [String?: String?] = [:]
    for message in messages.prefix(2) {
      prices[message.body?["id"]?.string] =
        message.body?["elements"]?[0]?["price_components"]?[0]?["price"]?.numberText
    }
    let connectors =
      location?["evses"]?.elements?.map { $0["connectors"]?[0]?["tariff_ids"]?[0]?.string } ?? []
    #expect(connectors.map { prices[$0] } == ["0.45", "0.4"])
    #expect(location?["last_updated"]?.string == "\(applied)")
    let window = try await house.get("locations?date_from=\(applied)", as: "acme")
    #expect(window.ids == ["L1"])
    await pair.close()
  }

  @Test("TOK-02 TOK-06 tokens are put whole, with their type")
  func tokens() async throws {
    let pair = try await Pair()
    try await pair.house.put("tokens", [Sample.token("T1", at: pair.house.clock.now, type: "APP_USER")])
    try await pair.house.settle("acme")
    try await pair.deliver()
    #expect(pair.partner.take().last?.name == "tokens/DE/NVO/T1?type=APP_USER")
    await pair.close()
  }
}
