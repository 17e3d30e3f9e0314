import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTesting
import BilateralTestTools
import Testing

@testable import Bilateral

@Suite struct DriverAuthorizationTests {
  /// One driver at a charger: what we hold, what the partner says, what comes of it.
  private struct Row: CustomStringConvertible {
    var whitelist: String?
    var valid = true
    var says: ScriptedProvider.Script
    var allowed: Bool
    var reason: String
    var source: String
    var isAsked = true

    var description: String { "\(whitelist ?? "unknown") valid \(valid), says \(says)" }
  }

  private static let allows = ScriptedProvider.Script.info(#"{"allowed":"ALLOWED"}"#)
  private static let blocks = ScriptedProvider.Script.info(#"{"allowed":"BLOCKED"}"#)
  private static let nothing = ScriptedProvider.Script.info("null")
  private static let unknown = #"{"status_code":2004,"timestamp":"2026-01-01T00:00:00Z"}"#
  private static let refused = #"{"status_code":2000,"timestamp":"2026-01-01T00:00:00Z"}"#

  private static let rows: [Row] = [
    // The whitelist alone decides (TOK-16).
    Row(
      whitelist: "ALWAYS", says: blocks, allowed: true, reason: "token-valid", source: "cache", isAsked: false
    ),
    Row(
      whitelist: "ALWAYS", valid: false, says: allows, allowed: false, reason: "token-invalid",
      source: "cache",
      isAsked: false),
    // The partner decides, also about a token that is invalid here (TOK-15).
    Row(
      whitelist: "NEVER", valid: false, says: allows, allowed: true, reason: "partner-allowed",
      source: "partner"),
    Row(whitelist: "ALLOWED", says: blocks, allowed: false, reason: "partner-refused", source: "partner"),
    Row(
      whitelist: "ALLOWED_OFFLINE", says: blocks, allowed: false, reason: "partner-refused", source: "partner"
    ),
    Row(says: allows, allowed: true, reason: "partner-allowed", source: "partner"),
    // Unknown tokens and refusals in all their forms (TOK-09, P-22).
    Row(says: .envelope(404, unknown), allowed: false, reason: "partner-unknown", source: "partner"),
    Row(says: .envelope(200, unknown), allowed: false, reason: "partner-unknown", source: "partner"),
    Row(says: .envelope(404, "no such page"), allowed: false, reason: "partner-unknown", source: "partner"),
    Row(
      whitelist: "ALLOWED", says: .envelope(400, refused), allowed: false, reason: "partner-refused",
      source: "partner"),
    Row(
      whitelist: "ALLOWED", says: .envelope(200, refused), allowed: false, reason: "partner-refused",
      source: "partner"),
    // No usable answer: the whitelist, then the file (ruling 28).
    Row(whitelist: "NEVER", says: nothing, allowed: false, reason: "failed", source: "fallback"),
    Row(whitelist: "ALLOWED", says: nothing, allowed: true, reason: "failed", source: "fallback"),
    Row(
      whitelist: "ALLOWED", valid: false, says: nothing, allowed: false, reason: "failed", source: "fallback"),
    Row(
      whitelist: "ALLOWED_OFFLINE", says: .envelope(500, ""), allowed: true, reason: "failed",
      source: "fallback"),
    Row(
      whitelist: "ALLOWED", says: .envelope(401, refused), allowed: true, reason: "failed", source: "fallback"
    ),
    Row(says: .envelope(200, "no envelope"), allowed: false, reason: "failed", source: "fallback"),
    Row(says: .info("{}"), allowed: false, reason: "failed", source: "fallback"),
  ]

  /// A deadline that a loaded machine does not reach.
  private static let patient = #"timeout = "10 s""#

  @Test("TOK-08 TOK-09 TOK-15 TOK-16 ruling 28: whitelist, partner and file decide in this order")
  func matrix() async throws {
    let provider = try await ScriptedProvider.start(Self.patient)
    for (number, row) in Self.rows.enumerated() {
      let uid = "CARD\(number)"
      if let whitelist = row.whitelist {
        try await provider.hold(uid, whitelist: whitelist, valid: row.valid)
      }
      provider.script(row.says)
      let answer = try await provider.ask(#"{"uid":"\#(uid)"}"#).json
      #expect(answer["allowed"] == .bool(row.allowed), "\(row): \(answer.text)")
      #expect(answer["reason"] == .string(row.reason), "\(row): \(answer.text)")
      #expect(answer["source"] == .string(row.source), "\(row): \(answer.text)")
      #expect(provider.calls.count == (row.isAsked ? 1 : 0), "\(row)")
    }
    await provider.stop()
  }

  @Test(
    "X-41 X-42 a 2.1.1 answer has neither token nor reference: it counts by itself, and the reference is ours"
  )
  func old() async throws {
    let provider = try await ScriptedProvider.start()
    provider.speak(.v2_1_1)
    try await provider.hold("T1", whitelist: "NEVER")
    provider.script(Self.allows)
    var references: Set<String> = []
    for _ in 1...2 {
      let answer = try await provider.ask(#"{"uid":"T1","type":"RFID"}"#).json
      #expect(answer["allowed"]?.bool == true)
      if let reference = answer["authorization_reference"]?.string { references.insert(reference) }
    }
    #expect(references.count == 2, "one for each driver")
    #expect(provider.calls.allSatisfy { $0.routing == nil }, "2.1.1 names no parties")
    provider.script(Self.blocks)
    let refused = try await provider.ask(#"{"uid":"T1","type":"RFID"}"#).json
    #expect(refused["allowed"]?.bool == false && refused["authorization_reference"] == .null)
    await provider.stop()
  }

  @Test(
    "TOK-07 TOK-11 TOK-14 TOK-21 TOK-22 the question carries type, place and owner, the answer reference, text and EVSEs"
  )
  func wholeExchange() async throws {
    let provider = try await ScriptedProvider.start("uid_format = \"hex-lower\"\n\(Self.patient)")
    try await provider.hold("04a1b2c3", whitelist: "ALLOWED")
    provider.script(
      .info(
        """
        {"allowed":"ALLOWED","authorization_reference":"REF-1","info":{"language":"en","text":"Welcome"},\
        "location":{"location_id":"L1","evse_uids":["E1"]}}
        """))
    let place = #""location":{"location_id":"L1","evse_uids":["E1","E2"],"connector_ids":["1"]}"#
    let answer = try await provider.ask(#"{"uid":"04A1B2C3",\#(place)}"#).json
    #expect(answer["allowed"] == true)
    #expect(answer["authorization_reference"] == "REF-1")
    #expect(answer["info"]?["text"] == "Welcome")
    #expect(answer["evse_uids"] == ["E1"])
    #expect(provider.calls.count == 1, "one question, and no list")
    let call = try #require(provider.calls.first)
    #expect(call.path == "/tokens/04a1b2c3/authorize")
    #expect(call.type == "RFID")
    #expect(call.body == ["location_id": "L1", "evse_uids": ["E1", "E2"]])
    #expect(call.routing == "ACM")
    let elsewhere = #""location":{"location_id":"L1","evse_uids":["E3"]}"#
    #expect(try await provider.ask(#"{"uid":"04A1B2C3",\#(elsewhere)}"#).json["allowed"] == false)
    let events = try await provider.office.send(.get, "/events").json["events"]?.elements ?? []
    #expect(events.map { $0["type"] } == ["authorization", "authorization"])
    #expect(events.first?["change"] == "allowed")
    #expect(events.first?["object"]?["authorization_reference"] == "REF-1")
    #expect(
      try await provider.office.send(.get, "/metrics").text.contains("bilateral_authorization_seconds_count"))
    await provider.stop()
  }

  @Test("TOK-20 a partner that is silent costs one driver the timeout, the next one nothing")
  func silence() async throws {
    let provider = try await ScriptedProvider.start(#"timeout = "100 ms""#)
    try await provider.hold("KNOWN", whitelist: "ALLOWED")
    let router = provider.office.router(on: TestClock())
    provider.script(.hang)
    let silent = try await ask("KNOWN", router)
    #expect(silent["reason"] == "timed-out")
    #expect(silent["source"] == "fallback")
    #expect(silent["allowed"] == true)
    #expect(try await ask("KNOWN", router)["reason"] == "offline")
    #expect(try await ask("STRANGER", router)["allowed"] == false)
    await provider.stop()
  }

  @Test("TOK-20 a partner that is gone is tried again after a while, or at its first sign of life")
  func outage() async throws {
    let provider = try await ScriptedProvider.start(#"timeout = "10 s""#)
    try await provider.hold("KNOWN", whitelist: "ALLOWED")
    let clock = TestClock()
    let router = provider.office.router(on: clock)
    await provider.goDown()
    #expect(try await ask("KNOWN", router)["reason"] == "failed")
    #expect(try await ask("KNOWN", router)["reason"] == "offline")
    clock.advance(by: .seconds(10))
    #expect(try await ask("KNOWN", router)["reason"] == "failed")
    #expect(try await ask("KNOWN", router)["reason"] == "offline")
    provider.office.commons.links["acme"]?.showedLife()
    #expect(try await ask("KNOWN", router)["reason"] == "failed")
    await provider.stop()
  }

  /// Asks without a socket on our side.
  private func ask(_ uid: String, _ router: OfficeRouter) async throws -> JSON {
    let line = "POST /partners/acme/authorize HTTP/1.1"
    let response = await router.answer(try Office.request(line, body: #"{"uid":"\#(uid)"}"#))
    return try JSON.parse(response.bytes)
  }

  @Test("a card that the file blocks is refused whatever anybody says; PUT is used where the file says so")
  func fileSettings() async throws {
    let provider = try await ScriptedProvider.start(
      """
      timeout = "10 s"
      blocked_tokens = ["LOST1"]
      [dialect]
      authorize_method = "PUT"
      """)
    #expect(try await provider.ask(#"{"uid":"lost1"}"#).json["reason"] == "blocked-token")
    #expect(provider.calls.isEmpty)
    #expect(try await provider.ask(#"{"uid":"GOOD1"}"#).json["allowed"] == true)
    #expect(provider.calls.map(\.method) == [.put])
    await provider.stop()
  }

  @Test(
    "a question that cannot be read is refused with its place",
    arguments: [
      (#"{}"#, "uid"), (#"{"uid":""}"#, "uid"), (#"{"uid":"1","type":"CAR"}"#, "type"),
      (#"{"uid":"1","location":{}}"#, "location.location_id"), (#"{"uid":"1","location":7}"#, "location."),
    ])
  func unreadable(_ body: String, _ path: String) throws {
    let node = try JSONDocument(parsing: body).root
    let error = #expect(throws: OfficeError.self) { try DriverQuestion(reading: node) }
    #expect(error?.path == path)
  }
}
