import BilateralBase
import BilateralStore

/// Notices when the clock on the wall is set, by comparing it with the one that cannot be, and moves what waits for a
/// time of day along with it (S-36).
///
/// Pauses run on a monotonic clock and need nothing of this. What has to outlive a restart is kept as a time of day: next
/// tries, deadlines, the end of a token.
package struct ClockWatch: Service {
  /// What both clocks show at a moment.
  package struct Reading: Sendable {
    package let wall: Timestamp
    package let steady: Duration
  }

  package let name = "clock"
  private let commons: Commons
  /// Between two looks: so long may something wait for a time that has become wrong.
  private static let pause = Duration.seconds(5)
  /// Below this it is the work of those who keep clocks right, and harms nothing.
  private static let tolerance: Int64 = 2_000_000

  package init(_ commons: Commons) { self.commons = commons }

  package func run() async throws {
    var last = read()
    while true {
      try await commons.surroundings.clock.sleep(for: Self.pause)
      last = try await round(since: last)
    }
  }

  /// What both clocks show now.
  package func read() -> Reading {
    Reading(wall: commons.surroundings.wallClock.now(), steady: commons.surroundings.elapsed())
  }

  /// Looks whether the clock was set since a reading, and mends what that has bent.
  ///
  /// - Returns: the new reading.
  /// - Throws: what the store throws; the same look can be repeated.
  package func round(since last: Reading) async throws -> Reading {
    let now = read()
    let passed = (now.steady - last.steady).microseconds
    let jump = now.wall.microseconds - last.wall.microseconds - passed
    guard abs(jump) >= Self.tolerance else { return now }
    commons.surroundings.log.warning(
      "clock.set", ["seconds": Int(jump / 1_000_000), "was": "\(last.wall)", "is": "\(now.wall)"])
    let after = Timestamp(microseconds: now.wall.microseconds - (jump > 0 ? passed : 0))
    let (tokens, order) = try await commons.store.write { [commons] tx in
      try tx.waitingTimes.move(by: jump, before: last.wall, after: after)
      let ids = try tx.partners.list().map(\.id)
      return (try ids.map { ($0, try tx.ourTokens.list(of: $0)) }, commons.nextOrder())
    }
    for (partner, rows) in tokens { commons.tokens.refresh(partner, with: rows, asOf: order) }
    return now
  }
}
