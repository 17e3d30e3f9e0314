/// A partner's request rate as a token bucket: a value that says how long to wait, and never sleeps itself.
///
/// Source: partner file C4 `rate_limit`, requirement TR-92.
package struct RateBucket: Sendable {
  private let capacity: Double
  private let perSecond: Double
  private var tokens: Double
  private var filledAt: Duration

  /// Makes a full bucket.
  ///
  /// - Parameters:
  ///   - requests: how many requests fit into `period`; the burst is a tenth of that, at least one.
  ///   - period: the time the limit speaks of.
  ///   - now: the present on the caller's monotonic clock.
  package init(requests: Int, per period: Duration, now: Duration) {
    perSecond = Double(max(1, requests)) / max(0.001, period.seconds)
    capacity = max(1, Double(requests) / 10)
    tokens = capacity
    filledAt = now
  }

  /// Takes one request.
  ///
  /// - Returns: how long the caller has to wait before it sends; zero when it may send now.
  package mutating func take(now: Duration) -> Duration {
    let elapsed = max(0, (now - filledAt).seconds)
    tokens = min(capacity, tokens + elapsed * perSecond)
    filledAt = now
    tokens -= 1
    guard tokens < 0 else { return .zero }
    return .milliseconds(Int64((-tokens / perSecond * 1000).rounded(.up)))
  }
}

extension Duration {
  /// The duration in seconds, for rates and reports; not for money.
  package var seconds: Double {
    let (whole, atto) = components
    return Double(whole) + Double(atto) / 1e18
  }
}
