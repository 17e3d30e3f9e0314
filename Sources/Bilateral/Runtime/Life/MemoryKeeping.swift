import BilateralNet

/// Gives memory that is free back to the system now and then: after the crowd of a start, and what a busy hour took.
struct MemoryKeeping: Service {
  let name = "memory/keeping"
  let clock: any Clock<Duration>
  /// After the start.
  var first: Duration = .seconds(30)
  var pause: Duration = .seconds(600)

  func run() async throws {
    var next = first
    while true {
      try await clock.sleep(for: next)
      ProcessMemory.giveBack()
      next = pause
    }
  }
}
