import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// A stub registers with us.
@Suite struct IncomingRegistrationTests {
  struct Stage {
    let side: TestSide
    let stub: StubPartner
    let tokenA: SecretText

    func end() async {
      await side.stop()
      side.fleet.remove()
      await stub.stop()
    }

    /// Sends our server a credentials request and reads the envelope.
    func send(
      _ method: HTTPMethod, _ body: JSON? = nil, token: SecretText? = nil
    ) async throws -> (http: HTTPStatus, envelope: OCPIResponse) {
      let fields: HTTPFields = [.authorization: TokenForm.base64.header(for: token ?? tokenA)]
      let url = try HTTPURL("\(side.listening.publicURL)/2.2.1/credentials")
      let answer = try await side.makeClient().send(HTTPClientRequest(method, url, fields, body: body?.bytes))
      return (answer.status, try OCPIResponse(parsing: answer.body))
    }

    func introduction(_ token: String = "token-b", url: String? = nil) -> JSON {
      stub.credentials(token, party: "NLACM", role: "EMSP", url: url)
    }

    /// Nothing has changed: the partner is still invited, its token A valid.
    func expectUntouched() async throws {
      let facts = side.link("acme").facts
      #expect(facts.state == .invited && facts.theirToken == nil && facts.endpoints.isEmpty)
      #expect(try await send(.get).http == .ok)
    }
  }

  func stage(_ script: StubPartner.Script = .init(), file: String = TestPair.acme) async throws -> Stage {
    let stub = try StubPartner(script)
    let fleet = try TestFleet(
      "Nordic Volt", parties: ["DE-NVO:CPO"], certificatesBy: TestFleet.makeCertificates())
    try fleet.partner("acme", file)
    let side = try await TestSide.start(fleet)
    let reply = try await side.platform.invitation.invite("acme")
    let token = try #require(reply.members.first { $0.name == "token" }?.value.string)
    return Stage(side: side, stub: stub, tokenA: SecretText(token))
  }

  @Test("ruling 13: token A repeats the registration until token C is used; each answer has a fresh token")
  func repeated() async throws {
    let stage = try await stage()
    let first = try await stage.send(.post, stage.introduction("b-1"))
    let second = try await stage.send(.post, stage.introduction("b-2"))
    let tokens = [first, second].compactMap { $0.envelope.data?["token"]?.string }
    #expect(tokens.count == 2 && tokens[0] != tokens[1])
    #expect(stage.side.link("acme").facts.theirToken?.revealed == "b-2")
    #expect(try await stage.send(.get, token: SecretText(tokens[1])).http == .ok)
    #expect(try await stage.send(.post, stage.introduction()).http == .unauthorized)
    #expect(try await stage.send(.get, token: SecretText(tokens[0])).http == .unauthorized)
    await stage.end()
  }

  @Test("CR-12 CR-15 3001 when the call-back fails, and nothing is changed")
  func callBackFails() async throws {
    let stage = try await stage(.init(failure: .internalServerError))
    let answer = try await stage.send(.post, stage.introduction())
    #expect(answer.envelope.status == .cannotUseClient)
    try await stage.expectUntouched()
    stage.stub.script.withLock { $0.failure = nil }
    #expect(try await stage.send(.post, stage.introduction()).envelope.status == .success)
    await stage.end()
  }

  @Test("CR-14 3002 when the caller does not offer the called version")
  func version() async throws {
    let stage = try await stage(.init(versions: ["2.1.1"]))
    let answer = try await stage.send(.post, stage.introduction())
    #expect(answer.envelope.status == .unsupportedVersion)
    try await stage.expectUntouched()
    await stage.end()
  }

  @Test("CR-13 3003 when modules are missing that the relation needs")
  func modules() async throws {
    let stage = try await stage(.init(modules: ["locations"]))
    let (commons, link) = (stage.side.platform.commons, stage.side.link("acme"))
    let module = CredentialsModule(
      commons: commons, loader: stage.side.platform.loader, served: [.locations, .tokens])
    let header = TokenForm.base64.header(for: stage.tokenA)
    let caller = try #require(commons.tokens.caller(of: header, now: WallClock.system.now()))
    let head = try HTTPRequestHead(firstLine: Array("POST /ocpi/2.2.1/credentials HTTP/1.1".utf8))
    let request = HTTPRequest(
      head, peer: PeerIdentity(), parameters: HTTPParameters(),
      body: HTTPRequestBody(stage.introduction().bytes))
    let call = OCPICall(
      request: request, link: link, caller: caller, version: .v2_2_1, requestID: "1", correlationID: "1",
      now: WallClock.system.now())
    let refusal = await #expect(throws: OCPIRefusal.self) { try await module.answer(call, path: []) }
    #expect(refusal?.reply.status == .noMatchingEndpoints)
    #expect(refusal?.reply.message == "the partner does not offer tokens SENDER")
    try await stage.expectUntouched()
    await stage.end()
  }

  @Test("CR-29 S-15 a versions URL at another host than the file's is refused, and never called")
  func foreignURL() async throws {
    let file = TestPair.acme.replacing(
      "registration = \"they-start\"", with: "versions_url = \"https://acme.example/ocpi/versions\"")
    let stage = try await stage(file: file)
    let answer = try await stage.send(.post, stage.introduction())
    #expect(answer.envelope.status == .invalidParameters)
    #expect(stage.stub.requests.isEmpty)
    try await stage.expectUntouched()
    await stage.end()
  }

  @Test(
    "a body that is no credentials object is refused",
    arguments: ["{}", "[]", #"{"token":"x"}"#, #"{"token":"x","url":"nowhere","roles":[]}"#])
  func broken(_ body: String) async throws {
    let stage = try await stage()
    let answer = try await stage.send(.post, JSON.parse(body))
    #expect(answer.envelope.status == .invalidParameters)
    try await stage.expectUntouched()
    await stage.end()
  }

  @Test("CR-08 PUT and DELETE with token A are answered with 405, TR-51 unknown methods too")
  func notRegistered() async throws {
    let stage = try await stage()
    for method in [HTTPMethod.put, .delete, .patch] {
      #expect(try await stage.send(method, stage.introduction()).http == .methodNotAllowed)
    }
    try await stage.expectUntouched()
    await stage.end()
  }

  @Test("P-08 while an exchange is under way another is told to try again, and GET is served")
  func busy() async throws {
    let stage = try await stage()
    #expect(stage.side.link("acme").beginExchange(as: .ours) == nil)
    let answer = try await stage.send(.post, stage.introduction())
    #expect(answer.http == .conflict && answer.envelope.status == .serverError)
    #expect(try await stage.send(.get).http == .ok)
    stage.side.link("acme").endExchange()
    #expect(try await stage.send(.post, stage.introduction()).http == .ok)
    await stage.end()
  }

  @Test("S-38 registering and leaving leave audit records and events")
  func traces() async throws {
    let stage = try await stage()
    let answer = try await stage.send(.post, stage.introduction())
    let tokenC = SecretText(try #require(answer.envelope.data?["token"]?.string))
    #expect(try await stage.send(.delete, token: tokenC).http == .ok)
    let (actions, changes) = try await stage.side.platform.commons.store.read { tx in
      (
        try tx.audit.list(limit: 10).map(\.entry.action),
        try tx.events.list(after: 0, limit: 10).compactMap(\.event.change)
      )
    }
    #expect(
      actions == ["credentials.invited", "credentials.registered", "terms.apply", "credentials.ended"])
    #expect(changes == ["invited", "registered", "applied", "ended"])
    #expect(stage.side.link("acme").facts.state == .ended)
    #expect(try await stage.send(.get, token: tokenC).http == .unauthorized)
    await stage.end()
  }
}
