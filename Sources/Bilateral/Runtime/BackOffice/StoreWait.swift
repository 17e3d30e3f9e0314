import BilateralBase

/// Waits for a wake-up of the store, but not for ever, and not while the platform closes.
enum StoreWait {
  /// Returns at the first wake-up, when the time is over, or when the platform closes; true for a wake-up.
  ///
  /// - Throws: `CancellationError` when the task was cancelled.
  static func next(
    _ wakeUps: AsyncStream<Void>, atMost limit: Duration, in commons: Commons
  ) async throws -> Bool {
    let isAwake = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        for await _ in wakeUps { return true }
        return false
      }
      group.addTask {
        try? await commons.surroundings.clock.sleep(for: limit)
        return false
      }
      group.addTask {
        await commons.closing.wait()
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
    try Task.checkCancellation()
    return isAwake
  }
}
