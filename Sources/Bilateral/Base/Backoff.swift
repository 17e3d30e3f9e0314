/// How long to wait before trying again: exponential growth, a cap, and full jitter.
///
/// With the standard curve (1 s doubling to 5 min) the wait before try *n* is drawn evenly from:
///
/// | after failures | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 and more |
/// |---|---|---|---|---|---|---|---|---|---|
/// | between 0 s and | 1 s | 2 s | 4 s | 8 s | 16 s | 32 s | 64 s | 128 s | 256 s, then 300 s |
///
/// Full jitter, because the partner who comes back after an outage must not meet everybody at the same moment. A
/// `Retry-After` is a floor, held at ``longestRetryAfter`` so that a hostile partner cannot put us to sleep (S-33).
package struct Backoff: Sendable, Hashable {
  /// Upper end of the first wait.
  package let first: Duration
  /// Upper end of every wait.
  package let cap: Duration
  /// The most a partner's `Retry-After` may demand.
  package let longestRetryAfter: Duration
  /// Failures since the last success.
  package private(set) var failures = 0

  /// A curve; negative or contradictory values are held at zero and at `first`.
  package init(
    first: Duration = .seconds(1), cap: Duration = .seconds(300), longestRetryAfter: Duration = .seconds(3600)
  ) {
    self.first = max(first, .zero)
    self.cap = max(cap, self.first)
    self.longestRetryAfter = max(longestRetryAfter, .zero)
  }

  /// The upper end of the wait after that many failures.
  package func ceiling(afterFailures count: Int) -> Duration {
    var ceiling = first
    for _ in 1..<max(1, min(count, 64)) {
      ceiling += ceiling
      if ceiling >= cap { return cap }
    }
    return min(ceiling, cap)
  }

  /// Counts a failure and draws the wait before the next try.
  package mutating func next(
    retryAfter: Duration? = nil, using random: inout some RandomNumberGenerator
  ) -> Duration {
    failures += failures < 1_000_000 ? 1 : 0
    let drawn = Self.draw(upTo: ceiling(afterFailures: failures), using: &random)
    guard let retryAfter else { return drawn }
    return max(drawn, min(retryAfter, longestRetryAfter))
  }

  /// Forgets the failures: it worked.
  package mutating func reset() {
    failures = 0
  }

  private static func draw(upTo ceiling: Duration, using random: inout some RandomNumberGenerator) -> Duration
  {
    let (seconds, attoseconds) = ceiling.components
    let microseconds = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !microseconds.overflow else { return ceiling }
    let whole = microseconds.partialValue &+ attoseconds / 1_000_000_000_000
    // High half of a product instead of `random(in:)`: that draws again and again when the source is stuck.
    let steps = UInt64(max(0, whole)) + 1
    return .microseconds(Int64(steps.multipliedFullWidth(by: random.next()).high))
  }
}
