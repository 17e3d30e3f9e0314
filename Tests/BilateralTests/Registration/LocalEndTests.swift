import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Testing

/// A partner that is gone for good: the relation is ended here alone.
@Suite struct LocalEndTests {
  @Test("an end on our side only sends nothing, shuts the partner out and says what it still believes")
  func registered() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    let invited = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(invited.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    _ = try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
    let reply = try await pair.cpo.ask("/partners/acme/unregister", #"{"local":true}"#)
    #expect(reply["ok"]?.bool == true && reply["partner_told"]?.bool == false)
    #expect(reply["text"]?.string?.contains("believes that it is registered") == true, "\(reply)")
    #expect(pair.cpo.link("acme").facts.state == .ended && pair.emsp.link("volt").facts.state == .registered)
    let url = try HTTPURL("\(pair.cpo.listening.publicURL)/versions")
    let failure = await #expect(throws: OCPIFailure.self) {
      try await pair.emsp.link("volt").call(OCPIRequest(.get, url))
    }
    #expect(failure?.code == "BR103")
    let again = try await pair.cpo.ask("/partners/acme/unregister", #"{"local":true}"#)
    #expect(again["error"]?["code"]?.string == "BR217")
    await pair.stop()
  }

  @Test("an invitation that nobody will use can be closed here, and is void then")
  func invitation() async throws {
    let stage = try await IncomingRegistrationTests().stage()
    let reply = try await stage.side.ask("/partners/acme/unregister", #"{"local":true}"#)
    #expect(stage.side.link("acme").facts.state == .ended)
    #expect(reply["text"]?.string?.contains("an invitation that it holds is void") == true, "\(reply)")
    #expect(try await stage.send(.get).http == .unauthorized)
    await stage.end()
  }

  @Test("an end that was not confirmed names the way out for a partner that is gone")
  func words() {
    let relation = Relation(state: .registered, undertaking: .leaving)
    let step = NextStep.of(relation, isRefused: false, id: "acme")
    #expect(step?.command == "partnerctl unregister acme" && step?.text.contains("--local") == true)
  }
}
