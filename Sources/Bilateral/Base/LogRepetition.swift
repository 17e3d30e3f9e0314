import Synchronization

/// Remembers which repeating events were written when, so that each is written once per interval.
///
/// It holds at most ``limit`` keys; when full it forgets the one written longest ago.
final class LogRepetition: Sendable {
  private struct Seen {
    var written: Timestamp
    var leftOut: Int
  }

  static let limit = 1024
  private let seen = Mutex<[String: Seen]>([:])

  /// How many events were left out since the last one written, or nil when this one is to be left out too.
  ///
  /// A clock that jumped back does not silence an event: the interval then starts anew (S-36).
  func admit(_ key: String, at now: Timestamp, every interval: Int64) -> Int? {
    seen.withLock { seen in
      if let last = seen[key], now >= last.written, now - last.written < interval {
        seen[key]?.leftOut += 1
        return nil
      }
      let leftOut = seen[key]?.leftOut ?? 0
      if seen.count >= Self.limit, seen[key] == nil { Self.forgetOldest(&seen) }
      seen[key] = Seen(written: now, leftOut: 0)
      return leftOut
    }
  }

  private static func forgetOldest(_ seen: inout [String: Seen]) {
    guard let oldest = seen.min(by: { $0.value.written < $1.value.written }) else { return }
    seen[oldest.key] = nil
  }
}
