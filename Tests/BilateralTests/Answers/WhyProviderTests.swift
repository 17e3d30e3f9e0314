import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@testable import Bilateral

/// Questions of an operator's support, each about something that really happened between running platforms.
@Suite(.timeLimit(.minutes(2))) struct WhyProviderTests {
  static let contacts = """
    [contacts.operations]
    name = "ACME NOC"
    phone = "+31205550199"
    email = "noc@acme.example"
    hours = "24/7"
    [contacts.driver_hotline]
    phone = "+31205550100"

    """

  /// Asks as `partnerctl why` does.
  static func why(_ platform: Platform, _ query: String) async throws -> JSON {
    try await call(platform, .get, "/why?\(query)")
  }

  /// A call on the control channel of a platform in this process.
  static func call(
    _ platform: Platform, _ method: HTTPMethod, _ target: String, _ body: String = ""
  ) async throws -> JSON {
    let router = platform.controlRouter()
    let head = try HTTPRequestHead(firstLine: Array("\(method.name) \(target) HTTP/1.1".utf8))
    let match = router.match(method, path: head.target.path)
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: match.parameters, body: HTTPRequestBody(Array(body.utf8)))
    let response: HTTPResponse
    do { response = try await match.handler(request) } catch let error as any HTTPAnswerable {
      response = error.response
    }
    guard case .bytes(let bytes) = response.content else { return .null }
    return try JSON.parse(bytes)
  }

  static func word(_ answer: JSON) -> String { answer["cause"]?["word"]?.string ?? answer.text }

  /// Waits until something holds.
  static func wait(until holds: () async throws -> Bool) async throws {
    for _ in 0..<2000 {
      if try await holds() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not come to that")
  }

  private static func place(_ evse: String = "E1") -> String {
    #""location":{"location_id":"LOC1","evse_uids":["\#(evse)"]}"#
  }

  @Test(
    "refused by the partner, blocked, unknown there, blocked by us, partner gone, charger offline, no trace")
  func drivers() async throws {
    let provider = try await ScriptedProvider.start(
      "timeout = \"10 s\"\nblocked_tokens = [\"LOST1\"]\n\(Self.contacts)")
    let platform = provider.office.side.platform
    for uid in ["POOR1", "BLOCK1", "GONE1", "LOST1"] { try await provider.hold(uid, whitelist: "NEVER") }
    _ = try await provider.office.send(.put, "/own/locations/DE/NVO/LOC1", OwnSample.location("LOC1"))
    let broken = OwnSample.location("LOC2", status: "OUTOFORDER").replacing("\"E1\"", with: "\"E2\"")
      .replacing("DE*NVO*E1", with: "DE*NVO*E2").replacing("\"Berlin\"", with: "\"Potsdam\"")
    _ = try await provider.office.send(.put, "/own/locations/DE/NVO/LOC2", broken)

    provider.script(.info(#"{"allowed":"NO_CREDIT"}"#))
    _ = try await provider.ask(#"{"uid":"POOR1",\#(Self.place())}"#)
    let poor = try await Self.why(platform, "kind=any&card=POOR1")
    #expect(Self.word(poor) == "refused-by-partner")
    #expect(poor["cause"]?["side"] == "partner" && poor["cause"]?["partner"] == "acme")
    #expect(poor["cause"]?["text"]?.string?.contains("DE*NVO*E1") == true)
    #expect(poor["call"]?["phone"] == "+31205550100", "a driver's matter goes to the hotline")
    #expect(
      poor["ticket"]?.string?.contains("DE-NVO") == false
        && poor["ticket"]?.string?.contains("POOR1") == false)

    provider.script(.info(#"{"allowed":"BLOCKED"}"#))
    _ = try await provider.ask(#"{"uid":"BLOCK1",\#(Self.place())}"#)
    #expect(Self.word(try await Self.why(platform, "kind=token&id=BLOCK1")) == "blocked-by-partner")

    provider.script(
      .envelope(404, #"{"status_code":2004,"timestamp":"2026-01-01T00:00:00Z"}"#))
    _ = try await provider.ask(#"{"uid":"STRANGE1",\#(Self.place())}"#)
    #expect(Self.word(try await Self.why(platform, "card=STRANGE1")) == "unknown-token")

    _ = try await provider.ask(#"{"uid":"LOST1",\#(Self.place())}"#)
    let lost = try await Self.why(platform, "card=LOST1")
    #expect(Self.word(lost) == "blocked-by-us" && lost["call"] == .null)

    // At the charger: the newest refusal counts; another place is broken.
    let there = try await Self.why(platform, "evse=de-nvo-e1")
    #expect(there["target"] == "charger" && Self.word(there) == "blocked-by-us")
    let potsdam = try await Self.why(platform, "near=potsdam")
    #expect(Self.word(potsdam) == "charger-offline" && potsdam["evses"]?[0]?["evse_id"] == "DE*NVO*E2")
    #expect(Self.word(try await Self.why(platform, "card=NEVERSEEN&near=potsdam")) == "charger-offline")

    let none = try await Self.why(platform, "kind=any&card=NL-ACM-C0000-9")
    #expect(Self.word(none) == "unknown-token" && none["cause"]?["partner"] == "acme", "by its number")
    let silent = try await Self.why(platform, "kind=any&card=de-acm-c12345678-x")
    #expect(
      ["refused-by-partner", "blocked-by-partner", "blocked-by-us"].contains(Self.word(silent)), "by contract"
    )
    #expect(Self.word(try await Self.why(platform, "kind=session&id=NOSUCH")) == "no-such-session")

    await provider.goDown()
    _ = try await provider.ask(#"{"uid":"GONE1",\#(Self.place())}"#)
    let gone = try await Self.why(platform, "card=GONE1")
    #expect(Self.word(gone) == "partner-down" && gone["call"]?["contact"] == "ACME NOC")
    #expect(gone["timeline"]?.elements?.contains { $0["what"] == "authorization" } == true)
    await provider.stop()
  }

  @Test("a question without content, of an unknown kind, time or partner is refused with what to do")
  func questions() async throws {
    let office = try await Office.start()
    for (query, code) in [
      ("kind=any", "BR770"), ("kind=car&id=1", "BR770"), ("id=S1&at=soon", "BR771"),
      ("id=S1&partner=nobody", "BR300"),
    ] {
      let answer = try await Self.why(office.side.platform, query)
      #expect(
        answer["error"]?["code"]?.string == code || code == "BR300" && answer["error"] != nil, "\(query)")
    }
    await office.stop()
  }

  @Test("hub down: the partner behind it is not to blame")
  func hub() async throws {
    let stage = try await HubStage.start(
      us: ["DE-NVO:CPO"], partners: ["hub": "NL-HUB:HUB"],
      files: ["acme": HybridSample.behind(id: "acme", role: "NL-ACM:EMSP")], more: ["hub": Self.contacts])
    await stage.goDown()
    let answer = try await stage.office.send(.post, "/partners/acme/authorize", #"{"uid":"CARD7"}"#).json
    #expect(answer["allowed"] == false)
    let why = try await Self.why(stage.office.side.platform, "card=CARD7")
    #expect(Self.word(why) == "hub-down" && why["cause"]?["partner"] == "hub", "\(why.text)")
    #expect(why["call"]?["contact"] == "ACME NOC")
    await stage.stop()
  }
}
