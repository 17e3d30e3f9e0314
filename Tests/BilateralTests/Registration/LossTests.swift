import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTesting
import Synchronization
import Testing

/// We are called: a partner takes renewals back, hangs, loses everything; invitations go astray.
@Suite struct LossTests {
  typealias Stage = IncomingRegistrationTests.Stage
  func stage(_ script: StubPartner.Script = .init(), more: String = "") async throws -> Stage {
    try await IncomingRegistrationTests().stage(script, file: TestPair.acme + more)
  }

  func token(_ answer: (http: HTTPStatus, envelope: OCPIResponse)) throws -> SecretText {
    SecretText(try #require(answer.envelope.data?["token"]?.string, "\(answer.http)"))
  }

  @Test("P-07 a partner that gives up its renewal because our answer was lost is called with its old token")
  func takenBack() async throws {
    let stage = try await stage()
    let tokenC = try token(try await stage.send(.post, stage.introduction("b-1")))
    _ = try await stage.send(.put, stage.introduction("b-2"), token: tokenC)
    let link = stage.side.link("acme")
    #expect(link.facts.theirToken?.revealed == "b-2")
    let old = TokenForm.base64.header(for: SecretText("b-1"))
    stage.stub.script.withLock { $0.admits = { $0 == old } }
    let url = try HTTPURL(stage.stub.versionsURL)
    _ = try await link.call(OCPIRequest(.get, url))
    #expect(link.facts.theirToken?.revealed == "b-1")
    // The token it has is valid still, and so is the one it never saw.
    #expect(try await stage.send(.get, token: tokenC).http == .ok)
    await stage.end()
  }

  @Test("P-06 a call-back that hangs ends by itself, and the next exchange is served")
  func hanging() async throws {
    let stage = try await stage(more: "[connection.retry]\nattempts = 1\n")
    stage.stub.script.withLock { $0.isHanging = true }
    try stage.side.fleet.partner(
      "acme",
      TestPair.acme.replacing("[connection]\n", with: "[connection]\ntimeout = \"1 s\"\n"))
    _ = try await stage.side.platform.reload()
    let answer = try await stage.send(.post, stage.introduction("b-1"))
    #expect(answer.envelope.status == .cannotUseClient)
    try await stage.expectUntouched()
    #expect(!stage.side.link("acme").isExchanging)
    stage.stub.script.withLock { $0.isHanging = false }
    #expect(try await stage.send(.post, stage.introduction("b-2")).http == .ok)
    await stage.end()
  }

  @Test(
    "P-10 reset gives up the tokens of before, keeps objects and cursors, and lets the partner register again"
  )
  func reset() async throws {
    let stage = try await stage()
    let tokenC = try token(try await stage.send(.post, stage.introduction("b-1")))
    let store = stage.side.platform.commons.store
    _ = try await store.write { tx in
      try tx.viewCursors.save(ViewCursor(change: 7, basis: "x"), "probe", for: "acme")
    }
    let reply = try await stage.side.platform.invitation.reset("acme")
    let tokenA = SecretText(try #require(reply.members.first { $0.name == "token" }?.value.string))
    let link = stage.side.link("acme")
    #expect(link.facts.state == .invited && link.facts.theirToken == nil && !link.carriesTraffic)
    #expect(try await stage.send(.get, token: tokenC).http == .unauthorized)
    #expect(try await store.read { tx in try tx.viewCursors.cursor("probe", for: "acme") }?.change == 7)
    #expect(try await stage.send(.post, stage.introduction("b-2"), token: tokenA).http == .ok)
    #expect(link.facts.state == .registered && link.facts.theirToken?.revealed == "b-2")
    await stage.end()
  }

  @Test("CR-01 ruling 13: a reissued invitation ends the one before, an invitation repeated does not")
  func reissue() async throws {
    let stage = try await stage()
    let second = try await stage.side.platform.invitation.invite("acme")
    #expect(try await stage.send(.get).http == .ok)
    let third = try await stage.side.platform.invitation.reissue("acme")
    func secret(_ reply: ControlReply) -> SecretText {
      SecretText(reply.members.first { $0.name == "token" }?.value.string ?? "")
    }
    #expect(try await stage.send(.get).http == .unauthorized)
    #expect(try await stage.send(.get, token: secret(second)).http == .unauthorized)
    let tokenC = try token(try await stage.send(.post, stage.introduction(), token: secret(third)))
    #expect(try await stage.send(.get, token: tokenC).http == .ok)
    let failure = await controlFailure { try await stage.side.platform.invitation.reissue("acme") }
    #expect(failure?.code == "BR226" && failure?.exit == 6)
    #expect(try await stage.send(.get, token: tokenC).http == .ok)
    await stage.end()
  }

  @Test("a reset while an exchange is under way is refused with exit code 6")
  func resetUnderWay() async throws {
    let stage = try await stage()
    #expect(stage.side.link("acme").beginExchange(as: .theirs) == nil)
    #expect(await controlFailure { try await stage.side.platform.invitation.reset("acme") }?.exit == 6)
    stage.side.link("acme").endExchange()
    #expect(try await stage.send(.post, stage.introduction()).http == .ok)
    await stage.end()
  }
}
