import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// What we send to partners that want it otherwise.
@Suite(.serialized, .timeLimit(.minutes(1))) struct WritingDialectTests {
  /// A house whose partner "acme" answers its pushes as a test says.
  private struct Pair {
    let house: PublishHouse
    let partner: OddPartner
    let bodies: Mutexed

    init(_ dialect: String = "", _ answer: @escaping OddPartner.Answer = { _ in OddAnswer.envelope("null") })
      async throws
    {
      let bodies = Mutexed()
      partner = try OddPartner { request in
        bodies.add(request)
        return await answer(request)
      }
      self.bodies = bodies
      house = try await PublishHouse([
        "acme": Sample.partner("acme", Sample.discount + "[dialect]\n\(dialect)\n")
      ])
      try await house.register("acme", receiver: partner.base)
    }

    var dialect: PartnerDialect { house.commons.dialects["acme"] }

    /// Puts a location and sends what is due.
    func push(_ object: Sample.Object) async throws {
      try await house.put("locations", [object])
      try await house.settle("acme")
      try await house.deliver("acme")
    }

    func close() async {
      await partner.stop()
      house.close()
    }
  }

  /// The bodies of the requests, by method and path.
  final class Mutexed: Sendable {
    private let all = Mutex<[(name: String, body: JSON?)]>([])
    func add(_ request: HTTPRequest) {
      let body = try? JSON.parse(request.body.bytes)
      all.withLock { $0.append(("\(request.method.name) \(request.target.path)", body)) }
    }
    func last(_ prefix: String) -> JSON? { all.withLock { $0.last { $0.name.hasPrefix(prefix) }?.body } }
    var names: [String] { all.withLock { $0.map(\.name) } }
    func clear() { all.withLock { $0 = [] } }
  }

  private func location(_ pair: Pair, status: String = "AVAILABLE", name: String = "Hafen") -> Sample.Object {
    Sample.location("L1", at: pair.house.clock.now, statuses: [status], name: name)
  }

  @Test(
    "P-64 PATCH answered with 405 becomes a PUT, and the next change is a PUT at once", arguments: [405, 501])
  func patch(_ code: Int) async throws {
    let pair = try await Pair { request in
      request.method == .patch ? HTTPResponse(HTTPStatus(code) ?? .ok) : OddAnswer.envelope("null")
    }
    try await pair.push(location(pair))
    for status in ["CHARGING", "BLOCKED"] {
      pair.bodies.clear()
      pair.house.clock.advance(seconds: 60)
      try await pair.push(location(pair, status: status))
      let methods = pair.bodies.names.map { $0.prefix { $0 != " " } }
      #expect(methods == (status == "CHARGING" ? ["PATCH", "PUT"] : ["PUT"]))
      #expect(pair.bodies.last("PUT")?["evses"]?[0]?["status"]?.string == status)
    }
    #expect(pair.dialect.current.isOn(.patchSupported) == false)
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test("TAR-05 DELETE answered with 405 becomes a PUT with an end; delete_style = \"none\" tells nothing")
  func deletion() async throws {
    let pair = try await Pair { request in
      request.method == .delete ? HTTPResponse(.methodNotAllowed) : OddAnswer.envelope("null")
    }
    try await pair.house.settle("acme")
    try await pair.house.deliver("acme")
    pair.bodies.clear()
    try await pair.house.apply("acme", "")
    try await pair.house.settle("acme")
    try await pair.house.deliver("acme")
    #expect(pair.bodies.names.map { $0.prefix { $0 != " " } } == ["DELETE", "PUT"])
    #expect(pair.bodies.last("PUT")?["end_date_time"]?.string != nil)
    #expect(pair.dialect.current.word(.deleteStyle) == "put-ended")
    #expect(try await pair.house.waiting("acme") == 0)
    await pair.close()
  }

  @Test(
    "P-23 P-90 a push answered with nothing is taken when 204, or when the file says so",
    arguments: [
      (204, "", 0), (200, "", 1), (200, "empty_body_ok = true", 0), (204, "empty_body_ok = false", 1),
    ])
  func emptyBody(_ code: Int, _ dialect: String, _ waiting: Int) async throws {
    let pair = try await Pair(dialect) { _ in HTTPResponse(HTTPStatus(code) ?? .ok) }
    try await pair.house.settle("acme")
    let sender = OutboxSender(.tariffs, for: try pair.house.link("acme"), pair.house.commons)
    _ = try await sender.round()
    #expect(try await pair.house.outbox("acme").filter { $0.module == "tariffs" }.count == waiting)
    await pair.close()
  }

  @Test(
    "P-20 a push answered with bare data is not taken for done, unless the file says so",
    arguments: [
      ("", 1), ("bare_data = true", 0),
    ])
  func bareAnswer(_ dialect: String, _ waiting: Int) async throws {
    let pair = try await Pair(dialect) { _ in OddAnswer.raw("{\"ok\":true}") }
    try await pair.house.settle("acme")
    let sender = OutboxSender(.tariffs, for: try pair.house.link("acme"), pair.house.commons)
    _ = try await sender.round()
    #expect(try await pair.house.outbox("acme").filter { $0.module == "tariffs" }.count == waiting)
    await pair.close()
  }

  @Test("P-25 pushes to a partner with slashes end in one")
  func slash() async throws {
    let pair = try await Pair("trailing_slash = true")
    try await pair.push(location(pair))
    #expect(pair.bodies.names.contains("PUT /locations/DE/NVO/L1/"))
    await pair.close()
  }

  @Test("TR-74 P-68 P-73 nulls, fractions and lengths are written as the file says, in pushes and lists")
  func style() async throws {
    let pair = try await Pair(
      "null_fields = \"null\"\ndate_fractions = \"three\"\nmax_string.\"location.name\" = 3")
    try await pair.push(location(pair))
    let body = pair.bodies.last("PUT /locations")
    #expect(body?["name"] == "Haf" && body?["parking_type"] == .null && body?["directions"] == [])
    #expect(body?["last_updated"]?.string?.hasSuffix(".000Z") == true)
    #expect(body?["evses"]?[0]?["physical_reference"] == .null)
    let list = try await pair.house.get("locations", as: "acme")
    #expect(list.envelope.data?.elements.first { _ in true }?["name"]?.string == "Haf")
    await pair.close()
  }

  @Test("P-60 a prefix stands before the ids of our locations, in pushes, lists and addresses")
  func idPrefix() async throws {
    let pair = try await Pair("id_prefix = \"NVO-\"")
    try await pair.push(location(pair))
    #expect(pair.bodies.last("PUT /locations/DE/NVO/NVO-L1")?["id"] == "NVO-L1")
    #expect(try await pair.house.get("locations", as: "acme").ids == ["NVO-L1"])
    #expect(try await pair.house.get("locations/NVO-L1", as: "acme").http.status == .ok)
    await pair.close()
  }
}
