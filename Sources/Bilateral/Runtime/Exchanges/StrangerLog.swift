import BilateralBase
import BilateralNet
import Synchronization

/// Which calls with an unknown token the exchange log keeps: a few of a flood, and how many were left out.
///
/// A mistyped token or a partner that has lost its registration shows here and nowhere else. Whoever has no token may
/// call as often as it likes, so it must not be able to push out what partners said: its bodies are not kept.
package final class StrangerLog: Sendable {
  /// The partner id under which strangers stand.
  package static let id = "?"
  /// So many at once after a rest, then as many in ten minutes.
  package static let burst = 30

  private struct State {
    var bucket: RateBucket
    var leftOut = 0
  }

  private let state: Mutex<State>

  /// A log that has seen nobody yet; `now` on the caller's monotonic clock.
  package init(now: Duration) {
    state = Mutex(
      State(bucket: RateBucket(requests: Self.burst * 10, per: .seconds(6000), now: now)))
  }

  /// Whether a call is kept, and how many before it were not.
  package func admit(now: Duration) -> Int? {
    state.withLock { state in
      var bucket = state.bucket
      guard bucket.take(now: now) == .zero else {
        state.leftOut += 1
        return nil
      }
      state.bucket = bucket
      defer { state.leftOut = 0 }
      return state.leftOut
    }
  }
}
