import Bilateral
import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// Partners of other makes, which do with tokens what the specification does not forbid.
@Suite struct UnsureTokenTests {
  /// A partner that lets in the tokens a test says, and answers PUT and POST as it says.
  final class Stage: Sendable {
    let stub: StubPartner
    let side: TestSide
    let isIn: Mutex<Set<String>>
    let sent = Mutex<[String]>([])

    init(_ letIn: Set<String> = ["token-a-of-the-stub"]) async throws {
      let stub = try StubPartner()
      self.stub = stub
      isIn = Mutex(letIn)
      let fleet = try TestFleet(
        "ACME", parties: ["NL-ACM:EMSP"], certificatesBy: TestFleet.makeCertificates())
      try fleet.partner("volt", TestPair.volt(stub.versionsURL) + "token_overlap = \"0 s\"\n")
      try fleet.secret("volt/token-a", Array("token-a-of-the-stub".utf8))
      side = try await TestSide.start(fleet)
      stub.script.withLock { script in
        script.admits = { [weak self] header in self?.admits(header) ?? false }
      }
      answer { $0.give("c-1", onlyIn: ["c-1"]) }
    }

    var link: PartnerLink { side.link("volt") }

    private func admits(_ header: String?) -> Bool {
      isIn.withLock { $0.contains { TokenForm.base64.header(for: SecretText($0)) == header } }
    }

    /// Which tokens are let in from now on.
    func letIn(_ tokens: String...) { isIn.withLock { $0 = Set(tokens) } }

    /// How POST and PUT are answered.
    func answer(_ answer: @escaping @Sendable (Stage) async throws -> HTTPResponse) {
      stub.script.withLock { script in
        script.credentials = { [weak self] request in
          guard let self, request.method != .get else { return StubPartner.envelope([:]) }
          sent.withLock { $0.append(tokenOf(request)) }
          return try await answer(self)
        }
      }
    }

    /// Answers with a token, and lets some in from then on.
    func give(_ token: String, onlyIn tokens: Set<String>) -> HTTPResponse {
      isIn.withLock { $0 = tokens }
      return StubPartner.envelope(stub.credentials(token, party: "DENVO", role: "CPO"))
    }

    /// Whether a call of ours is let in.
    func isCalling() async -> Bool {
      guard let url = link.facts.credentials else { return false }
      return (try? await link.call(OCPIRequest(.get, url))) != nil
    }

    func register(_ purpose: Registrar.Purpose = .register) async throws -> ControlReply {
      var registrar = side.platform.registrar
      registrar.patience = 0
      return try await registrar.register("volt", purpose, telling: .silent)
    }

    /// The status with which one of our tokens is met.
    func status(of token: String, _ path: String = "/versions") async throws -> HTTPStatus {
      let fields: HTTPFields = [.authorization: TokenForm.base64.header(for: SecretText(token))]
      let url = try HTTPURL("\(side.listening.publicURL)\(path)")
      return try await side.makeClient().send(HTTPClientRequest(.get, url, fields)).status
    }

    func end() async {
      await side.stop()
      side.fleet.remove()
      await stub.stop()
    }
  }

  /// The answer gets lost on its way.
  static let lost = HTTPResponse(.ok, HTTPFields()) { _ in throw Cut() }
  struct Cut: Error {}

  @Test("P-07 a partner that takes a renewal over late by seconds is called all the while")
  func late() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    stage.answer { $0.give("c-2", onlyIn: ["c-1"]) }
    _ = try await stage.register(.update)
    #expect(stage.link.facts.theirToken?.revealed == "c-2")
    #expect(await stage.isCalling(), "the old one is let in, so it is used")
    #expect(stage.link.facts.theirToken?.revealed == "c-1")
    #expect(await stage.isCalling())
    stage.letIn("c-2")
    #expect(await stage.isCalling(), "the new one was not given up")
    #expect(stage.link.facts.theirToken?.revealed == "c-2")
    #expect(stage.link.facts.theirTokens.spares.isEmpty)
    #expect(!stage.link.isRefused)
    await stage.end()
  }

  @Test("P-07 which token is in use, and which may be, survives a restart")
  func restart() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    stage.answer { $0.give("c-2", onlyIn: ["c-1"]) }
    _ = try await stage.register(.update)
    #expect(await stage.isCalling())
    await stage.side.stop()
    let again = try await TestSide.start(stage.side.fleet)
    let tokens = again.link("volt").facts.theirTokens
    #expect(tokens.inUse?.text.revealed == "c-1" && tokens.spares.map(\.text.revealed) == ["c-2"])
    await again.stop()
    await stage.end()
  }

  @Test("P-07 a renewal begins with the token that is let in, whichever that is")
  func renewal() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    stage.answer { $0.give("c-2", onlyIn: ["c-1"]) }
    _ = try await stage.register(.update)
    stage.answer { $0.give("c-3", onlyIn: ["c-3"]) }
    _ = try await stage.register(.update)
    #expect(await stage.isCalling())
    #expect(stage.link.facts.theirToken?.revealed == "c-3" && stage.link.facts.theirTokens.spares.isEmpty)
    await stage.end()
  }

  @Test("P-07 P-10 a partner that ended the old token with an answer that was lost: the words, then a reset")
  func locked() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    stage.answer { stage in
      stage.letIn("c-2")
      return Self.lost
    }
    #expect(await controlFailure { try await stage.register(.update) }?.exit == 3)
    let first = NextStep.of(stage.link.facts.relation, isRefused: false, id: "volt")
    #expect(first?.command == "partnerctl rotate volt")
    let failure = await controlFailure { try await stage.register(.update) }
    #expect(failure?.code == "BR224" && failure?.exit == 4)
    #expect(failure?.help?.contains("partnerctl reset volt --take") == true)
    #expect(await !stage.isCalling())
    #expect(stage.link.isRefused)
    let step = NextStep.of(stage.link.facts.relation, isRefused: stage.link.isRefused, id: "volt")
    #expect(step?.command == "partnerctl reset volt")
    // The partner still calls us with what we sent it last; a token A of its mends the other direction.
    let theirs = try #require(stage.sent.withLock { $0.last })
    #expect(try await stage.status(of: theirs, "/2.2.1/credentials") == .ok)
    stage.letIn("token-a-of-the-stub")
    stage.answer { $0.give("c-4", onlyIn: ["c-4"]) }
    _ = try await stage.register(.anew)
    #expect(await stage.isCalling())
    #expect(!stage.link.isRefused && stage.link.facts.theirToken?.revealed == "c-4")
    await stage.end()
  }

  @Test("P-10 a reset --take that the partner refuses gives nothing up")
  func refusedReset() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    #expect(await controlFailure { try await stage.register(.anew) }?.exit == 4)
    #expect(stage.link.facts.state == .registered)
    #expect(await stage.isCalling())
    await stage.end()
  }

  @Test("CR-17 token A that is refused after an answer was lost: the words name a new token A")
  func spentTokenA() async throws {
    let stage = try await Stage()
    stage.answer { stage in
      stage.letIn("c-1")
      return Self.lost
    }
    #expect(await controlFailure { try await stage.register() }?.exit == 3)
    let failure = await controlFailure { try await stage.register() }
    #expect(failure?.code == "BR224" && failure?.help?.contains("token-a") == true)
    await stage.end()
  }

  @Test("CR-15 a partner that uses the new token inside our PUT and then refuses it keeps its old one")
  func earlyUse() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    let old = try #require(stage.sent.withLock { $0.last })
    stage.answer { stage in
      let new = stage.sent.withLock { $0.last ?? "" }
      let status = try await stage.status(of: new, "/2.2.1/credentials")
      #expect(status == .ok)
      return StubPartner.envelope(.null, http: .badRequest, status: 2000)
    }
    #expect(await controlFailure { try await stage.register(.update) }?.exit == 4)
    #expect(try await stage.status(of: old, "/2.2.1/credentials") == .ok)
    #expect(stage.link.facts.state == .registered)
    #expect(await stage.isCalling())
    await stage.end()
  }

  @Test(
    "ruling 13: a partner that uses the new token before it answers our PUT ends the old one with its answer")
  func earlyUseThenAgreed() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    let old = try #require(stage.sent.withLock { $0.last })
    stage.answer { stage in
      let new = stage.sent.withLock { $0.last ?? "" }
      for token in [new, old] {
        let status = try await stage.status(of: token, "/2.2.1/credentials")
        #expect(status == .ok)
      }
      return stage.give("c-2", onlyIn: ["c-2"])
    }
    _ = try await stage.register(.update)
    #expect(try await stage.status(of: old) == .unauthorized)
    await stage.end()
  }

  @Test("cli.md: of two exchanges with one partner at once the second is refused with exit code 6")
  func concurrent() async throws {
    let stage = try await Stage()
    let (arrived, go) = (Latch(), Latch())
    stage.answer { stage in
      arrived.open()
      await go.wait()
      return stage.give("c-1", onlyIn: ["c-1"])
    }
    async let first = controlFailure { try await stage.register() }
    await arrived.wait()
    let registrar = stage.side.platform.registrar
    let second = await controlFailure { try await registrar.register("volt", .register, telling: .silent) }
    #expect(second?.exit == 6 && second?.code == "BR218")
    let third = await controlFailure { try await registrar.unregister("volt", telling: .silent) }
    #expect(third?.exit == 6)
    go.open()
    #expect(await first == nil)
    #expect(await stage.isCalling())
    await stage.end()
  }

  @Test("CR-18 a renewal that failed is still due")
  func stillDue() async throws {
    let stage = try await Stage()
    _ = try await stage.register()
    let store = stage.side.platform.commons.store
    let before = try #require(await store.read { tx in try TokenRenewal.lastExchange(tx, with: "volt") })
    stage.answer { _ in Self.lost }
    _ = await controlFailure { try await stage.register(.update) }
    #expect(try await store.read { tx in try TokenRenewal.lastExchange(tx, with: "volt") } == before)
    stage.answer { $0.give("c-2", onlyIn: ["c-2"]) }
    _ = try await stage.register(.update)
    let after = try #require(await store.read { tx in try TokenRenewal.lastExchange(tx, with: "volt") })
    #expect(after > before)
    await stage.end()
  }
}
