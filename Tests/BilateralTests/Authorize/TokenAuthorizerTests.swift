import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

@testable import Bilateral

@Suite struct TokenAuthorizerTests {
  /// A call of the CPO "volt" about one of our drivers.
  private func ask(
    _ office: Office, _ uid: String, query: String = "", body: String = "", method: String = "POST",
    version: OCPIVersion = .v2_2_1
  ) async throws -> OCPIReply {
    let head = try HTTPRequestHead(firstLine: Array("\(method) /x\(query) HTTP/1.1".utf8))
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody(Array(body.utf8)))
    let link = try #require(office.commons.links["acme"])
    let caller = TokenDirectory.Caller(
      partner: "acme", kind: .session, hash: [], text: SecretText("t"), form: .base64, isInUse: true,
      expiresAt: nil)
    let call = OCPICall(
      request: request, link: link, caller: caller, version: version, requestID: "r", correlationID: "c",
      now: office.commons.surroundings.wallClock.now())
    do {
      return try await TokenAuthorizer(commons: office.commons).answer(call, uid: uid)
    } catch let refusal as OCPIRefusal {
      return refusal.reply
    }
  }

  private func own(_ office: Office, _ uid: String, valid: Bool = true, whitelist: String = "ALLOWED")
    async throws
  {
    let body = OwnSample.token(uid, valid: valid, whitelist: whitelist)
    _ = try await office.send(.put, "/own/tokens/DE/NVO/\(uid)", body)
  }

  private func data(_ reply: OCPIReply) throws -> JSON { try JSON.parse(reply.data ?? []) }

  @Test(
    "TOK-08 TOK-09 TOK-11 TOK-21 valid is ALLOWED with the whole token, invalid BLOCKED, unknown 404 and 2004"
  )
  func store() async throws {
    let office = try await Office.start(operator: "")
    try await own(office, "GOOD")
    try await own(office, "BAD", valid: false)
    let place = #"{"location_id":"L1","evse_uids":["E1"]}"#
    let good = try data(try await ask(office, "good", body: place))
    #expect(good["allowed"] == "ALLOWED")
    #expect(good["token"]?["contract_id"] == "DE-NVO-C12345678-X")
    #expect(good["location"] == ["location_id": "L1", "evse_uids": ["E1"]])
    let reference = good["authorization_reference"]?.string
    #expect(reference?.count == 36)
    #expect(try data(try await ask(office, "GOOD"))["authorization_reference"]?.string != reference)
    let bad = try data(try await ask(office, "BAD", body: place))
    #expect(bad["allowed"] == "BLOCKED")
    #expect(bad["authorization_reference"] == nil)
    let unknown = try await ask(office, "NOBODY")
    #expect(unknown.http == .notFound)
    #expect(unknown.status == .unknownToken)
    #expect(unknown.data == nil)
    #expect(try await ask(office, "GOOD", query: "?type=APP_USER").status == .unknownToken)
    _ = try await office.send(.delete, "/own/tokens/DE/NVO/GOOD")
    #expect(try data(try await ask(office, "GOOD"))["allowed"] == "BLOCKED")
    await office.stop()
  }

  @Test("TOK-10 P-23 a missing location is 2002 where it is needed; a body may be left out in any way")
  func locations() async throws {
    let office = try await Office.start(
      operator: "location_required = true")
    try await own(office, "GOOD")
    for body in ["", "null", "{}", "[]", "\"\""] {
      let reply = try await ask(office, "GOOD", body: body)
      #expect(reply.status == .notEnoughInformation, "\(body)")
      #expect(reply.http == .ok)
    }
    #expect(try await ask(office, "GOOD", body: "7").status == .invalidParameters)
    #expect(try await ask(office, "GOOD", body: #"{"evse_uids":[]}"#).status == .invalidParameters)
    #expect(try await ask(office, "GOOD", body: "{").http == .badRequest)
    #expect(try await ask(office, "GOOD", body: #"{"location_id":"L1"}"#).status == .success)
    #expect(try await ask(office, "GOOD", method: "GET").http == .methodNotAllowed)
    await office.stop()
  }

  @Test(
    "TOK-12 TOK-13 neither status, hours nor publication of a place decide",
    arguments: ["\"publish\":true", "\"publish\":false"])
  func anyPlace(_ publish: String) async throws {
    let office = try await Office.start(operator: "")
    try await own(office, "GOOD")
    let location = """
      {"country_code":"NL","party_id":"ACM","id":"L1",\(publish),"address":"Kai 7","city":"Kiel","country":"DEU",\
      "coordinates":{"latitude":"54.32133","longitude":"10.13489"},"time_zone":"Europe/Berlin",\
      "opening_times":{"twentyfourseven":false,"regular_hours":[]},"evses":[{"uid":"E1","status":"OUTOFORDER",\
      "connectors":[],"last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}
      """
    _ = try await office.commons.store.write { tx in
      try tx.received.put(
        ReceivedObject(
          module: "locations", partner: "acme", key: ObjectKey(country: "NL", party: "ACM", id: "L1"),
          version: "2.2.1", body: JSONText(Array(location.utf8)), lastUpdated: .epoch, hash: [1],
          generation: nil))
    }
    for place in [#"{"location_id":"L1","evse_uids":["E1"]}"#, #"{"location_id":"PRIVATE"}"#] {
      #expect(try data(try await ask(office, "GOOD", body: place))["allowed"] == "ALLOWED", "\(place)")
    }
    await office.stop()
  }

  private func platform(timeout: String) async throws -> Office {
    try await Office.start(operator: "answered_by = \"platform\"\ntimeout = \"\(timeout)\"")
  }

  @Test("ruling 12: our platform is asked by an event and answers within the deadline")
  func platformAnswers() async throws {
    let office = try await platform(timeout: "10 s")
    try await own(office, "CARD")
    async let reply = ask(office, "CARD", body: #"{"location_id":"L1"}"#)
    let page = try await office.send(.get, "/events?wait=10").json
    let event = try #require(page["events"]?[0])
    #expect(event["type"] == "ask")
    #expect(event["change"] == "authorize")
    #expect(event["object"]?["uid"] == "CARD")
    #expect(event["object"]?["location"]?["location_id"] == "L1")
    let id = try #require(event["ask_id"]?.string)
    #expect(try await office.send(.get, "/asks").json["asks"]?[0]?["ask_id"] == .string(id))
    #expect(try await office.send(.post, "/asks/\(id)", #"{"allowed":"PERHAPS"}"#).path == "allowed")
    let answer = #"{"allowed":"NO_CREDIT","info":{"language":"de","text":"Guthaben leer"}}"#
    #expect(try await office.send(.post, "/asks/\(id)", answer).json["outcome"] == "accepted")
    #expect(try await office.send(.post, "/asks/\(id)", answer).json["outcome"] == "repeated")
    #expect(try await office.send(.post, "/asks/\(id)", #"{"allowed":"ALLOWED"}"#).status == 409)
    let told = try data(try await reply)
    #expect(told["allowed"] == "NO_CREDIT")
    #expect(told["info"]?["text"] == "Guthaben leer")
    #expect(try await office.send(.post, "/asks/none", answer).status == 404)
    #expect(try await office.send(.get, "/asks").json["asks"] == [])
    await office.stop()
  }

  @Test(
    "ruling 12, 28: without an answer the whitelist decides, and a late answer is told so",
    arguments: [
      ("ALLOWED_OFFLINE", true, "ALLOWED"), ("NEVER", true, "NOT_ALLOWED"), ("ALLOWED", true, "ALLOWED"),
      ("ALLOWED", false, "BLOCKED"),
    ])
  func platformIsSilent(_ whitelist: String, _ valid: Bool, _ allowed: String) async throws {
    let office = try await platform(timeout: "50 ms")
    try await own(office, "CARD", valid: valid, whitelist: whitelist)
    let told = try data(try await ask(office, "CARD"))
    #expect(told["allowed"] == .string(allowed))
    let events = try await office.send(.get, "/events").json["events"]?.elements ?? []
    #expect(events.map { $0["type"] } == ["ask", "authorization"])
    #expect(events.last?["object"]?["source"] == "fallback")
    let id = try #require(events.first?["ask_id"]?.string)
    #expect(try await office.send(.post, "/asks/\(id)", #"{"allowed":"ALLOWED"}"#).status == 409)
    await office.stop()
  }

  @Test("ruling 28: a token with ALWAYS asks nobody")
  func always() async throws {
    let office = try await platform(timeout: "10 s")
    try await own(office, "CARD", whitelist: "ALWAYS")
    #expect(try data(try await ask(office, "CARD"))["allowed"] == "ALLOWED")
    #expect(try await office.send(.get, "/asks").json["asks"] == [])
    await office.stop()
  }
}
