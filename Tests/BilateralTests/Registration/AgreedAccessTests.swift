import Bilateral
import BilateralBase
import BilateralNet
import BilateralTerms
import BilateralTesting
import Testing

/// What the partner files say of who begins, from where, and with what proof, held by two real platforms.
@Suite struct AgreedAccessTests {
  private func register(_ pair: TestPair) async throws {
    let invited = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(invited.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
    _ = try await pair.emsp.platform.registrar.register("volt", update: false, telling: .silent)
  }

  private func terms(_ cpo: String) -> TestPair.Terms {
    TestPair.Terms(ofCPO: cpo + "\n" + TestPair.Terms.quiet.ofCPO, ofEMSP: TestPair.Terms.quiet.ofEMSP)
  }

  private func code(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return ControlFailure(error).code
    }
  }

  @Test func `who was to begin and who not is kept on both sides`() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    defer { Task { await pair.stop() } }
    let wrong = await code {
      _ = try await pair.cpo.platform.registrar.register("acme", update: false, telling: .silent)
    }
    #expect(wrong == "BR227")
    try pair.cpo.fleet.partner(
      "acme", TestPair.acme.replacing("they-start", with: "we-start") + TestPair.Terms.quiet.ofCPO)
    #expect(await code { _ = try await pair.cpo.platform.invitation.invite("acme") } == "BR227")
    #expect(pair.cpo.platform.commons.links["acme"]?.facts.state == .new)
  }

  @Test func `a token alone opens nothing when addresses are agreed on`() async throws {
    let pair = try await TestPair.start(terms: terms("allow_from = [\"203.0.113.0/28\"]"))
    #expect(await code { try await register(pair) } == "BR103")
    try pair.cpo.fleet.partner(
      "acme",
      TestPair.acme + "allow_from = [\"127.0.0.0/8\"]\ntoken_bytes = 48\n" + TestPair.Terms.quiet.ofCPO)
    _ = try await pair.cpo.platform.reload()
    #expect(await code { try await register(pair) } == nil)
    let ourToken = pair.emsp.platform.commons.links["volt"]?.facts.theirToken?.revealed
    #expect(ourToken?.utf8.count == 64)
    #expect(ourToken?.contains { !$0.isHexDigit } == true, "48 bytes do not fit as hexadecimal")
    await pair.stop()
  }

  @Test("S-22 where certificates are agreed on, a caller without one is not let in")
  func mutualTLS() async throws {
    let own = "mtls = true\nclient_cert = \"file:tls/cert.pem\"\nclient_key = \"secret:tls/key\"\n"
    let pair = try await TestPair.start(terms: terms(own))
    #expect(await code { try await register(pair) } == "BR103")
    let url = "\(pair.cpo.listening.publicURL)/versions"
    try pair.emsp.fleet.partner("volt", TestPair.volt(url) + own + TestPair.Terms.quiet.ofEMSP)
    _ = try await pair.emsp.platform.reload()
    #expect(await code { try await register(pair) } == nil)
    await pair.stop()
  }
}
