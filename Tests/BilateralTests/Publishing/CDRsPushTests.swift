import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

@Suite struct CDRsPushTests {
  private func sent(_ pair: HistoryPair, _ id: String = "C1") async throws -> SentCDR? {
    try await pair.house.commons.store.read { tx in
      let key = ObjectKey(country: "DE", party: "NVO", id: id)
      return SentCDR(text: try tx.views.delivery(of: "cdrs", key, for: "acme")?.acknowledgedDetail)
    }
  }

  @Test(
    "CDR-02 CDR-04 CDR-19 X-50 a CDR is queued with its write, posted once, and its exact text and address are kept"
  )
  func post() async throws {
    let pair = try await HistoryPair()
    pair.partner.answer(location: "/in/cdrs/at/C1")
    let answer = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    #expect(answer.status == 201 && answer.json["partners"] == ["acme"])
    let queued = try await pair.house.outbox("acme")
    #expect(queued.map(\.key.id) == ["C1"] && queued.map(\.isCoalesced) == [false])
    try await pair.house.deliver("acme")
    let message = try #require(pair.partner.take().first)
    #expect(message.method == "POST" && message.name == "cdrs")
    #expect(try message.body == JSON.parse(HistorySample.cdr()), "CDR-15 CDR-27 as it was made")
    let kept = try #require(try await sent(pair))
    #expect(kept.address == "\(pair.partner.base)/cdrs/at/C1" && kept.version == "2.2.1")
    #expect(try JSON.parse(kept.body) == message.body)
    let again = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    #expect(again.status == 200 && again.json["outcome"]?.string == "unchanged")
    try await pair.tell()
    #expect(pair.partner.take().isEmpty)
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("CDR-01 TR-42 CDR-11 a partner lists its drivers' CDRs, as they were made, whatever changed since")
  func list() async throws {
    let pair = try await HistoryPair(others: ["zebra": Sample.partner("zebra", party: "NL-ZEB")])
    try await pair.house.register("zebra")
    let foreign = HistorySample.cdr("C2").replacing("\"ACM\"", with: "\"ZEB\"")
    for cdr in [HistorySample.cdr(), foreign] { _ = try await pair.house.office(.post, "/own/cdrs", cdr) }
    try await pair.house.put("locations", [Sample.location("HOME9", at: pair.house.clock.now, name: "New")])
    try await pair.house.settle("acme")
    #expect(try await pair.house.get("cdrs", as: "acme").ids == ["C1"])
    #expect(try await pair.house.get("cdrs", as: "zebra").ids == ["C2"])
    #expect(try await pair.house.get("cdrs?date_from=2026-01-01T12:00:00Z", as: "acme").ids == ["C1"])
    let shown = try await pair.house.get("cdrs/C1", as: "acme").envelope.data
    #expect(try shown.map { JSON($0) } == JSON.parse(HistorySample.cdr()))
    #expect(try await pair.house.get("cdrs/C2", as: "acme").http.status.code == 404)
    #expect(try await pair.house.get("cdrs", as: "acme", method: .post).http.status.code == 405)
    await pair.close()
  }

  @Test("ruling 19: each CDR is a message of its own, a credit goes after what it takes back")
  func order() async throws {
    let pair = try await HistoryPair()
    for number in 1...3 {
      _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr("C\(number)"))
    }
    let credit = HistorySample.cdr(
      "C1-X", cost: "-10.00", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
    #expect(try await pair.refusal(of: credit) == nil, "CDR-06")
    pair.partner.answer { $0.body?["id"]?.string == "C1" ? (.ok, .invalidParameters) : (.ok, .success) }
    try await pair.house.deliver("acme")
    #expect(Set(pair.partner.take().compactMap { $0.body?["id"]?.string }) == ["C1", "C2", "C3"])
    let left = try await pair.house.outbox("acme")
    #expect(left.map(\.key.id) == ["C1", "C1-X"] && left.map(\.state) == [.parked, .pending])
    let rest = try await OutboxSender(.cdrs, for: pair.house.link("acme"), pair.house.commons).round()
    #expect(rest == .until(nil), "nothing is due behind what is parked")
    #expect(left.first?.lastError?.contains("2001") == true && left.first?.hint != nil)
    pair.partner.answer { _ in (.ok, .success) }
    _ = try await pair.house.commons.store.write { tx in try tx.outbox.unpark(partner: "acme") }
    try await pair.house.deliver("acme")
    #expect(pair.partner.take().compactMap { $0.body?["id"]?.string } == ["C1", "C1-X"])
    await pair.close()
  }

  @Test("P-91 CDR-22 a CDR that was sent and is refused as a duplicate has arrived")
  func duplicate() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    pair.partner.answer { _ in (.internalServerError, .serverError) }
    _ = try await OutboxSender(.cdrs, for: pair.house.link("acme"), pair.house.commons).round()
    #expect(try await pair.house.waiting("acme") == 1)
    pair.partner.answer { _ in
      (.conflict, .invalidParameters)
    }
    pair.house.clock.advance(seconds: 3600)
    try await pair.house.deliver("acme")
    #expect(pair.partner.take().count == 2)
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("a CDR that is refused as known at its first try is parked: somebody else used its id")
  func foreignID() async throws {
    let pair = try await HistoryPair()
    pair.partner.answer { _ in (.conflict, .invalidParameters) }
    _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    try await pair.house.deliver("acme")
    #expect(try await pair.house.outbox("acme").map(\.state) == [.parked])
    await pair.close()
  }

  @Test("the end of a session is told before its CDR")
  func session() async throws {
    let pair = try await HistoryPair()
    _ = try await pair.house.office(
      .put, "/own/sessions/DE/NVO/S1", HistorySample.session(status: "COMPLETED"))
    try await pair.house.settle("acme")
    _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr())
    let link = try pair.house.link("acme")
    _ = try await OutboxSender(.cdrs, for: link, pair.house.commons).round()
    #expect(pair.partner.messages.isEmpty)
    try await pair.house.deliver("acme")
    #expect(pair.partner.take().map(\.name) == ["sessions/DE/NVO/S1", "cdrs"])
    await pair.close()
  }

  @Test("CDR-02 a partner that only pulls is not pushed to, and one that comes later gets what waits for it")
  func later() async throws {
    let pair = try await HistoryPair(others: ["zebra": Sample.partner("zebra", party: "NL-ZEB")])
    let cdr = HistorySample.cdr().replacing("\"ACM\"", with: "\"ZEB\"")
    #expect(try await pair.house.office(.post, "/own/cdrs", cdr).json["partners"] == [])
    try await pair.house.register("zebra")
    try await pair.house.settle("zebra")
    #expect(try await pair.house.waiting("zebra") == 0)
    #expect(try await pair.house.get("cdrs", as: "zebra").ids == ["C1"])
    try await pair.house.register("zebra", receiver: pair.partner.base)
    try await pair.house.settle("zebra")
    try await pair.house.deliver("zebra")
    #expect(pair.partner.take().map(\.name) == ["cdrs"])
    await pair.close()
  }
}
