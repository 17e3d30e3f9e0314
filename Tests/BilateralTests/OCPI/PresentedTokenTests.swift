import Bilateral
import BilateralCrypto
import Testing

@Suite struct PresentedTokenTests {
  let token = "a-token/of+this:test=0123456789"

  private func recognises(_ header: String) -> Bool {
    PresentedToken(header: header)?.candidates.contains { $0.hash == SHA256.hash(token) } ?? false
  }

  private var encoded: String { Base64.encode(Array(token.utf8)) }

  @Test("TR-05 P-01 S-09 the token is recognised raw, decoded once and decoded twice")
  func forms() {
    #expect(recognises("Token \(token)"))
    #expect(recognises("Token \(encoded)"))
    #expect(recognises("Token \(Base64.encode(Array(encoded.utf8)))"))
  }

  @Test(
    "P-03 P-04 line ends inside, missing padding, other spelling of the scheme and more blanks are forgiven")
  func forgiving() {
    #expect(recognises("Token " + Base64.encode(Array((token + "\n").utf8))))
    #expect(recognises("token " + encoded.filter { $0 != "=" }))
    #expect(recognises("TOKEN   \(token)"))
  }

  @Test(
    "P-03 blanks and line ends around a token are dropped, those inside stay",
    arguments: [" a b", "\ta b\r\n", "a b \t\r\n\n", " \r\na b"])
  func around(_ text: String) {
    let candidates = PresentedToken(header: "Token \(text)").map { Array($0.candidates) }
    #expect(candidates?.first?.hash == SHA256.hash("a b"))
    let encoded = Base64.encode(Array(text.utf8))
    let others = PresentedToken(header: "Token \(encoded)").map { Array($0.candidates) }
    #expect(others?.last?.hash == SHA256.hash("a b"))
  }

  @Test(
    "another scheme or nothing is no token",
    arguments: ["Bearer abc", "Token", "", "abc", "Token ", "Token \t ", " ", "Tokens abc"])
  func none(_ header: String) { #expect(PresentedToken(header: header) == nil) }

  @Test("S-03 a token does not print itself")
  func hidden() throws {
    let presented = try #require(PresentedToken(header: "Token \(token)"))
    #expect(!"\(presented)".contains(token))
    var dumped = ""
    dump(presented, to: &dumped)
    #expect(!dumped.contains(token))
  }
}
