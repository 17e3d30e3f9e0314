import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import Testing

@testable import Bilateral

@Suite struct CommandsSentTests {
  private static func kinds(_ version: OCPIVersion) -> [CommandKind] {
    CommandKind.allCases.filter { $0.hasResult && $0.traits.since <= version }
  }

  @Test(
    "CMD-02 CMD-03 CMD-04 CMD-05 CMD-24 CPR-02 CPR-05 every order has the one right event: accepted, rejected, timed out, late, unknown, partner down",
    arguments: OCPIVersion.allCases)
  func matrix(_ version: OCPIVersion) async throws {
    let house = try await CommandHouse(version: version)
    var expected: [String: [String]] = [:]
    var (prompt, late): ([String], [String]) = ([], [])
    for kind in Self.kinds(version) {
      prompt.append(try await house.give(kind, "ACCEPTED"))
      late.append(try await house.give(kind, "ACCEPTED"))
      let silent = try await house.give(kind, "ACCEPTED")
      let rejected = try await house.give(kind, "REJECTED")
      let unsupported = try await house.give(kind, "NOT_SUPPORTED")
      let unknown = try await house.give(kind, "UNKNOWN_SESSION")
      let place = try await house.give(kind, "place")
      let malformed = try await house.give(kind, "broken")
      for id in [rejected, unsupported] { expected[id] = ["command-result rejected"] }
      for id in [unknown, place] { expected[id] = ["command-result unknown"] }
      expected[silent] = ["command-result timed-out"]
      expected[malformed] = ["command-result malformed"]
    }
    try await house.carry()
    for id in prompt {
      let answer = try await house.report(id, #"{"result":"ACCEPTED"}"#, version: version)
      #expect(answer.ocpi == 1000 && answer.reply.data == nil)
      // Once more is no news.
      try await house.report(id, #"{"result":"ACCEPTED"}"#, version: version)
      try await house.report(id, #"{"result":"REJECTED"}"#, version: version)
      expected[id] = ["command-result accepted"]
    }
    try await house.wait(30)
    #expect(try await house.told(late[0]).isEmpty)
    try await house.wait(3)
    for id in late {
      try await house.report(id, #"{"result":"ACCEPTED"}"#, version: version)
      try await house.report(id, #"{"result":"ACCEPTED"}"#, version: version)
      expected[id] = ["command-result timed-out", "command-late-result accepted"]
    }
    await house.peer.stop()
    for kind in Self.kinds(version) {
      expected[try await house.give(kind, "ACCEPTED")] = ["command-result unreachable"]
    }
    try await house.carry()
    #expect(try await house.events().allSatisfy { $0.event.change != "unreachable" })
    try await house.wait(31)
    for (id, events) in expected {
      let kind = try await house.row(id).kind
      #expect(try await house.told(id) == events, "\(kind)")
    }
    await house.close()
  }

  @Test(
    "CMD-04 a partner that names no time has that of the file; CMD-24 a bare or early word counts as well")
  func answers() async throws {
    let house = try await CommandHouse("result_timeout = \"90 s\"", version: .v2_1_1)
    let silent = try await house.give(.startSession, "zero")
    let bare = try await house.give(.stopSession, "bare")
    let early = try await house.give(.unlockConnector, "ACCEPTED")
    #expect(try await house.report(early, #"{"result":"ACCEPTED"}"#).ocpi == 1000)
    try await house.carry()
    #expect(try await house.told(early) == ["command-result accepted"])
    #expect(try await house.row(bare).phase == .awaited)
    try await house.wait(91)
    #expect(try await house.told(silent).isEmpty)
    try await house.wait(2)
    #expect(try await house.told(silent) == ["command-result timed-out"])
    await house.close()
  }

  @Test("CMD-08 CMD-09 CMD-14 CPR-14 each order has an address of its own for the result, always ours")
  func addresses() async throws {
    let house = try await CommandHouse()
    let foreign =
      CommandHouse.order(.startSession).dropLast() + #","response_url":"http://canary.example/x"}"#
    let first = try await house.give(.startSession, "ACCEPTED", String(foreign))
    _ = try await house.give(.setProfile, "ACCEPTED")
    _ = try await house.give(.clearProfile, "ACCEPTED")
    _ = try await house.give(.getProfile, "ACCEPTED")
    try await house.carry()
    let sent = house.peer.take()
    #expect(sent.count == 4 && sent.allSatisfy { $0.hasToken })
    let urls = sent.compactMap { $0.body?["response_url"]?.string ?? $0.query("response_url") }
    #expect(Set(urls).count == 4)
    for url in urls { #expect(url.hasPrefix("https://volt.example/ocpi/2.2.1/sender/"), "\(url)") }
    let get = try #require(sent.first { $0.method == "GET" })
    #expect(get.path.hasPrefix("RECEIVER/chargingprofiles/S1?duration=900&response_url="))
    // Nobody else may use it, nor twice for something else.
    let secret = try await house.row(first).callback
    #expect(secret.count == 32)
    for path in [["START_SESSION", "0123"], ["STOP_SESSION", secret], ["START_SESSION", secret, "x"]] {
      let answer = try await house.call(
        CommandsSender(commons: house.commons), "POST", path, #"{"result":"ACCEPTED"}"#)
      #expect(answer.http == 404)
    }
    #expect(try await house.report(first, #"{"result":"PERHAPS"}"#).ocpi == 2001)
    #expect(try await house.told(first).isEmpty)
    await house.close()
  }

  @Test("P-111 CMD-24 a result at the module itself is understood while one order is open")
  func misdirected() async throws {
    let house = try await CommandHouse()
    let module = CommandsSender(commons: house.commons)
    let one = try await house.give(.startSession, "ACCEPTED")
    try await house.carry()
    let wrapped = #"{"data":{"result":"FAILED"},"status_code":1000,"timestamp":"2026-01-01T00:00:00Z"}"#
    #expect(try await house.call(module, "POST", ["START_SESSION"], wrapped).ocpi == 1000)
    #expect(try await house.told(one) == ["command-result failed"])
    #expect(try await house.call(module, "POST", [], wrapped).http == 404)
    await house.close()
  }

  @Test("CMD-10 a reservation that the operator takes back is told after its result")
  func canceled() async throws {
    let house = try await CommandHouse()
    let id = try await house.give(.reserveNow, "ACCEPTED")
    try await house.carry()
    for word in ["ACCEPTED", "CANCELED_RESERVATION", "CANCELED_RESERVATION"] {
      try await house.report(id, #"{"result":"\#(word)"}"#)
    }
    #expect(try await house.told(id) == ["command-result accepted", "command-late-result canceled"])
    await house.close()
  }

  @Test(
    "CMD-11 CMD-17 CMD-18 an order is said in the partner's version: numbers for reservations, no connector in 2.1.1"
  )
  func versions() async throws {
    let house = try await CommandHouse(version: .v2_1_1)
    let start = CommandHouse.order(.startSession).dropLast() + #","connector_id":"1"}"#
    _ = try await house.give(.startSession, "ACCEPTED", String(start))
    _ = try await house.give(.reserveNow, "ACCEPTED")
    try await house.carry()
    let sent = house.peer.take()
    let body = try #require(sent.first { $0.path.hasSuffix("START_SESSION") }?.body)
    #expect(body["connector_id"] == nil && body["authorization_reference"] == nil)
    #expect(body["token"]?["auth_id"] == "DE-NVO-C1-7" && body["token"]?["country_code"] == nil)
    let reservation = try #require(sent.first { $0.path.hasSuffix("RESERVE_NOW") }?.body)
    #expect(reservation["reservation_id"] == .number("1"))
    let refused = try await house.office(
      "POST", "/partners/acme/commands/CANCEL_RESERVATION", CommandHouse.order(.cancelReservation))
    #expect(refused.status == 422 && refused.json["error"]?["code"] == "BR362")
    try house.speak(.v2_3_0)
    _ = try await house.give(.startSession, "ACCEPTED", String(start))
    try await house.carry()
    let newer = try #require(house.peer.take().first)
    #expect(newer.body?["connector_id"] == "1" && newer.body?["authorization_reference"] != nil)
    #expect(newer.receiver == "ACM")
    await house.close()
  }

  private static let refused: [(command: String, body: String, status: Int, code: String?, path: String?)] = [
    ("LIGHT_UP", "{}", 404, "BR360", nil),
    ("START_SESSION", "[]", 422, "BR422", nil),
    ("START_SESSION", #"{"location_id":"L1"}"#, 422, "BR422", "token.uid"),
    ("START_SESSION", #"{"location_id":"L1","token":{"uid":"NOBODY"}}"#, 422, "BR422", "token.uid"),
    (
      "START_SESSION", CommandHouse.order(.startSession).replacing("\"NVO\"", with: "\"OTH\""), 422, "BR422",
      "token.party_id"
    ),
    (
      "START_SESSION",
      CommandHouse.order(.startSession).replacing("\"evse_uid\":\"L1-0\"", with: "\"connector_id\":\"1\""),
      422,
      nil, "evse_uid"
    ),
    (
      "UNLOCK_CONNECTOR", #"{"location_id":"L1","evse_uid":"E","connector_id":"1"}"#, 422, "BR422",
      "operator"
    ),
    (
      "SET_CHARGING_PROFILE", CommandHouse.order(.setProfile).replacing("16.0", with: "16.05"), 422, nil, nil
    ),
    ("STOP_SESSION", "{}", 422, "BR422", "session_id"),
    ("GET_ACTIVE_CHARGING_PROFILE", #"{"session_id":"S1"}"#, 422, "BR422", "duration"),
    ("UPDATE_ACTIVE_CHARGING_PROFILE", CommandHouse.order(.updateProfile), 409, "BR364", nil),
  ]

  @Test("CMD-14 CMD-17 CMD-21 CPR-11 what may not be ordered is refused at the door")
  func refusals() async throws {
    let house = try await CommandHouse()
    for row in Self.refused {
      let answer = try await house.office("POST", "/partners/acme/commands/\(row.command)", row.body)
      #expect(answer.status == row.status, "\(answer.json.text)")
      if let code = row.code { #expect(answer.json["error"]?["code"] == .string(code)) }
      if let path = row.path { #expect(answer.json["error"]?["path"] == .string(path)) }
    }
    try await house.carry()
    #expect(house.peer.take().isEmpty)
    await house.close()
  }

  @Test("an order with an id of its own is given once, however often it is sent; GET shows how it stands")
  func repeated() async throws {
    let house = try await CommandHouse()
    let body = CommandHouse.order(.startSession).dropLast() + #","command_id":"my-1"}"#
    for _ in 0..<2 { #expect(try await house.give(.startSession, "ACCEPTED", String(body)) == "my-1") }
    try await house.carry()
    #expect(house.peer.take().count == 1)
    let other = String(body.replacing("CARD1", with: "CARD2"))
    #expect(try await house.office("POST", "/partners/acme/commands/START_SESSION", other).status == 409)
    let shown = try await house.office("GET", "/commands/my-1").json
    #expect(shown["phase"] == "awaited" && shown["command"] == "START_SESSION" && shown["outcome"] == nil)
    #expect(try await house.office("GET", "/commands/nobody").status == 404)
    await house.close()
  }

  @Test("SES-18 CPR-06 CPR-13 wishes are answered at once; updates and profiles reach our platform")
  func profiles() async throws {
    let house = try await CommandHouse()
    let wish = try await house.give(.setPreferences, "ACCEPTED")
    let needs = try await house.give(.setPreferences, "DEPARTURE_REQUIRED")
    let set = try await house.give(.setProfile, "ACCEPTED")
    let get = try await house.give(.getProfile, "ACCEPTED")
    try await house.carry()
    let paths = house.peer.take().map { "\($0.method) \($0.path.prefix { $0 != "?" })" }
    #expect(paths.filter { $0 == "PUT SENDER/sessions/S1/charging_preferences" }.count == 2)
    #expect(paths.contains("PUT RECEIVER/chargingprofiles/S1"))
    #expect(try await house.told(wish) == ["command-result accepted"])
    #expect(try await house.told(needs) == ["command-result rejected"])
    let profile =
      #"{"start_date_time":"2026-01-01T00:00:00Z","charging_profile":{"charging_rate_unit":"W"}}"#
    try await house.report(get, #"{"result":"ACCEPTED","profile":\#(profile)}"#)
    try await house.report(set, #"{"result":"ACCEPTED"}"#)
    let told = try #require(try await house.events().first { $0.event.id == get }?.event.object)
    #expect(try JSON.parse(told.bytes)["profile"]?["charging_profile"]?["charging_rate_unit"] == "W")
    let module = ChargingProfilesSender(commons: house.commons)
    #expect(try await house.call(module, "PUT", ["S1"], profile).ocpi == 1000)
    #expect(try await house.call(module, "PUT", ["S9"], profile).http == 404)
    #expect(try await house.call(module, "PUT", ["S1"], "{}").ocpi == 2001)
    let updates = try await house.events(["charging-profile"])
    #expect(updates.map(\.event.id) == ["S1"])
    await house.close()
  }

  @Test("P-117 CMD-15 a driver for whom we have ordered is let in when the operator asks all the same")
  func ordered() async throws {
    let house = try await CommandHouse()
    let authorize: TokensSender.Authorize = { [commons = house.commons] call, uid in
      try await TokenAuthorizer(commons: commons).answer(call, uid: uid)
    }
    let module = TokensSender(house.commons, authorize: authorize)
    #expect(try await house.call(module, "POST", ["CARD1", "authorize"]).ocpi == 2004)
    _ = try await house.give(.startSession, "ACCEPTED")
    let place = #"{"location_id":"L1","evse_uids":["L1-0"]}"#
    let answer = try await house.call(module, "POST", ["card1", "authorize"], place)
    #expect(answer.data["allowed"] == "ALLOWED" && answer.data["authorization_reference"] != nil)
    let elsewhere = #"{"location_id":"L1","evse_uids":["L1-7"]}"#
    #expect(try await house.call(module, "POST", ["CARD1", "authorize"], elsewhere).ocpi == 2004)
    house.clock.advance(seconds: 901)
    #expect(try await house.call(module, "POST", ["CARD1", "authorize"], place).ocpi == 2004)
    await house.close()
  }
}
