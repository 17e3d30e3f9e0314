import BilateralBase
import Testing

@testable import Bilateral

@Suite struct TariffBasisTests {
  private static let now = Timestamp(seconds: 1_790_000_000)

  @Test(
    "X-05 ruling 9: what tariffs were made of holds by terms and ways and until the turn, also as it is stored"
  )
  func holds() {
    let timeless = TariffBasis(made: "a1", told: "b2")
    #expect(TariffBasis(text: timeless.text) == timeless && timeless.holds(timeless, at: Self.now))
    for other in [TariffBasis(made: "a2", told: "b2"), TariffBasis(made: "a1", told: "b3")] {
      #expect(!timeless.holds(other, at: Self.now))
    }
    let turning = timeless.until(Self.now)
    let read = TariffBasis(text: turning.text)
    #expect(read == turning && !read.holds(timeless, at: Self.now))
    #expect(read.holds(timeless, at: Self.now.adding(seconds: -1)))
  }

  @Test("a basis stored before it told both apart holds for nothing")
  func older() {
    let read = TariffBasis(text: "a1 \(Self.now.microseconds)")
    #expect(read.made == "a1" && !read.holds(TariffBasis(made: "a1", told: "b2"), at: .epoch))
  }

  @Test(
    "a loop rests until the turn, an hour at the most and never without end",
    arguments: [(10, 10), (7200, 3600), (0, 1), (-5, 1)])
  func rest(_ ahead: Int64, _ seconds: Int64) {
    let basis = TariffBasis(made: "a1", told: "b2", until: Self.now.adding(seconds: ahead))
    #expect(basis.rest(from: Self.now) == .seconds(seconds))
    #expect(TariffBasis(made: "a1", told: "b2").rest(from: Self.now) == nil)
  }
}
