import Bilateral
import BilateralBase
import BilateralCrypto
import BilateralStore
import BilateralTesting
import Testing

@Suite struct TokenDirectoryTests {
  @Test("CR-17 what an older transaction found does not undo what a newer one found")
  func order() async throws {
    let pair = try await TestPair.start()
    let commons = pair.cpo.platform.commons
    let before = commons.nextOrder()
    let rows = try await commons.store.write { tx in
      try tx.ourTokens.issue(hash: SHA256.hash("newest-token"), to: "acme", kind: .session)
      return try tx.ourTokens.list(of: "acme")
    }
    commons.tokens.refresh("acme", with: rows, asOf: commons.nextOrder())
    commons.tokens.refresh("acme", with: [], asOf: before)
    let caller = commons.tokens.caller(of: "Token newest-token", now: WallClock.system.now())
    #expect(caller?.partner == "acme")
    let link = pair.cpo.link("acme")
    link.establish(LinkFacts(state: .registered), asOf: commons.nextOrder())
    link.establish(LinkFacts(state: .new), asOf: before)
    #expect(link.facts.state == .registered)
    await pair.stop()
  }
}
