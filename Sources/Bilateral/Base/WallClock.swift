import Glibc

/// The injected "now": what time the world says it is.
///
/// It may jump in both directions (S-36); whatever waits or measures uses a `Clock<Duration>` instead.
package struct WallClock: Sendable {
  private let read: @Sendable () -> Timestamp

  /// A clock that asks the closure each time.
  package init(_ read: @escaping @Sendable () -> Timestamp) {
    self.read = read
  }

  /// The moment it is now.
  package func now() -> Timestamp { read() }

  /// The clock of the operating system.
  package static let system = WallClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
  }

  /// A clock that stands still, for previews and tests.
  package static func fixed(_ moment: Timestamp) -> WallClock {
    WallClock { moment }
  }
}
