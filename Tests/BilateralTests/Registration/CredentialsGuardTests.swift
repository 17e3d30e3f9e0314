import Bilateral
import Testing

@Suite struct CredentialsGuardTests {
  func judge(
    _ method: CredentialsGuard.Method, _ token: CredentialsGuard.TokenKind, state: PartnerState = .registered,
    busy: Bool = false, spent: Bool = false
  ) -> Int {
    switch CredentialsGuard.judge(method, token: token, state: state, isBusy: busy, tokenAIsSpent: spent) {
    case .proceed: 200
    case .refuse(let http, _): http
    }
  }

  @Test("CR-07 POST of a registered client is answered with 405")
  func postRegistered() { #expect(judge(.post, .session) == 405) }

  @Test(
    "CR-08 PUT and DELETE of a client that is not registered are answered with 405",
    arguments: [
      CredentialsGuard.Method.put, .delete,
    ])
  func putUnregistered(_ method: CredentialsGuard.Method) { #expect(judge(method, .registration) == 405) }

  @Test("a token A may register, a session token may update and leave")
  func proceeds() {
    #expect(judge(.post, .registration, state: .invited) == 200)
    #expect(judge(.put, .session) == 200)
    #expect(judge(.delete, .session) == 200)
    #expect(judge(.get, .session) == 200)
  }

  @Test("CR-06 a token A is dead once token C has been used")
  func spentTokenA() { #expect(judge(.post, .registration, spent: true) == 401) }

  @Test("an exchange under way holds the next one back, but not GET")
  func busy() {
    #expect(judge(.post, .registration, busy: true) == 409)
    #expect(judge(.get, .session, busy: true) == 200)
  }

  @Test("after the end of the relation nothing is accepted", arguments: CredentialsGuard.Method.allCases)
  func ended(_ method: CredentialsGuard.Method) { #expect(judge(method, .session, state: .ended) == 401) }
}
