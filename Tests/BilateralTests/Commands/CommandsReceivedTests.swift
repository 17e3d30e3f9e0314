import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms
import Testing

@testable import Bilateral

@Suite struct CommandsReceivedTests {
  private static func kinds(_ version: OCPIVersion) -> [CommandKind] {
    let taken: [CommandKind] = [
      .startSession, .stopSession, .reserveNow, .unlockConnector, .setProfile, .clearProfile, .getProfile,
    ]
    return taken.filter { $0.traits.since <= version }
  }

  /// What the partner was told at a `response_url`, in order.
  private static func results(_ house: CommandHouse) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for message in house.peer.take() where message.path.hasPrefix("results/") {
      #expect(message.method == "POST" && message.hasToken)
      found[String(message.path.dropFirst("results/".count)), default: []].append(
        message.body?["result"]?.string ?? "nothing")
    }
    return found
  }

  @Test(
    "CMD-01 CMD-03 CMD-05 CMD-06 CMD-07 CMD-08 CMD-18 CPR-01 CPR-03 CPR-04 every order is asked of our platform and its one result told: accepted, rejected, timed out, late, partner down",
    arguments: OCPIVersion.allCases)
  func matrix(_ version: OCPIVersion) async throws {
    let house = try await CommandHouse("reserve = true\nprofile_interval = \"0 s\"", version: version)
    try await house.stand()
    var expected: [String: [String]] = [:]
    var asked: [String: String] = [:]
    for kind in Self.kinds(version) {
      for word in ["ACCEPTED", "REJECTED", "silent", "late"] {
        // Each start is of another driver: two of one driver at one EVSE are one.
        let name = "\(kind.rawValue)-\(word)"
        let body =
          kind == .getProfile || kind == .clearProfile
          ? nil
          : CommandHouse.taken(kind, house.responseURL(name), version).replacing(
            "CARD1", with: "CARD-\(word)")
        let answer = try await house.take(kind, name, body, version: version)
        #expect(answer.http == 200 && answer.ocpi == 1000 && answer.result == "ACCEPTED", "\(name)")
        #expect(answer.data["timeout"]?.int == (version == .v2_1_1 ? nil : 120))
        let ask = try #require(try await house.asks().first { !asked.values.contains($0.id) })
        asked[name] = ask.id
        #expect(ask.kind == "command" && ask.deadline == house.clock.now.adding(seconds: 30))
        if ["ACCEPTED", "REJECTED"].contains(word) {
          let given = try await house.office("POST", "/asks/\(ask.id)", #"{"result":"\#(word)"}"#)
          #expect(given.status == 200, "\(given.json.text)")
          expected[name] = [word]
        }
      }
      expected["\(kind.rawValue)-silent"] = [kind.silence]
      expected["\(kind.rawValue)-late"] = ["ACCEPTED"]
    }
    try await house.wait(60)
    for kind in Self.kinds(version) {
      // Too late for the question, in time for the command.
      let ask = try #require(asked["\(kind.rawValue)-late"])
      #expect(try await house.office("POST", "/asks/\(ask)", #"{"result":"ACCEPTED"}"#).status == 409)
      let event = try #require(try await house.events(["ask"]).first { $0.event.askID == ask })
      let id = try #require(event.event.id)
      #expect(
        try await house.office("POST", "/commands/\(id)/result", #"{"result":"ACCEPTED"}"#).status == 200)
    }
    try await house.wait(60)
    #expect(Self.results(house) == expected)
    try await house.wait(7200)
    #expect(Self.results(house).isEmpty)
    let told = try await house.events().map { $0.event.change }
    #expect(told == Array(repeating: "timed-out", count: Self.kinds(version).count))
    await house.close()
  }

  @Test("CMD-05 CMD-08 a result is tried until the partner takes it, and given up after an hour")
  func delivery() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    _ = try await house.take(.startSession, "later")
    try await answer(house, "ACCEPTED")
    house.peer.refuse(.serviceUnavailable)
    try await house.carry()
    try await house.wait(5)
    #expect(Self.results(house)["later"]?.count == 2)
    house.peer.refuse(nil)
    try await house.wait(60)
    #expect(Self.results(house)["later"] == ["ACCEPTED"])
    _ = try await house.take(.stopSession, "never")
    try await answer(house, "ACCEPTED")
    await house.peer.stop()
    try await house.carry()
    try await house.wait(3601)
    #expect(try await house.events().map { $0.event.change } == ["undelivered"])
    await house.close()
  }

  private func answer(_ house: CommandHouse, _ word: String) async throws {
    for ask in try await house.asks() {
      let given = try await house.office("POST", "/asks/\(ask.id)", #"{"result":"\#(word)"}"#)
      #expect(given.status == 200, "\(given.json.text)")
    }
  }

  private static let foreign = [
    "http://169.254.169.254/latest", "http://127.0.0.1:9/x", "https://canary.example/x", "file:///etc/passwd",
    "", "http://[::1]/x", "http://user@127.0.0.1/x",
  ]

  @Test("S-15 S-19 P-113 a response_url that is not the partner's is refused, and nothing is sent there")
  func foreign() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    let module = ChargingProfilesReceiver(commons: house.commons)
    for url in Self.foreign {
      let body = CommandHouse.taken(.startSession, url, .v2_2_1)
      let answer = try await house.take(.startSession, "x", body)
      #expect(answer.ocpi == 2001 && answer.http == 200, "\(url)")
      let query = "response_url=\(HTTPURL.encoded(url))"
      #expect(try await house.call(module, "DELETE", ["S1"], query: query).ocpi == 2001, "\(url)")
    }
    #expect(try await house.asks().isEmpty)
    try await house.wait(200)
    #expect(house.peer.take().isEmpty)
    await house.close()
  }

  @Test("P-116 CPR-03 the same profile for another session is another order, also at one response_url")
  func otherSession() async throws {
    let house = try await CommandHouse("profile_interval = \"0 s\"")
    try await house.stand()
    try await house.session("S4")
    let module = ChargingProfilesReceiver(commons: house.commons)
    let put = CommandHouse.taken(.setProfile, house.responseURL("x"), .v2_2_1)
    for session in ["S1", "S1", "S4"] {
      #expect(try await house.call(module, "PUT", [session], put).result == "ACCEPTED")
    }
    #expect(try await house.call(module, "PUT", ["S9"], put).result == "UNKNOWN_SESSION")
    let asked = try await house.asks().map { try JSON.parse($0.question.bytes)["session_id"]?.string }
    #expect(Set(asked) == ["S1", "S4"] && asked.count == 2)
    await house.close()
  }

  @Test("P-114 CPR-03 an address that was not encoded is everything after its name when it stands last")
  func unencoded() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    let module = ChargingProfilesReceiver(commons: house.commons)
    let query = "duration=600&response_url=\(house.responseURL("plain"))?a=1&b=2"
    #expect(try await house.call(module, "GET", ["S1"], query: query).result == "ACCEPTED")
    try await answer(house, "REJECTED")
    try await house.carry()
    #expect(house.peer.take().map(\.path) == ["results/plain?a=1&b=2"])
    for query in ["response_url=\(house.responseURL("x"))", "duration=0&response_url=x", "duration=600"] {
      #expect(try await house.call(module, "GET", ["S1"], query: query).ocpi == 2001)
    }
    await house.close()
  }

  /// An order that is refused at once: what is changed in it, and what is answered.
  private struct Row: CustomStringConvertible {
    let kind: CommandKind
    var old = ""
    var new = ""
    let result: String
    var ocpi = 1000

    var description: String { "\(kind.rawValue) \(old) → \(new)" }
  }

  private static let rows = [
    Row(kind: .startSession, old: "\"L1\"", new: "\"L9\"", result: "REJECTED", ocpi: 2003),
    Row(kind: .startSession, old: "L1-0", new: "L1-9", result: "REJECTED", ocpi: 2003),
    Row(kind: .unlockConnector, old: "\"1\"", new: "\"7\"", result: "REJECTED", ocpi: 2003),
    Row(kind: .reserveNow, old: "\"L1\"", new: "\"L9\"", result: "REJECTED", ocpi: 2003),
    Row(kind: .reserveNow, old: "2099", new: "2020", result: "REJECTED", ocpi: 2001),
    Row(kind: .startSession, old: "\"ACM\"", new: "\"OTH\"", result: "REJECTED"),
    Row(
      kind: .startSession, old: "\"evse_uid\":\"L1-0\"", new: "\"connector_id\":\"1\"", result: "REJECTED",
      ocpi: 2001),
    Row(kind: .stopSession, old: "S1", new: "S9", result: "UNKNOWN_SESSION"),
    Row(kind: .stopSession, old: "S1", new: "S2", result: "REJECTED"),
    Row(kind: .stopSession, old: "S1", new: "S3", result: "REJECTED"),
  ]

  @Test("CMD-14 CMD-17 CMD-19 CMD-20 CMD-21 CPR-10 what may not be ordered is refused at once")
  func refusals() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    for row in Self.rows {
      let body = CommandHouse.taken(row.kind, house.responseURL("x"), .v2_2_1)
        .replacing(row.old, with: row.new)
      let answer = try await house.take(row.kind, "x", body)
      #expect(answer.result == row.result && answer.ocpi == row.ocpi && answer.http == 200, "\(row)")
      #expect(try await house.asks().isEmpty, "\(row)")
    }
    await house.close()
  }

  @Test("CMD-22 S-13 what is not agreed on, or no version knows, is NOT_SUPPORTED")
  func unsupported() async throws {
    let none = ["remote_start", "remote_stop", "reserve", "unlock", "charging_profiles"]
    let house = try await CommandHouse(none.map { "\($0) = false" }.joined(separator: "\n"))
    try await house.stand()
    for kind in CommandKind.allCases where kind.hasResult {
      let answer = try await house.take(kind, "x")
      #expect(answer.result == "NOT_SUPPORTED" && answer.ocpi == 1000, "\(kind)")
    }
    let module = CommandsReceiver(commons: house.commons)
    for version in OCPIVersion.allCases {
      let answer = try await house.call(module, "POST", ["LIGHT_UP"], "{}", version: version)
      #expect(answer.result == "NOT_SUPPORTED" && answer.http == 200)
    }
    let older = try await house.call(module, "POST", ["CANCEL_RESERVATION"], "{}", version: .v2_1_1)
    #expect(older.result == "NOT_SUPPORTED")
    #expect(try await house.call(module, "GET", ["START_SESSION"]).http == 405)
    #expect(try await house.call(module, "POST", []).http == 404)
    await house.close()
  }

  @Test(
    "CMD-10 CMD-12 CMD-13 reservations have a number for charge points; a known id replaces, an unknown one is told so"
  )
  func reservations() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    #expect(try await house.take(.cancelReservation, "nothing").result == "ACCEPTED")
    #expect(try await house.asks().isEmpty)
    #expect(try await house.take(.reserveNow, "one").result == "ACCEPTED")
    let first = try JSON.parse(try #require(try await house.asks().first).question.bytes)
    #expect(first["reservation_number"]?.int == 1 && first["replaces"] == false)
    try await answer(house, "ACCEPTED")
    #expect(try await house.take(.reserveNow, "two").result == "ACCEPTED")
    let second = try JSON.parse(try #require(try await house.asks().first).question.bytes)
    #expect(second["reservation_number"]?.int == 1 && second["replaces"] == true)
    let id = try #require(second["command_id"]?.string)
    try await answer(house, "ACCEPTED")
    try await house.wait(1)
    #expect(
      Self.results(house) == ["nothing": ["UNKNOWN_RESERVATION"], "one": ["ACCEPTED"], "two": ["ACCEPTED"]])
    for status in [200, 200, 409] {
      let word = status == 409 ? "FAILED" : "CANCELED_RESERVATION"
      let given = try await house.office("POST", "/commands/\(id)/result", #"{"result":"\#(word)"}"#)
      #expect(given.status == status, "\(given.json.text)")
    }
    try await house.wait(1)
    #expect(Self.results(house) == ["two": ["CANCELED_RESERVATION"]])
    await house.close()
  }

  @Test(
    "P-116 S-39 the same order again is the same order, and an impatient driver's second try joins the first")
  func impatience() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    for _ in 0..<2 { #expect(try await house.take(.startSession, "one").result == "ACCEPTED") }
    #expect(try await house.take(.startSession, "two").result == "ACCEPTED")
    #expect(try await house.asks().count == 1)
    try await answer(house, "EVSE_OCCUPIED")
    try await house.carry()
    #expect(Self.results(house) == ["one": ["EVSE_OCCUPIED"], "two": ["EVSE_OCCUPIED"]])
    await house.close()
  }

  @Test(
    "CMD-12 CMD-16 CPR-12 the question is in our words; the token is kept for session and CDR, and not among the tokens"
  )
  func question() async throws {
    let house = try await CommandHouse("uid_format = \"hex-lower\"")
    try await house.stand()
    let body = CommandHouse.taken(.startSession, house.responseURL("x"), .v2_2_1)
      .replacing("CARD1", with: "04a1b2c3")
    _ = try await house.take(.startSession, "x", body)
    _ = try await house.take(.setProfile, "y")
    let asked = try await house.asks().map { try JSON.parse($0.question.bytes) }
    let start = try #require(asked.first { $0["command"] == "START_SESSION" })
    #expect(start["token"]?["uid"] == "04A1B2C3" && start["token"]?["contract_id"] == "NL-ACM-C1-7")
    #expect(start["location_id"] == "L1" && start["evse_uid"] == "L1-0" && start["response_url"] == nil)
    let profile = try #require(asked.first { $0["command"] == "SET_CHARGING_PROFILE" })
    #expect(profile["session_id"] == "S1" && profile["charging_profile"]?["charging_rate_unit"] == "A")
    let period = profile["charging_profile"]?["charging_profile_period"]?[0]
    #expect(period?["limit"] == .number("16.0"))
    let stored = try await house.commons.store.read { tx in
      try tx.received.objects("tokens", id: "04A1B2C3") + tx.received.objects("tokens", id: "04a1b2c3")
    }
    #expect(stored.isEmpty)
    await house.close()
  }

  @Test(
    "CMD-15 TOK-20 a driver whom the partner has sent is not asked for: apps never, cards at that EVSE for 15 minutes"
  )
  func ordered() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    _ = try await house.take(.startSession, "card")
    let app = CommandHouse.taken(.startSession, house.responseURL("app"), .v2_2_1)
      .replacing("RFID", with: "APP_USER").replacing("CARD1", with: "app-7")
    _ = try await house.take(.startSession, "app", app)
    let there = #"{"uid":"CARD1","location":{"location_id":"L1","evse_uids":["L1-0"]}}"#
    #expect(try await ask(house, there) == ["ordered", "command"])
    #expect(try await ask(house, #"{"uid":"app-7","type":"APP_USER"}"#) == ["ordered", "command"])
    #expect(try await ask(house, there.replacing("L1-0", with: "L1-8"))[1] != "command")
    #expect(try await ask(house, #"{"uid":"CARD1"}"#)[1] != "command")
    house.clock.advance(seconds: 901)
    #expect(try await ask(house, there)[1] != "command")
    #expect(try await ask(house, #"{"uid":"app-7","type":"APP_USER"}"#)[1] == "command")
    await house.close()
  }

  private func ask(_ house: CommandHouse, _ body: String) async throws -> [String] {
    let answer = try await house.office("POST", "/partners/acme/authorize", body).json
    return [answer["reason"]?.string ?? "", answer["source"]?.string ?? ""]
  }

  @Test(
    "CPR-09 CPR-10 CPR-13 CPR-15 profiles: not too often, not of others' drivers, profile with ACCEPTED only")
  func profiles() async throws {
    let house = try await CommandHouse()
    try await house.stand()
    #expect(try await house.take(.getProfile, "one").result == "ACCEPTED")
    #expect(try await house.take(.setProfile, "two").result == "TOO_OFTEN")
    house.clock.advance(seconds: 10)
    let module = ChargingProfilesReceiver(commons: house.commons)
    let put = CommandHouse.taken(.setProfile, house.responseURL("x"), .v2_2_1)
    #expect(try await house.call(module, "PUT", ["S2"], put).result == "REJECTED")
    #expect(try await house.call(module, "PUT", ["S9"], put).result == "UNKNOWN_SESSION")
    #expect(try await house.call(module, "POST", ["S1"], put).http == 405)
    let profile =
      #"{"start_date_time":"2026-01-01T00:00:00Z","charging_profile":{"charging_rate_unit":"W"}}"#
    let ask = try #require(try await house.asks().first).id
    for broken in [#"{"result":"FAILED"}"#, #"{"result":"ACCEPTED","profile":{"charging_profile":{}}}"#] {
      #expect(try await house.office("POST", "/asks/\(ask)", broken).status == 422)
    }
    let given = #"{"result":"REJECTED","profile":\#(profile)}"#
    #expect(try await house.office("POST", "/asks/\(ask)", given).status == 200)
    try await house.carry()
    let told = try #require(house.peer.take().first)
    #expect(told.body == ["result": "REJECTED"])
    await house.close()
  }

  @Test(
    "CPR-06 CPR-07 CPR-08 the partner hears how its profile works out once it was set, also when none is active any more"
  )
  func updates() async throws {
    let house = try await CommandHouse("profile_interval = \"0 s\"")
    try await house.stand()
    let path = "/partners/acme/commands/UPDATE_ACTIVE_CHARGING_PROFILE"
    let body = CommandHouse.order(.updateProfile)
    _ = try await house.take(.setProfile, "set")
    #expect(try await house.office("POST", path, body).status == 409)
    try await answer(house, "ACCEPTED")
    try await house.carry()
    let short = body.replacing("900", with: "60")
    #expect(try await house.office("POST", path, short).json["warnings"]?.elements?.count == 1)
    _ = try await house.take(.clearProfile, "clear")
    try await answer(house, "ACCEPTED")
    let full = try await house.office(
      "POST", path, body.replacing("16.0", with: "32.0"), correlation: "ACCEPTED:x")
    #expect(full.json["warnings"] == nil)
    try await house.carry()
    let sent = house.peer.take().filter { $0.path == "SENDER/chargingprofiles/S1" }
    #expect(sent.map(\.method) == ["PUT", "PUT"])
    let id = try #require(full.json["command_id"]?.string)
    #expect(try await house.told(id) == ["command-result accepted"])
    await house.close()
  }

  @Test(
    "SES-18 SES-19 SES-20 SES-21 a driver's wishes are asked of our platform where the EVSE takes them and a tariff is there"
  )
  func preferences() async throws {
    let house = try await CommandHouse("command_timeout = \"1 s\"")
    try await house.stand(capabilities: #"["CHARGING_PREFERENCES_CAPABLE"]"#)
    func wish(_ type: String, session: String = "S1") async throws -> CommandHouse.Answer {
      try await house.call(
        Wishes(desk: ChargingPreferencesDesk(commons: house.commons)), "PUT", [session],
        #"{"profile_type":"\#(type)"}"#)
    }
    #expect(try await wish("CHEAP").result == "PROFILE_TYPE_NOT_SUPPORTED")
    for session in ["S2", "S9"] {
      let refused = try await wish("REGULAR", session: session)
      #expect(refused.http == 404 && refused.ocpi == 2001)
    }
    let platform = Task {
      while true {
        guard let ask = try await house.asks().first else {
          await Task.yield()
          continue
        }
        let question = try JSON.parse(ask.question.bytes)
        #expect(question["discharge_allowed"] == false && question["session_id"] == "S1")
        let broken = try await house.office("POST", "/asks/\(ask.id)", #"{"result":"GREEN"}"#)
        #expect(broken.status == 422)
        return try await house.office("POST", "/asks/\(ask.id)", #"{"result":"DEPARTURE_REQUIRED"}"#).status
      }
    }
    #expect(try await wish("REGULAR").data == "DEPARTURE_REQUIRED")
    #expect(try await platform.value == 200)
    try await house.stand(capabilities: "[]")
    let incapable = try await wish("REGULAR")
    #expect(incapable.http == 404 && incapable.ocpi == 2001)
    await house.close()
  }

  /// The desk as the sessions module calls it.
  private struct Wishes: OCPIModule {
    let id = ModuleID.sessions
    let role = InterfaceRole.sender
    let offeredAs: [PartyRole.Kind] = [.cpo]
    let desk: ChargingPreferencesDesk

    func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
      try await desk.answer(call, session: path[0])
    }
  }
}
