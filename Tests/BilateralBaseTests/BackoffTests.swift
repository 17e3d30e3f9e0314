import BilateralBase
import Testing

/// Numbers that are always the lowest or the highest.
private struct Extreme: RandomNumberGenerator {
  let value: UInt64
  mutating func next() -> UInt64 { value }
}

@Suite struct BackoffTests {
  @Test(arguments: [
    (1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (9, 256), (10, 300), (11, 300), (1_000_000, 300),
  ])
  func `the curve is the one of the table`(failures: Int, seconds: Int) {
    #expect(Backoff().ceiling(afterFailures: failures) == .seconds(seconds))
  }

  @Test("S-33 waits lie between zero and the curve, spread by chance")
  func jitter() {
    var low = Backoff()
    var high = Backoff()
    var lowest = Extreme(value: 0)
    var highest = Extreme(value: .max)
    for count in 1...12 {
      #expect(low.next(using: &lowest) == .zero)
      #expect(high.next(using: &highest) == high.ceiling(afterFailures: count))
      #expect(high.failures == count)
    }
    high.reset()
    #expect(high.next(using: &highest) == .seconds(1))
  }

  @Test("S-33 Retry-After is a floor, and capped")
  func retryAfter() {
    var random = Extreme(value: 0)
    var backoff = Backoff(longestRetryAfter: .seconds(600))
    #expect(backoff.next(retryAfter: .seconds(30), using: &random) == .seconds(30))
    #expect(backoff.next(retryAfter: .seconds(86_400), using: &random) == .seconds(600))
    #expect(backoff.next(retryAfter: .seconds(-5), using: &random) == .zero)
  }

  @Test func `nonsense settings are held`() {
    var random = Extreme(value: .max)
    var backoff = Backoff(first: .seconds(-1), cap: .seconds(-5))
    #expect(backoff.next(using: &random) == .zero)
    var endless = Backoff(first: .seconds(Int64.max), cap: .seconds(Int64.max))
    #expect(endless.next(using: &random) == .seconds(Int64.max))
  }
}
