import BilateralBase
import Synchronization

/// The Date field of this second, made once a second.
final class HTTPDateCache: Sendable {
  private let clock: WallClock
  private let last = Mutex<(second: Int64, text: String)>((.min, ""))

  init(_ clock: WallClock) { self.clock = clock }

  /// The present moment in the form of ``HTTPDate``.
  var text: String {
    let now = clock.now()
    return last.withLock { last in
      if last.second != now.seconds { last = (now.seconds, HTTPDate.text(now)) }
      return last.text
    }
  }
}
