import Synchronization

/// A bell for one sleeper: ringing while nobody waits is remembered once, so no change is slept through.
///
/// Used by loops that wait for "the next due time or something to do, whichever is first".
package final class Wakeup: Sendable {
  private struct State {
    var rung = false
    var sleeper: CheckedContinuation<Bool, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  /// Wakes the sleeper, or lets the next wait return at once.
  package func ring() {
    let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      defer { state.sleeper = nil }
      if state.sleeper == nil { state.rung = true }
      return state.sleeper
    }
    sleeper?.resume(returning: true)
  }

  /// Waits for the bell, or for `limit` when one is given.
  ///
  /// - Returns: true when the bell was the reason.
  /// - Throws: `CancellationError` when the task is cancelled meanwhile.
  @discardableResult
  package func wait(atMost limit: Duration?, clock: any Clock<Duration>) async throws -> Bool {
    let rung = await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.bell() }
      if let limit {
        group.addTask {
          try? await clock.sleep(for: limit)
          return false
        }
      }
      var rung = await group.next() ?? false
      group.cancelAll()
      // A ring may have been taken in the same moment the limit passed: it counts.
      for await other in group { rung = rung || other }
      return rung
    }
    try Task.checkCancellation()
    return rung
  }

  /// Waits for a ring; false when the wait was cancelled first.
  private func bell() async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if state.rung {
            state.rung = false
            return true
          }
          guard !Task.isCancelled else { return false }
          state.sleeper = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      dismiss()
    }
  }

  /// Lets a cancelled sleeper go.
  private func dismiss() {
    let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume(returning: false)
  }
}
