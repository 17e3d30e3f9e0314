import BilateralBase
import Testing

@testable import Bilateral

@Suite struct TariffBasisTests {
  private static let now = Timestamp(seconds: 1_790_000_000)

  @Test("X-05 what tariffs were made of holds by its terms and until the turn, also as it is stored")
  func holds() {
    let timeless = TariffBasis(text: TariffBasis("a1").text)
    #expect(
      timeless == TariffBasis("a1") && timeless.holds("a1", at: Self.now)
        && !timeless.holds("b", at: Self.now))
    let turning = TariffBasis("a1", until: Self.now)
    let read = TariffBasis(text: turning.text)
    #expect(read == turning && !read.holds("a1", at: Self.now))
    #expect(read.holds("a1", at: Self.now.adding(seconds: -1)))
  }

  @Test(
    "a loop rests until the turn, an hour at the most and never without end",
    arguments: [(10, 10), (7200, 3600), (0, 1), (-5, 1)])
  func rest(_ ahead: Int64, _ seconds: Int64) {
    let basis = TariffBasis("a1", until: Self.now.adding(seconds: ahead))
    #expect(basis.rest(from: Self.now) == .seconds(seconds))
    #expect(TariffBasis("a1").rest(from: Self.now) == nil)
  }
}
