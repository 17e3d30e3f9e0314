import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Foundation
import Testing

/// Two whole platforms over TLS.
@Suite struct RegistrationTests {
  /// The CPO invites, the eMSP keeps the token.
  func invite(_ pair: TestPair) async throws {
    let reply = try await pair.cpo.platform.invitation.invite("acme")
    let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
    try pair.emsp.fleet.secret("volt/token-a", Array(token.utf8))
  }

  func register(_ pair: TestPair, update: Bool = false) async throws -> ControlReply {
    try await pair.emsp.platform.registrar.register("volt", update: update, telling: .silent)
  }

  func get(_ path: String, _ token: SecretText, at side: TestSide) async throws -> HTTPClientResponse {
    try await send(.get, path, token, at: side)
  }

  func send(
    _ method: HTTPMethod, _ path: String, _ token: SecretText, at side: TestSide
  ) async throws -> HTTPClientResponse {
    let fields: HTTPFields = [.authorization: TokenForm.base64.header(for: token)]
    let url = try HTTPURL("\(side.listening.publicURL)\(path)")
    return try await side.makeClient().send(HTTPClientRequest(method, url, fields))
  }

  @Test("CR-02 CR-03 CR-04 CR-05 P-06 an invited partner registers, with the call-back inside the POST")
  func handshake() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    #expect(pair.cpo.link("acme").facts.state == .invited)
    let reply = try await register(pair)
    #expect(reply.members.first { $0.name == "version" }?.value.string == "2.2.1")
    for (side, id) in [(pair.cpo, "acme"), (pair.emsp, "volt")] {
      let facts = side.link(id).facts
      #expect(facts.state == .registered && facts.version == .v2_2_1)
      #expect(facts.credentials != nil && facts.theirToken != nil)
      #expect(side.link(id).terms.applied != nil, "ruling 9: the first registration applies the file")
      #expect(!side.link(id).isExchanging)
    }
    await pair.stop()
  }

  @Test("CR-06 S-04 token A dies when token C is used, CR-19 GET credentials echoes the presented token")
  func tokens() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    let tokenA = SecretText(
      String(decoding: try pair.emsp.fleet.bytes("secrets/volt/token-a"), as: UTF8.self))
    _ = try await register(pair)
    #expect(try await get("/2.2.1/credentials", tokenA, at: pair.cpo).status == .ok)
    let tokenC = try #require(pair.emsp.link("volt").facts.theirToken)
    let answer = try await get("/2.2.1/credentials", tokenC, at: pair.cpo)
    let data = try OCPIResponse(parsing: answer.body).data
    #expect(data?["token"]?.string == tokenC.revealed)
    #expect(data?["url"]?.string == "\(pair.cpo.listening.publicURL)/versions")
    #expect(data?["roles"]?.elements.map { $0["party_id"]?.string } == ["NVO"])
    #expect(try await get("/2.2.1/credentials", tokenA, at: pair.cpo).status == .unauthorized)
    #expect(try await get("/versions", tokenC, at: pair.cpo).status == .ok)
    #expect(try await send(.post, "/2.2.1/credentials", tokenC, at: pair.cpo).status == .methodNotAllowed)
    await pair.stop()
  }

  @Test("S-02 no token stands in a database, plain or as Base64")
  func sealed() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    _ = try await register(pair)
    let tokens = [
      String(decoding: try pair.emsp.fleet.bytes("secrets/volt/token-a"), as: UTF8.self),
      pair.emsp.link("volt").facts.theirToken?.revealed, pair.cpo.link("acme").facts.theirToken?.revealed,
    ].compactMap { $0 }
    #expect(tokens.count == 3)
    await pair.cpo.stop()
    await pair.emsp.stop()
    for fleet in [pair.cpo.fleet, pair.emsp.fleet] {
      let file = Data(try fleet.bytes("state/test/bilateral.db"))
      for token in tokens {
        #expect(file.firstRange(of: Data(token.utf8)) == nil)
        #expect(file.firstRange(of: Data(Base64.encode(Array(token.utf8)).utf8)) == nil)
      }
    }
    await pair.stop()
  }

  @Test("CR-09 CR-16 S-10 an update renews both tokens, and the old ones live until the new are used")
  func rotation() async throws {
    // The first use of a new token ends the old ones (ruling 13), so no loop may be the first here.
    let pair = try await TestPair.start(terms: .abrupt)
    try await invite(pair)
    _ = try await register(pair)
    let old = try #require(pair.emsp.link("volt").facts.theirToken)
    let oldBack = try #require(pair.cpo.link("acme").facts.theirToken)
    _ = try await register(pair, update: true)
    let new = try #require(pair.emsp.link("volt").facts.theirToken)
    let newBack = try #require(pair.cpo.link("acme").facts.theirToken)
    #expect(old.revealed != new.revealed && oldBack.revealed != newBack.revealed)
    #expect(try await get("/versions", old, at: pair.cpo).status == .ok)
    #expect(try await get("/versions", oldBack, at: pair.emsp).status == .ok)
    #expect(try await get("/versions", new, at: pair.cpo).status == .ok)
    #expect(try await get("/versions", newBack, at: pair.emsp).status == .ok)
    #expect(try await get("/versions", old, at: pair.cpo).status == .unauthorized)
    #expect(try await get("/versions", oldBack, at: pair.emsp).status == .unauthorized)
    await pair.stop()
  }

  @Test("CR-11 DELETE ends every token on both sides, and a new invitation begins anew")
  func leaving() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    _ = try await register(pair)
    let token = try #require(pair.emsp.link("volt").facts.theirToken)
    let back = try #require(pair.cpo.link("acme").facts.theirToken)
    _ = try await pair.emsp.platform.registrar.unregister("volt", telling: .silent)
    #expect(pair.cpo.link("acme").facts.state == .ended && pair.emsp.link("volt").facts.state == .ended)
    #expect(pair.cpo.link("acme").facts.theirToken == nil && !pair.cpo.link("acme").carriesTraffic)
    #expect(try await get("/versions", token, at: pair.cpo).status == .unauthorized)
    #expect(try await get("/versions", back, at: pair.emsp).status == .unauthorized)
    try await invite(pair)
    _ = try await register(pair)
    #expect(pair.cpo.link("acme").facts.state == .registered)
    await pair.stop()
  }

  @Test("TR-06 a wrong token A is refused with exit code 4, and the right one registers afterwards")
  func wrongToken() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try pair.emsp.fleet.secret("volt/token-a", Array("no-token-of-theirs".utf8))
    let failure = await controlFailure { try await register(pair) }
    #expect(failure?.exit == 4)
    #expect(pair.emsp.link("volt").facts.state == .failed)
    try await invite(pair)
    _ = try await register(pair)
    #expect(pair.emsp.link("volt").facts.state == .registered)
    await pair.stop()
  }

  @Test("P-07 a side that has lost its database before any traffic registers again with the same token A")
  func lostDatabase() async throws {
    // The first use of token C ends token A (ruling 13), so no loop may use it here.
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    _ = try await register(pair)
    await pair.emsp.stop()
    try pair.emsp.fleet.removeFile("state")
    let again = try await TestSide.start(pair.emsp.fleet)
    _ = try await again.platform.registrar.register("volt", update: false, telling: .silent)
    let token = try #require(again.link("volt").facts.theirToken)
    #expect(try await get("/2.2.1/credentials", token, at: pair.cpo).status == .ok)
    await again.stop()
    await pair.stop()
  }

  @Test("a registration survives a restart of both sides")
  func restart() async throws {
    let pair = try await TestPair.start(terms: .quiet)
    try await invite(pair)
    _ = try await register(pair)
    await pair.emsp.stop()
    let again = try await TestSide.start(pair.emsp.fleet)
    let link = again.link("volt")
    #expect(link.facts.state == .registered && link.terms.applied != nil)
    let url = try HTTPURL("\(pair.cpo.listening.publicURL)/versions")
    #expect(try await link.call(OCPIRequest(.get, url)).http == .ok)
    await again.stop()
    await pair.stop()
  }
}

extension TestSide {
  func link(_ id: String) -> PartnerLink {
    guard let link = platform.commons.links[id] else { preconditionFailure("no partner \(id)") }
    return link
  }
}

extension TestFleet {
  func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
  }
}
