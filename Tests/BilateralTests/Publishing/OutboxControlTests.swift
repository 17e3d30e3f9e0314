import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@Suite struct OutboxControlTests {
  private func ask(
    _ method: HTTPMethod, _ target: String, _ house: PublishHouse
  ) async throws -> (status: HTTPStatus, json: JSON) {
    var router = Router()
    OutboxControl(house.commons).add(to: &router)
    let head = try HTTPRequestHead(firstLine: Array("\(method.name) \(target) HTTP/1.1".utf8))
    let match = router.match(method, path: head.target.path)
    let request = HTTPRequest(
      head, peer: PeerIdentity(address: nil), parameters: match.parameters, body: HTTPRequestBody([]))
    let answer = try await match.handler(request)
    guard case .bytes(let body) = answer.content else { throw Sample.Unexpected() }
    return (answer.status, try JSON.parse(body))
  }

  @Test("the outbox is listed, and an operator retries or drops an entry")
  func steering() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme")])
    let keys = ["A", "B"].map { ObjectKey(country: "DE", party: "NVO", id: $0) }
    try await house.commons.store.write { tx in
      for key in keys { try tx.outbox.enqueueState(of: key, in: "locations", for: "acme") }
      let rows = try tx.outbox.take("locations", for: "acme", limit: 1)
      for row in rows { try tx.outbox.park(row.ticket, error: "BR105 no", hint: "mend it") }
    }
    let list = try await ask(.get, "/outbox?partner=acme", house)
    let first = try #require(list.json["items"]?[0])
    #expect(first["object"] == "DE-NVO/A" && first["last_error"] == "BR105 no" && first["state"] == "parked")
    #expect(try await ask(.get, "/outbox?partner=other", house).json["items"]?.elements?.isEmpty == true)
    let id = try #require(first["id"]?.numberText)
    #expect(try await ask(.post, "/outbox/\(id)/retry", house).json["outcome"] == "queued again")
    #expect(try await ask(.post, "/outbox/\(id)/retry", house).json["outcome"] == "due now")
    #expect(try await ask(.post, "/outbox/\(id)/drop", house).json["outcome"] == "dropped")
    #expect(try await ask(.post, "/outbox/\(id)/drop", house).status == .notFound)
    #expect(try await house.waiting("acme") == 1)
    house.close()
  }

  @Test("what the partner sees is told in the canonical order")
  func sentObjects() async throws {
    let house = try await PublishHouse(["acme": Sample.partner("acme", Sample.discount)])
    try await house.register("acme")
    let now = house.clock.now
    try await house.put("locations", ["b", "a", "C"].map { Sample.location($0, at: now) })
    try await house.settle("acme")
    let sent = VisibleObjects(try house.link("acme"), house.commons)
    #expect(try await sent.all("locations").map(\.key.id) == ["C", "a", "b"])
    #expect(try await sent.all("tariffs").count == 1)
    #expect(try await sent.all("tokens").isEmpty)
    house.close()
  }
}
