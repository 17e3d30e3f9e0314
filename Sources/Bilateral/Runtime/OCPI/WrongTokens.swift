import Synchronization

/// Counts tokens that nobody has, by where they come from or how they begin (S-07).
///
/// Whoever presents many has to wait; a right token is let in all the same, since partners may share an address.
final class WrongTokens: Sendable {
  /// So many origins are told apart; beyond it all are forgotten, which favours nobody for long.
  private static let most = 4096

  private let rate: (requests: Int, period: Duration)
  private let buckets = Mutex<[String: RateBucket]>([:])

  /// So many are answered as usual in a period; a tenth of them at once.
  init(requests: Int, per period: Duration) { rate = (requests, period) }

  /// Counts one.
  ///
  /// - Parameters:
  ///   - origin: whom it is counted for.
  ///   - now: on the caller's monotonic clock.
  /// - Returns: how many seconds the caller has to wait; nil while there were few.
  func note(_ origin: String, now: Duration) -> Int? {
    let wait = buckets.withLock { buckets in
      if buckets.count >= Self.most, buckets[origin] == nil { buckets = [:] }
      var bucket = buckets[origin] ?? RateBucket(requests: rate.requests, per: rate.period, now: now)
      let wait = bucket.take(now: now)
      // Only what was answered counts: whoever goes on all the same does not have to wait for ever.
      if wait == .zero { buckets[origin] = bucket }
      return wait
    }
    return wait > .zero ? Int(wait.components.seconds) + 1 : nil
  }
}
