import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

@testable import Bilateral

/// Questions of support about what happened between two running platforms, asked on both sides.
@Suite(.timeLimit(.minutes(2))) struct WhyPairTests {
  private static let terms: TestPair.Terms = {
    let off = ["locations", "tariffs", "tokens"].map { "[sync.\($0)]\nmode = \"off\"\n" }.joined()
    return TestPair.Terms(
      ofCPO: off + WhyProviderTests.contacts, ofEMSP: off + WhyProviderTests.contacts)
  }()

  private static func session(
    _ id: String, _ status: String, end: String? = nil, at time: String = "2026-01-01T10:00:00Z"
  ) -> String {
    HistorySample.session(
      id, status: status, at: time, more: end.map { "\"end_date_time\":\"\($0)\"," } ?? "")
  }

  @Test(
    "refused by us, unknown token, late CDR, double session, no such session: each side has the same answer")
  func pair() async throws {
    let pair = try await VersionPair.registered(in: .v2_2_1, terms: Self.terms)
    let (cpo, emsp) = (try Office(over: pair.cpo), try Office(over: pair.emsp))
    func why(_ query: String) async throws -> (cpo: JSON, emsp: JSON) {
      (
        try await WhyProviderTests.why(pair.cpo.platform, query),
        try await WhyProviderTests.why(pair.emsp.platform, query)
      )
    }
    func words(_ query: String) async throws -> [String] {
      let both = try await why(query)
      return [WhyProviderTests.word(both.cpo), WhyProviderTests.word(both.emsp)]
    }

    // Our driver, whose contract we have blocked.
    let token = OwnSample.token("CARD1", valid: false).replacing("\"DE\"", with: "\"NL\"").replacing(
      "NVO", with: "ACM")
    #expect(try await emsp.send(.put, "/own/tokens/NL/ACM/CARD1", token).status < 300)
    #expect(
      try await cpo.send(.post, "/partners/acme/authorize", #"{"uid":"CARD1"}"#).json["allowed"] == false)
    #expect(try await words("card=CARD1") == ["blocked-by-partner", "blocked-by-us"])
    let correlation = try #require(try await why("card=CARD1").cpo["cause"]?["correlation_id"]?.string)
    #expect(
      try await words("id=\(correlation)") == ["blocked-by-partner", "blocked-by-us"], "by what both kept")

    // A card that its provider does not have.
    #expect(
      try await cpo.send(.post, "/partners/acme/authorize", #"{"uid":"CARD9"}"#).json["allowed"] == false)
    #expect(try await words("card=CARD9") == ["unknown-token", "unknown-token"])

    // A session that ended long ago, and no CDR.
    let ended = Self.session("S1", "COMPLETED", end: "2026-01-01T10:00:00Z")
    #expect(try await cpo.send(.put, "/own/sessions/DE/NVO/S1", ended).status < 300)
    try await arrived("sessions", "S1", at: pair.emsp)
    #expect(try await words("kind=session&id=S1") == ["cdr-missing", "cdr-missing"])
    let both = try await why("kind=session&id=s1")
    #expect(both.cpo["cause"]?["side"] == "us" && both.emsp["cause"]?["side"] == "partner")
    #expect(both.cpo["call"] == .null && both.emsp["call"]?["contact"] == "ACME NOC")
    #expect(both.emsp["ticket"]?.string?.contains("Please send the CDR") == true)

    // Then it comes, late.
    #expect(try await cpo.send(.post, "/own/cdrs", HistorySample.cdr()).status == 201)
    try await arrived("cdrs", "C1", at: pair.emsp)
    try await WhyProviderTests.wait { try await words("kind=cdr&id=C1") == ["cdr-late", "cdr-late"] }

    // Two sessions of one card at once.
    for id in ["S2", "S3"] {
      #expect(
        try await cpo.send(.put, "/own/sessions/DE/NVO/\(id)", Self.session(id, "ACTIVE")).status < 300)
      try await arrived("sessions", id, at: pair.emsp)
    }
    #expect(try await words("kind=session&id=S3") == ["double-session", "double-session"])
    let odd = try await why("kind=session&id=S3").emsp
    #expect(odd["also"]?.elements?.contains { $0["word"] == "ghost" } == true)

    // A ghost is told to the platform, once.
    for _ in 1...2 { try await SessionWatch(pair.emsp.platform.commons).round() }
    let events = try await emsp.send(.get, "/events?limit=1000").json["events"]?.elements ?? []
    let ghosts = events.filter { $0["type"] == "sessions.odd" && $0["change"] == "ghost" }
    #expect(Set(ghosts.compactMap { $0["id"]?.string }) == ["S2", "S3"] && ghosts.count == 2)
    let status = try await emsp.send(.get, "/partners").json["partners"]?[0]
    #expect(status?["odd_sessions"]?["ghost"] == 2)
    let platform = pair.emsp.platform
    try await AlarmWatch(platform.commons, loop: platform.group.next()).round()
    let alarms = try await platform.commons.store.read { tx in try tx.alarms.list() }
    #expect(alarms.contains { $0.key.condition == "sessions" && $0.text.hasPrefix("2 sessions") })

    #expect(try await words("kind=session&id=S9") == ["no-such-session", "no-such-session"])
    #expect(try await words("card=U1&at=2026-01-01T09:30Z").allSatisfy { $0 != "no-trace" })
    await pair.stop()
  }

  private func arrived(_ module: String, _ id: String, at side: TestSide) async throws {
    try await WhyProviderTests.wait {
      try await side.platform.commons.store.read { tx in try !tx.received.objects(module, id: id).isEmpty }
    }
  }

  @Test("wrong price: both amounts, and finance to call")
  func price() async throws {
    let stage = try await ReceivedStage()
    try await stage.tell(tariff: "0.4165")
    try await stage.tell(station: ["T1"])
    stage.house.clock.advance(seconds: 11 * 3600)
    try await stage.send(cost: "14.00")
    let why = try await WhyProviderTests.why(stage.house.platform, "kind=cdr&id=C1")
    #expect(WhyProviderTests.word(why) == "wrong-price", "\(why.text)")
    let text = why["cause"]?["text"]?.string ?? ""
    #expect(text.contains("14.00 EUR") && text.contains("agreed it is 11.2"))
    #expect(why["cdrs"]?[0]?["verdict"] == "mismatch")
    stage.house.close()
  }

  @Test("a CDR that the partner refused, one that waits, and one that was delivered are told apart")
  func delivery() async throws {
    let pair = try await HistoryPair()
    func word(_ id: String) async throws -> String {
      WhyProviderTests.word(try await WhyProviderTests.why(pair.house.platform, "kind=cdr&id=\(id)"))
    }
    for id in ["C1", "C2"] {
      _ = try await pair.house.office(.post, "/own/cdrs", HistorySample.cdr(id, session: id))
    }
    #expect(try await word("C1") == "cdr-waits")
    pair.partner.answer { $0.body?["id"]?.string == "C1" ? (.ok, .invalidParameters) : (.ok, .success) }
    try await pair.house.deliver("acme")
    #expect(try await word("C1") == "cdr-refused-by-partner")
    #expect(["fine", "cdr-late"].contains(try await word("C2")))
    await pair.close()
  }
}
