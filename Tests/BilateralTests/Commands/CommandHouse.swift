import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import BilateralTesting
import Testing

@testable import Bilateral

/// A platform and its partner "acme", each operator and provider to the other; its courier is stepped by hand.
final class CommandHouse: Sendable {
  let house: PublishHouse
  let peer: CommandPeer

  var commons: Commons { house.commons }
  var clock: HandClock { house.clock }

  /// Opens both; `terms` are the lines of `[authorization]`.
  init(_ terms: String = "reserve = true", version: OCPIVersion = .v2_2_1) async throws {
    let file = Sample.partner("acme", "[authorization]\n\(terms)\n[pricing.sell]\nbase = \"adhoc\"\n")
    house = try await PublishHouse(["acme": file])
    peer = CommandPeer(on: house.platform.group)
    try peer.start()
    try await house.register("acme", receiver: peer.base)
    try speak(version)
  }

  /// Speaks a version from now on.
  func speak(_ version: OCPIVersion) throws {
    let link = try house.link("acme")
    var facts = link.facts
    facts.version = version
    facts.endpoints = [
      ("commands", InterfaceRole.receiver), ("chargingprofiles", .receiver), ("chargingprofiles", .sender),
      ("sessions", .sender), ("tokens", .sender),
    ].map { Endpoint(identifier: ModuleID(rawValue: $0), role: $1, url: "\(peer.base)/\($1)/\($0)") }
    link.establish(facts)
  }

  func close() async {
    await peer.stop()
    house.close()
  }
}

/// Our own platform.
extension CommandHouse {
  /// Asks the back office.
  func office(
    _ method: String, _ path: String, _ body: String = "", correlation: String? = nil
  ) async throws -> (status: Int, json: JSON) {
    var head = try HTTPRequestHead(firstLine: Array("\(method) \(path) HTTP/1.1".utf8))
    if let correlation { head.fields.set("X-Correlation-ID", correlation) }
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody(Array(body.utf8)))
    let response = await OfficeRouter(commons: commons, key: .open).answer(request)
    guard case .bytes(let bytes) = response.content else { throw Sample.Unexpected() }
    return (response.status.code, (try? JSON.parse(bytes)) ?? .null)
  }

  /// Gives an order; `script` is what the partner answers.
  func give(_ kind: CommandKind, _ script: String, _ body: String? = nil) async throws -> String {
    let answer = try await office(
      "POST", "/partners/acme/commands/\(kind.rawValue)", body ?? Self.order(kind),
      correlation: "\(script):\(kind.rawValue)")
    #expect(answer.status == 200, "\(kind): \(answer.json.text)")
    return answer.json["command_id"]?.string ?? ""
  }

  /// Every event that tells of an order or asks about one, in order.
  func events(_ types: Set<String> = ["command-result", "command-late-result"]) async throws -> [EventRow] {
    try await commons.store.read { tx in try tx.events.list(after: 0, limit: 10_000) }
      .filter { types.contains($0.event.type) }
  }

  /// What our platform was told of one order.
  func told(_ id: String) async throws -> [String] {
    try await events().filter { $0.event.id == id }.map { "\($0.event.type) \($0.event.change ?? "")" }
  }

  /// The open questions.
  func asks() async throws -> [AskRow] { try await commons.store.read { tx in try tx.asks.open() } }

  func row(_ id: String) async throws -> CommandRow {
    try #require(try await commons.store.read { tx in try tx.commands.command(id) })
  }

  /// Steps the courier until nothing is due.
  func carry() async throws {
    let courier = CommandCourier(try house.link("acme"), commons)
    while true {
      let work = try await courier.takeUp()
      guard !work.isEmpty else { return }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for row in work { group.addTask { try await courier.perform(row) } }
        try await group.waitForAll()
      }
    }
  }

  /// Lets time pass and does what is due then.
  func wait(_ seconds: Int64) async throws {
    clock.advance(seconds: seconds)
    try await carry()
  }

  /// The object of an order as our platform writes it.
  static func order(_ kind: CommandKind) -> String {
    let token = Sample.token("CARD1", at: Timestamp(seconds: 1_767_225_600)).text
    let profile =
      #"{"charging_rate_unit":"A","duration":900,"charging_profile_period":[{"start_period":0,"limit":16.0}]}"#
    switch kind {
    case .startSession: return #"{"token":\#(token),"location_id":"L1","evse_uid":"L1-0"}"#
    case .stopSession, .clearProfile: return #"{"session_id":"S1"}"#
    case .reserveNow:
      return """
        {"token":\(token),"location_id":"L1","evse_uid":"L1-0","reservation_id":"R-17",\
        "expiry_date":"2099-01-01T00:00:00Z"}
        """
    case .cancelReservation: return #"{"reservation_id":"R-17"}"#
    case .unlockConnector:
      return #"{"location_id":"L1","evse_uid":"L1-0","connector_id":"1","operator":"Jo"}"#
    case .setProfile: return #"{"session_id":"S1","charging_profile":\#(profile)}"#
    case .getProfile: return #"{"session_id":"S1","duration":900}"#
    case .setPreferences: return #"{"session_id":"S1","profile_type":"CHEAP"}"#
    case .updateProfile:
      return #"{"session_id":"S1","start_date_time":"2026-01-01T00:00:00Z","charging_profile":\#(profile)}"#
    }
  }
}

/// The partner's side.
extension CommandHouse {
  /// An answer of our server.
  struct Answer {
    let reply: OCPIReply

    var http: Int { reply.http.code }
    var ocpi: Int { reply.status.rawValue }
    var data: JSON { reply.data.flatMap { try? JSON.parse($0) } ?? .null }
    var result: String? { (data["result"] ?? data).string }
  }

  /// Calls a module of ours as the partner.
  func call(
    _ module: any OCPIModule, _ method: String, _ path: [String], _ body: String = "", query: String = "",
    version: OCPIVersion = .v2_2_1, correlation: String = "c"
  ) async throws -> Answer {
    let line = "\(method) /x\(query.isEmpty ? "" : "?\(query)") HTTP/1.1"
    let head = try HTTPRequestHead(firstLine: Array(line.utf8))
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(), body: HTTPRequestBody(Array(body.utf8)))
    let caller = TokenDirectory.Caller(
      partner: "acme", kind: .session, hash: [], text: SecretText("t"), form: .base64, isInUse: true,
      expiresAt: nil)
    let call = OCPICall(
      request: request, link: try house.link("acme"), caller: caller, version: version, requestID: "r",
      correlationID: correlation, now: clock.now)
    do {
      return Answer(reply: try await module.answer(call, path: path))
    } catch let refusal as OCPIRefusal {
      return Answer(reply: refusal.reply)
    }
  }

  /// Tells the result of one of our orders where it was asked for.
  @discardableResult
  func report(_ id: String, _ body: String, version: OCPIVersion = .v2_2_1) async throws -> Answer {
    let row = try await row(id)
    let module: any OCPIModule =
      row.module == "commands" ? CommandsSender(commons: commons) : ChargingProfilesSender(commons: commons)
    return try await call(module, "POST", [row.kind, row.callback], body, version: version)
  }

  /// Where the partner wants its results.
  func responseURL(_ name: String) -> String { "\(peer.base)/results/\(name)" }

  /// The partner orders something of us.
  func take(
    _ kind: CommandKind, _ name: String, _ body: String? = nil, version: OCPIVersion = .v2_2_1
  ) async throws -> Answer {
    let url = responseURL(name)
    switch kind {
    case .getProfile, .clearProfile:
      let method = kind == .getProfile ? "GET" : "DELETE"
      let query = (kind == .getProfile ? "duration=600&" : "") + "response_url=\(HTTPURL.encoded(url))"
      return try await call(
        ChargingProfilesReceiver(commons: commons), method, ["S1"], query: query, version: version)
    case .setProfile:
      return try await call(
        ChargingProfilesReceiver(commons: commons), "PUT", ["S1"], body ?? Self.taken(kind, url, version),
        version: version)
    default:
      return try await call(
        CommandsReceiver(commons: commons), "POST", [kind.rawValue], body ?? Self.taken(kind, url, version),
        version: version)
    }
  }

  /// The object of an order as the partner writes it in a version.
  static func taken(_ kind: CommandKind, _ url: String, _ version: OCPIVersion) -> String {
    var json = (try? JSON.parse(order(kind))) ?? .null
    json["operator"] = nil
    json["response_url"] = .string(url)
    if kind == .setProfile { json["session_id"] = nil }
    guard json["token"] != nil else { return json.text }
    json["token"]?["country_code"] = "NL"
    json["token"]?["party_id"] = "ACM"
    json["token"]?["contract_id"] = "NL-ACM-C1-7"
    guard version == .v2_1_1 else { return json.text }
    var token = json["token"] ?? .null
    token["auth_id"] = token["contract_id"]
    for name in ["country_code", "party_id", "contract_id"] { token[name] = nil }
    json["token"] = token
    if json["reservation_id"] != nil { json["reservation_id"] = .number("17") }
    return json.text
  }

  /// Our station and a running session of the partner's driver at it.
  func stand(capabilities: String = #"["CHARGING_PROFILE_CAPABLE"]"#, connectors: Int = 1) async throws {
    var location = try JSON.parse(Sample.location("L1", at: clock.now).text)
    var evse = try #require(location["evses"]?.elements?.first)
    evse["capabilities"] = try JSON.parse(capabilities)
    let connector = try #require(evse["connectors"]?.elements?.first)
    evse["connectors"] = .array(
      (1...connectors).map { number in
        var other = connector
        other["id"] = .string("\(number)")
        return other
      })
    location["evses"] = .array([evse])
    let key = ObjectKey(country: "DE", party: "NVO", id: "L1")
    try await house.put("locations", [Sample.Object(key: key, text: location.text, at: clock.now)])
    try await session("S1")
    try await session("S2", of: "NL", "OTH")
    try await session("S3", status: "COMPLETED")
  }

  func session(
    _ id: String, of country: String = "NL", _ party: String = "ACM", status: String = "ACTIVE"
  ) async throws {
    let text = """
      {"country_code":"DE","party_id":"NVO","id":"\(id)","start_date_time":"2026-01-01T00:00:00Z","kwh":1,\
      "cdr_token":{"country_code":"\(country)","party_id":"\(party)","uid":"CARD1","type":"RFID",\
      "contract_id":"X"},"auth_method":"COMMAND","location_id":"L1","evse_uid":"L1-0","connector_id":"1",\
      "currency":"EUR","status":"\(status)","last_updated":"2026-01-01T00:00:00Z"}
      """
    let key = ObjectKey(country: "DE", party: "NVO", id: id)
    try await house.put("sessions", [Sample.Object(key: key, text: text, at: clock.now)])
  }
}
