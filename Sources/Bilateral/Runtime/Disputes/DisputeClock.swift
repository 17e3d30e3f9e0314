import BilateralBase
import BilateralStore

/// Ends disputes that nobody answered in time, as was agreed (`dispute.silence`).
struct DisputeClock: Service {
  let name = "disputes/clock"
  let commons: Commons
  var pause = Duration.seconds(60)

  func run() async throws {
    while true {
      _ = try await round()
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One look.
  ///
  /// - Returns: how many ended.
  func round() async throws -> Int {
    let now = commons.surroundings.wallClock.now()
    let isDue = try await commons.store.read { tx in try !tx.disputes.due(at: now).isEmpty }
    guard isDue else { return 0 }
    return try await commons.store.write { [commons] tx in try DisputeDesk(commons: commons).tick(in: tx) }
  }
}
