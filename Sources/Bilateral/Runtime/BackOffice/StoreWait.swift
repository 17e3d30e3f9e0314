import BilateralBase

/// Waits for a wake-up of the store, but not for ever.
enum StoreWait {
  /// Returns at the first wake-up, or when the time is over; true for a wake-up, false also when the store closed.
  ///
  /// - Throws: `CancellationError` when the task was cancelled.
  static func next(
    _ wakeUps: AsyncStream<Void>, atMost limit: Duration, on clock: any Clock<Duration>
  ) async throws -> Bool {
    let isAwake = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        for await _ in wakeUps { return true }
        return false
      }
      group.addTask {
        try? await clock.sleep(for: limit)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
    try Task.checkCancellation()
    return isAwake
  }
}
