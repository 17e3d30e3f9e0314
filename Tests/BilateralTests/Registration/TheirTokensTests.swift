import Bilateral
import BilateralBase
import BilateralTesting
import Testing

/// Which of several tokens of theirs is presented, and which is forgotten.
@Suite struct TheirTokensTests {
  static func token(_ number: Int64) -> TheirTokens.Token {
    TheirTokens.Token(number: number, text: SecretText("t\(number)"), form: .base64)
  }

  let tokens = TheirTokens(inUse: token(2), spares: [token(1), token(4), token(3)])

  @Test("P-07 after refusals the others are presented, newest first, each once")
  func order() {
    var refused: [TheirTokens.Token] = []
    while let next = tokens.next(besides: refused) { refused.append(next) }
    #expect(refused.map(\.number) == [2, 4, 3, 1])
    #expect(TheirTokens().next(besides: []) == nil)
  }

  @Test(
    "P-07 a token that is let in ends older ones, never newer ones",
    arguments: [
      (2, [], .settled(number: 2, insteadOf: nil)), (4, [2], .settled(number: 4, insteadOf: 2)),
      (1, [2, 4, 3], .settled(number: 1, insteadOf: 2)), (9, [2], .known),
    ] as [(Int64, [Int64], TheirTokens.Acceptance)])
  func accepted(_ number: Int64, _ refused: [Int64], _ expected: TheirTokens.Acceptance) {
    #expect(tokens.accepted(Self.token(number), after: refused.map(Self.token)) == expected)
  }

  @Test func `a call with the token of before that was on its way changes nothing`() {
    #expect(tokens.accepted(Self.token(1), after: []) == .known)
    #expect(tokens.accepted(Self.token(1), after: [Self.token(4)]) == .known)
  }

  @Test func `a token that is alone, or the oldest, changes nothing by being let in`() {
    #expect(TheirTokens(inUse: Self.token(1)).accepted(Self.token(1), after: []) == .known)
    let late = TheirTokens(inUse: Self.token(1), spares: [Self.token(2)])
    #expect(late.accepted(Self.token(1), after: []) == .known)
  }
}
