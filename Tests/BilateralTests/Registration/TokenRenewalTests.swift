import Bilateral
import BilateralBase
import BilateralTesting
import Testing

@Suite struct TokenRenewalTests {
  @Test(
    "CR-18 tokens are due when they reach the age of the partner file",
    arguments: [(0, 604_800), (604_799, 1), (604_800, 0), (700_000, -95_200)] as [(Int64, Int64)])
  func due(_ passed: Int64, _ left: Int64) {
    let issued = Timestamp(seconds: 1_800_000_000)
    let pause = TokenRenewal.remaining(
      issued: issued, age: 604_800, now: issued.adding(seconds: passed))
    #expect(pause == .seconds(left))
    #expect(TokenRenewal.remaining(issued: nil, age: 1, now: issued) == nil)
  }
}
