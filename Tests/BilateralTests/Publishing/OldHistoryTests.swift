import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// Sessions and CDRs with partners on 2.1.1.
@Suite(.timeLimit(.minutes(1))) struct OldHistoryTests {
  private func at(_ id: String, _ object: String) -> String {
    object.replacing("\"E1\"", with: "\"\(id)-0\"")
  }

  @Test("SES-13 SES-07 X-43 a session tells 2.1.1 the location it began at, the contract, and periods by PUT")
  func session() async throws {
    let pair = try await HistoryPair(Sample.discount, version: .v2_1_1)
    let begin = pair.house.clock.now
    try await pair.house.put("locations", [Sample.location("LOC1", at: begin, powers: [22, 50])])
    #expect(try await pair.put(at("LOC1", HistorySample.session())).status == 201)
    let put = try #require(pair.partner.take().last { $0.name.hasPrefix("sessions") })
    #expect(put.method == "PUT" && put.name == "sessions/DE/NVO/S1")
    #expect(put.body?["auth_id"]?.string == "NL-ACM-C1" && put.body?["cdr_token"] == nil)
    #expect(put.body?["start_datetime"]?.string == "2026-01-01T09:00:00Z")
    #expect(put.body?["location"]?["evses"]?.elements?.count == 1)
    #expect(put.body?["location"]?["name"]?.string == "Hafen")
    #expect(put.body?["location"]?["evses"]?[0]?["connectors"]?[0]?["tariff_id"]?.string != "AC-1")
    try await pair.house.put(
      "locations", [Sample.location("LOC1", at: begin.adding(seconds: 9), name: "New")])
    _ = try await pair.patch("{\"kwh\":4}")
    let patch = try #require(pair.partner.take().last { $0.name.hasPrefix("sessions") })
    #expect(patch.method == "PATCH" && patch.body?["location"] == nil, "as it was at the start")
    _ = try await pair.patch("{\"charging_periods\":[\(HistorySample.period("2026-01-01T09:00:00Z"))]}")
    let whole = try #require(pair.partner.take().last { $0.name.hasPrefix("sessions") })
    #expect(whole.method == "PUT" && whole.body?["charging_periods"]?.elements?.count == 1)
    #expect(whole.body?["location"]?["name"]?.string == "Hafen")
    await pair.close()
  }

  @Test(
    "CDR-10 CDR-11 a CDR tells 2.1.1 a location with the connector's figures; a credit stays here, with the reason"
  )
  func cdr() async throws {
    let pair = try await HistoryPair(version: .v2_1_1)
    try await pair.house.put("locations", [Sample.location("HOME9", at: pair.house.clock.now)])
    #expect(try await pair.refusal(of: at("HOME9", HistorySample.cdr())) == nil)
    try await pair.house.deliver("acme")
    let post = try #require(pair.partner.take().first)
    #expect(post.method == "POST" && post.name == "cdrs")
    #expect(post.body?["stop_date_time"]?.string == "2026-01-01T11:00:00Z")
    #expect(post.body?["total_cost"]?.numberText == "10.00" && post.body?["auth_id"]?.string == "NL-ACM-C1")
    let connector = post.body?["location"]?["evses"]?[0]?["connectors"]?[0]
    #expect(connector?["voltage"]?.int == 230 && connector?["amperage"]?.int == 32)
    let credit = HistorySample.cdr(
      "C1-X", cost: "-10.00", more: "\"credit\":true,\"credit_reference_id\":\"C1\",")
    #expect(try await pair.refusal(of: at("HOME9", credit)) == nil)
    try await pair.house.deliver("acme")
    #expect(pair.partner.take().isEmpty)
    let left = try #require(try await pair.house.outbox("acme").first)
    #expect(left.state == .parked && left.lastError?.contains("no credits") == true)
    await pair.close()
  }

  private static let place = """
    {"id":"LOC1","type":"ON_STREET","address":"Hauptstr. 1","city":"Berlin","postal_code":"10115","country":"DEU",\
    "coordinates":{"latitude":"52.520008","longitude":"13.404954"},"evses":[{"uid":"E1","status":"CHARGING",\
    "connectors":[{"id":"1","standard":"IEC_62196_T2","format":"SOCKET","power_type":"AC_3_PHASE","voltage":230,\
    "amperage":32,"last_updated":"2026-01-01T00:00:00Z"}],"last_updated":"2026-01-01T00:00:00Z"}],\
    "last_updated":"2026-01-01T00:00:00Z"}
    """

  private static let old = """
    {"id":"S1","start_datetime":"2026-01-01T09:00:00Z","kwh":1.5,"auth_id":"NL-ACM-C1","auth_method":"WHITELIST",\
    "location":\(place),"currency":"EUR","charging_periods":[],"status":"COMPLETED",\
    "last_updated":"2026-01-01T10:00:00Z"}
    """

  private func token(_ uid: String, _ type: String) -> OwnObject {
    let text = """
      {"country_code":"NL","party_id":"ACM","uid":"\(uid)","type":"\(type)","contract_id":"NL-ACM-C1",\
      "issuer":"ACME","valid":true,"whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"}
      """
    return OwnObject(
      module: "tokens", key: ObjectKey(country: "NL", party: "ACM", id: uid, sub: type), body: JSONText(text),
      lastUpdated: .epoch, hash: Array(uid.utf8))
  }

  @Test(
    "X-43 SES-12 a session of 2.1.1 is ours with its ids, and with the token its contract leaves no doubt about"
  )
  func received() async throws {
    var script = ScriptedPartner.Script()
    script.lists["sessions"] = [Self.old]
    let bench = try await PullBench.open(script, version: .v2_1_1)
    let report = await PullStep<Session>(bench.link, bench.platform.commons).syncOnce(.full)
    #expect(report.counts.created == 1 && report.counts.quarantined == 0)
    func uid(with tokens: [OwnObject]) async throws -> String? {
      try await bench.store.write { tx in for token in tokens { _ = try tx.own.put(token) } }
      var head = try HTTPRequestHead(firstLine: Array("GET /partners/volt/sessions HTTP/1.1".utf8))
      head.fields.set("OCPI-Version", "2.2.1")
      let request = HTTPRequest(
        head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(), body: HTTPRequestBody([]))
      let answer = await OfficeRouter(commons: bench.platform.commons, key: .open).answer(request)
      guard case .bytes(let bytes) = answer.content else { return nil }
      let session = try JSON.parse(bytes)[0]
      #expect(session?["evse_uid"]?.string == "E1" && session?["connector_id"]?.string == "1")
      #expect(session?["cdr_token"]?["contract_id"]?.string == "NL-ACM-C1")
      return session?["cdr_token"]?["uid"]?.string
    }
    #expect(try await uid(with: []) == "#NA")
    #expect(try await uid(with: [token("APP", "APP_USER")]) == "APP", "the only token of the contract")
    #expect(try await uid(with: [token("CARD", "RFID")]) == "CARD", "the only card of the contract")
    #expect(try await uid(with: [token("FOB", "RFID")]) == "#NA", "nothing is guessed")
    await bench.close()
  }

  /// An order of ours to start a session, given at a time for a card of the contract.
  private func order(_ id: String, at text: String, place: String, token uid: String) throws -> CommandRow {
    let time = try #require(Timestamp(ocpi: text))
    let body = """
      {"token":\(HistorySample.token.replacing("U1", with: uid).dropLast()),"issuer":"ACME","valid":true,\
      "whitelist":"ALWAYS","last_updated":"2026-01-01T00:00:00Z"},"location_id":"LOC1",\
      "authorization_reference":"REF-\(id)"}
      """
    return CommandRow(
      id: id, direction: .out, partner: "volt", kind: "START_SESSION", module: "commands", callback: id,
      body: JSONText(body), subject: uid, token: uid, place: place, version: "2.1.1", correlation: id,
      createdAt: time, phase: .awaited, dueAt: nil, deadline: time, sendBy: time)
  }

  @Test(
    "X-42 X-43 a session of 2.1.1 has token and reference of the order that began it, by contract, EVSE and time"
  )
  func ordered() async throws {
    var script = ScriptedPartner.Script()
    script.lists["sessions"] = [Self.old]
    let bench = try await PullBench.open(script, version: .v2_1_1)
    _ = await PullStep<Session>(bench.link, bench.platform.commons).syncOnce(.full)
    func told(with orders: [CommandRow]) async throws -> [String?] {
      try await bench.store.write { tx in for order in orders { try tx.commands.save(order) } }
      var head = try HTTPRequestHead(firstLine: Array("GET /partners/volt/sessions HTTP/1.1".utf8))
      head.fields.set("OCPI-Version", "2.2.1")
      let request = HTTPRequest(
        head, peer: PeerIdentity(address: nil), parameters: HTTPParameters(), body: HTTPRequestBody([]))
      let answer = await OfficeRouter(commons: bench.platform.commons, key: .open).answer(request)
      guard case .bytes(let bytes) = answer.content else { return [] }
      let session = try JSON.parse(bytes)[0]
      return [session?["cdr_token"]?["uid"]?.string, session?["authorization_reference"]?.string]
    }
    let others = [
      try order("early", at: "2026-01-01T08:44:00Z", place: "E1", token: "A"),
      try order("late", at: "2026-01-01T09:02:00Z", place: "E1", token: "B"),
      try order("elsewhere", at: "2026-01-01T08:59:00Z", place: "E2", token: "C"),
    ]
    #expect(try await told(with: others) == ["#NA", nil])
    let right = try order("right", at: "2026-01-01T08:58:00Z", place: "E1", token: "FOB")
    #expect(try await told(with: [right]) == ["FOB", "REF-right"])
    let newer = try order("newer", at: "2026-01-01T08:59:30Z", place: "", token: "CARD")
    #expect(try await told(with: [newer]) == ["CARD", "REF-newer"], "the charge point chose the EVSE")
    await bench.close()
  }

  @Test("SES-08 what was final in 2.1.1 is the same in 2.2.1, and something else is still a contradiction")
  func upgrade() async throws {
    var script = ScriptedPartner.Script()
    script.lists["sessions"] = [Self.old]
    let bench = try await PullBench.open(script, version: .v2_1_1)
    _ = await PullStep<Session>(bench.link, bench.platform.commons).syncOnce(.full)
    bench.establish(.v2_2_1)
    let end = "2026-01-01T10:00:00Z"
    bench.partner.change { $0.lists["sessions"] = [HistorySample.session(status: "COMPLETED", at: end)] }
    let same = await PullStep<Session>(bench.link, bench.platform.commons).syncOnce(.full)
    #expect(same.counts.quarantined == 0 && same.counts.updated == 0)
    bench.partner.change {
      $0.lists["sessions"] = [HistorySample.session(status: "COMPLETED", kwh: "9", at: end)]
    }
    let other = await PullStep<Session>(bench.link, bench.platform.commons).syncOnce(.full)
    #expect(other.counts.quarantined > 0 && other.counts.updated == 0)
    await bench.close()
  }
}
