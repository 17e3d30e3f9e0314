import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// We begin; the partner is a stub that misbehaves.
@Suite struct OutgoingRegistrationTests {
  func start(_ stub: StubPartner, more: String = "") async throws -> TestSide {
    let fleet = try TestFleet(
      "ACME", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
    try fleet.partner("volt", TestPair.volt(stub.versionsURL) + more + "\n")
    try fleet.secret("volt/token-a", Array("token-a-of-the-stub".utf8))
    return try await TestSide.start(fleet)
  }

  func end(_ side: TestSide, _ stub: StubPartner) async {
    await side.stop()
    side.fleet.remove()
    await stub.stop()
  }

  func register(_ side: TestSide, update: Bool = false) async throws -> ControlReply {
    var registrar = side.platform.registrar
    registrar.patience = 0
    return try await registrar.register("volt", update: update, telling: .silent)
  }

  func status(of token: String, at side: TestSide) async throws -> HTTPStatus {
    let fields: HTTPFields = [.authorization: TokenForm.base64.header(for: SecretText(token))]
    let url = try HTTPURL("\(side.listening.publicURL)/versions")
    return try await side.makeClient().send(HTTPClientRequest(.get, url, fields)).status
  }

  /// A stub that agrees to everything, and notes the tokens it was sent.
  func agreeable(_ tokens: TokenBox) throws -> StubPartner {
    let stub = try StubPartner()
    stub.script.withLock { script in
      script.credentials = { [unowned stub] request in
        let count = tokens.add(tokenOf(request))
        return StubPartner.envelope(stub.credentials("token-c-\(count)", party: "DENVO", role: "CPO"))
      }
    }
    return stub
  }

  final class TokenBox: Sendable {
    private let tokens = Mutex<[String]>([])
    var all: [String] { tokens.withLock { $0 } }
    func add(_ token: String) -> Int {
      tokens.withLock {
        $0.append(token)
        return $0.count
      }
    }
  }

  @Test(
    "ruling 13, P-06: after a lost answer a retry sends a fresh token, and both are valid until one is used")
  func lostAnswer() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    let agreeing = stub.script.withLock { $0.credentials }
    stub.script.withLock {
      $0.credentials = { request in
        guard tokens.all.isEmpty else { return try await agreeing(request) }
        _ = tokens.add(tokenOf(request))
        struct Cut: Error {}
        return HTTPResponse(.ok, HTTPFields()) { _ in throw Cut() }
      }
    }
    let side = try await start(stub)
    #expect(await controlFailure { try await register(side) }?.exit == 3)
    #expect(side.link("volt").facts.state == .failed)
    _ = try await register(side)
    #expect(side.link("volt").facts.theirToken?.revealed == "token-c-2")
    let sent = tokens.all
    #expect(sent.count == 2 && sent[0] != sent[1])
    #expect(sent.allSatisfy { $0.utf8.count == 64 })
    #expect(try await status(of: sent[0], at: side) == .ok)
    #expect(try await status(of: sent[1], at: side) == .ok)
    await end(side, stub)
  }

  @Test("VE-10 no common version ends the registration with exit code 4, before anything is sent")
  func noCommonVersion() async throws {
    let stub = try StubPartner(.init(versions: ["2.0", "3.0", "junk"]))
    let side = try await start(stub)
    let failure = await controlFailure { try await register(side) }
    #expect(failure?.exit == 4 && failure?.code == "BR211")
    #expect(stub.requests == ["GET versions"])
    await end(side, stub)
  }

  @Test("CR-13 missing modules are named, and nothing is sent")
  func missingModules() async throws {
    let stub = try StubPartner(.init(modules: ["tokens"]))
    let side = try await start(stub)
    let platform = side.platform
    let registrar = Registrar(platform.keeper, served: [.locations, .tokens])
    let failure = await controlFailure {
      try await registrar.register("volt", update: false, telling: .silent)
    }
    #expect(failure?.message == "the partner does not offer locations SENDER")
    #expect(failure?.exit == 4)
    #expect(stub.requests == ["GET versions", "GET 2.2.1"])
    await end(side, stub)
  }

  @Test("P-01 TR-05 a partner that expects the token as it is gets it so, and that is remembered")
  func rawToken() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    stub.script.withLock { $0.form = .raw }
    let side = try await start(stub)
    _ = try await register(side)
    #expect(side.link("volt").facts.tokenForm == .raw)
    #expect(stub.requests == ["GET versions", "GET versions", "GET 2.2.1", "POST 2.2.1/credentials"])
    await end(side, stub)
  }

  @Test("P-01 a form that the file prescribes is not changed")
  func prescribedForm() async throws {
    let stub = try StubPartner(.init(form: .raw))
    let side = try await start(stub, more: "[dialect]\ntoken_header_base64 = true")
    #expect(await controlFailure { try await register(side) }?.exit == 4)
    #expect(stub.requests == ["GET versions"])
    await end(side, stub)
  }

  @Test("S-15 P-12 details at another host are not asked for")
  func foreignDetails() async throws {
    let canary = try StubPartner()
    let stub = try StubPartner(
      .init(detailsURL: canary.base.replacing("127.0.0.1", with: "localhost") + "/2.2.1"))
    let side = try await start(stub)
    let failure = await controlFailure { try await register(side) }
    #expect(failure?.exit == 5 && failure?.code == "BR213")
    #expect(canary.requests.isEmpty)
    await end(side, stub)
    await canary.stop()
  }

  @Test(
    "a refusal of the POST has its exit code and a way out",
    arguments: [
      (405, "BR219", 4), (409, "BR218", 6), (500, "BR105", 4), (401, "BR103", 4),
    ] as [(Int, String, Int)])
  func refused(_ http: Int, _ code: String, _ exit: Int) async throws {
    let stub = try StubPartner()
    let status = try #require(HTTPStatus(http))
    stub.script.withLock {
      $0.credentials = { _ in StubPartner.envelope(.null, http: status, status: 2000) }
    }
    let side = try await start(stub)
    let failure = await controlFailure { try await register(side) }
    #expect(failure?.code == code && failure?.exit == exit)
    #expect(failure?.help != nil)
    #expect(side.link("volt").facts.state == .failed && !side.link("volt").isExchanging)
    await end(side, stub)
  }

  @Test("CR-15 a failed update leaves the registration and its tokens as they were")
  func failedUpdate() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    let side = try await start(stub)
    _ = try await register(side)
    stub.script.withLock {
      $0.credentials = { request in
        _ = tokens.add(tokenOf(request))
        return StubPartner.envelope(.null, status: 3001)
      }
    }
    #expect(await controlFailure { try await register(side, update: true) }?.exit == 4)
    let facts = side.link("volt").facts
    #expect(facts.state == .registered && facts.theirToken?.revealed == "token-c-1")
    #expect(facts.lastError != nil)
    #expect(try await status(of: tokens.all[0], at: side) == .ok)
    await end(side, stub)
  }

  @Test("CR-16 the call-back of an update that then fails does not end the tokens in force")
  func callBackThenFailure() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    let side = try await start(stub)
    _ = try await register(side)
    stub.script.withLock {
      $0.credentials = { request in
        let token = tokenOf(request)
        _ = tokens.add(token)
        let seen = try await status(of: token, at: side)
        #expect(seen == .ok)
        return StubPartner.envelope(.null, http: .internalServerError, status: 3000)
      }
    }
    let failure = await controlFailure { try await register(side, update: true) }
    #expect(failure?.code == "BR105")
    #expect(tokens.all.count == 2)
    #expect(try await status(of: tokens.all[0], at: side) == .ok)
    #expect(try await status(of: tokens.all[1], at: side) == .ok)
    await end(side, stub)
  }

  @Test("P-08 one exchange at a time: a second is refused with exit code 6, the link stays usable")
  func busy() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    let side = try await start(stub)
    #expect(side.link("volt").beginExchange(as: .ours) == nil)
    #expect(await controlFailure { try await register(side) }?.exit == 6)
    side.link("volt").endExchange()
    _ = try await register(side)
    await end(side, stub)
  }

  @Test("P-08 a partner that is busy with its own exchange is asked again")
  func busyPartner() async throws {
    let stub = try agreeable(TokenBox())
    let agreeing = stub.script.withLock { $0.credentials }
    let isFirst = Mutex(true)
    stub.script.withLock {
      $0.credentials = { request in
        let busy = isFirst.withLock { first in
          defer { first = false }
          return first
        }
        return busy
          ? StubPartner.envelope(.null, http: .conflict, status: 3000) : try await agreeing(request)
      }
    }
    let side = try await start(stub)
    _ = try await side.platform.registrar.register("volt", update: false, telling: .silent)
    #expect(side.link("volt").facts.state == .registered)
    await end(side, stub)
  }

  @Test("CR-17 after a crash between sending and answer the token sent is valid, and registering goes on")
  func crash() async throws {
    let tokens = TokenBox()
    let stub = try agreeable(tokens)
    let side = try await start(stub)
    let token = side.platform.commons.surroundings.makeToken()
    _ = try await RegistrationLedger(side.platform.commons).begin("volt", ourToken: token)
    await side.stop()
    let again = try await TestSide.start(side.fleet)
    #expect(again.link("volt").facts.state == .registering)
    #expect(try await status(of: token.revealed, at: again) == .ok)
    _ = try await register(again)
    #expect(again.link("volt").facts.state == .registered)
    await end(again, stub)
  }

  @Test("P-09 unregistering from a partner that has forgotten us ends our side too")
  func forgotten() async throws {
    let stub = try agreeable(TokenBox())
    let side = try await start(stub)
    _ = try await register(side)
    stub.script.withLock { $0.credentials = { _ in HTTPResponse(.unauthorized) } }
    _ = try await side.platform.registrar.unregister("volt", telling: .silent)
    #expect(side.link("volt").facts.state == .ended)
    await end(side, stub)
  }

  @Test("a partner file without an address, or a draft, cannot be registered")
  func unready() async throws {
    let stub = try StubPartner()
    let side = try await start(stub)
    try side.fleet.partner(
      "volt", TestPair.volt(stub.versionsURL).replacing("status = \"test\"", with: "status = \"draft\""))
    #expect(await controlFailure { try await register(side) }?.code == "BR220")
    #expect(await controlFailure { try await register(side, update: true) }?.exit == 6)
    let unknown = await controlFailure {
      try await side.platform.registrar.register("nobody", update: false, telling: .silent)
    }
    #expect(unknown?.exit == 66)
    await end(side, stub)
  }
}
