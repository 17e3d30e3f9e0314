import Synchronization

/// A bell for one sleeper: ringing while nobody waits is remembered once, so no change is slept through.
///
/// Used by loops that wait for "the next due time or something to do, whichever is first".
package final class Wakeup: Sendable {
  private struct State {
    var rung = false
    /// Waits with a limit so far, and the one of them whose limit passed last.
    var waits = 0
    var passed = 0
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
    let rung = if let limit { await bell(atMost: limit, clock) } else { await bell() }
    try Task.checkCancellation()
    return rung
  }

  /// Waits for a ring or the limit, with one task beside this one: hundreds of loops wait like this.
  private func bell(atMost limit: Duration, _ clock: any Clock<Duration>) async -> Bool {
    let wait = state.withLock { state in
      state.waits += 1
      return state.waits
    }
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        guard (try? await clock.sleep(for: limit)) != nil else { return }
        self.pass(wait)
      }
      let rung = await bell(wait)
      group.cancelAll()
      return rung
    }
  }

  /// Waits for a ring; false when the wait was cancelled first, or its limit passed.
  private func bell(_ wait: Int? = nil) async -> Bool {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          if state.rung {
            state.rung = false
            return true
          }
          guard !Task.isCancelled, state.passed != wait else { return false }
          state.sleeper = continuation
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      dismiss()
    }
  }

  /// The limit of a wait has passed.
  private func pass(_ wait: Int) {
    let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      state.passed = wait
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume(returning: false)
  }

  private func dismiss() {
    let sleeper = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume(returning: false)
  }
}
