import Synchronization

/// The door to one partner: so many requests at once, so many a minute, none while it asked for a pause.
///
/// Waiters are served in order. What cannot wait (real-time authorisation) passes with `urgent` and only
/// respects the partner's pause. Source: partner file C4 `max_in_flight`, `rate_limit`; TR-92.
package final class Gate: Sendable {
  private struct State {
    var inFlight = 0
    var bucket: RateBucket?
    var pausedUntil: Duration = .zero
    var queue: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>
  private let maxInFlight: Int
  private let clock: any Clock<Duration>
  private let elapsed: @Sendable () -> Duration

  /// Makes a gate.
  ///
  /// - Parameters:
  ///   - maxInFlight: how many requests may be under way at once.
  ///   - rate: how many requests fit into a period, if the partner limits them.
  ///   - clock: what pauses are slept on.
  ///   - elapsed: the time since some fixed start, on a monotonic clock.
  package init(
    maxInFlight: Int, rate: (requests: Int, period: Duration)?, clock: any Clock<Duration>,
    elapsed: @escaping @Sendable () -> Duration
  ) {
    self.maxInFlight = max(1, maxInFlight)
    self.clock = clock
    self.elapsed = elapsed
    state = Mutex(
      State(bucket: rate.map { RateBucket(requests: $0.requests, per: $0.period, now: elapsed()) }))
  }

  /// Sends nothing for a while because the partner asked for it (Retry-After, 429, 2004 as rate limit).
  package func pause(for duration: Duration) {
    let until = elapsed() + duration
    state.withLock { $0.pausedUntil = max($0.pausedUntil, until) }
  }

  /// How long the partner still wants to be left alone; zero when it does not.
  package var remainingPause: Duration {
    let now = elapsed()
    return state.withLock { max(.zero, $0.pausedUntil - now) }
  }

  /// Runs `body` when there is room for one more request.
  ///
  /// - Throws: what `body` throws, or `CancellationError`.
  package func pass<T: Sendable>(
    urgent: Bool = false, _ body: @Sendable () async throws -> T
  ) async throws -> T {
    guard !urgent else { return try await body() }
    await enter()
    defer { leave() }
    try await holdBack()
    return try await body()
  }

  private func holdBack() async throws {
    let now = elapsed()
    let wait = state.withLock { state in
      max(state.pausedUntil - now, state.bucket?.take(now: now) ?? .zero)
    }
    guard wait > .zero else { return try Task.checkCancellation() }
    try await clock.sleep(for: wait)
  }

  private func enter() async {
    await withCheckedContinuation { continuation in
      let free = state.withLock { state -> Bool in
        guard state.inFlight < maxInFlight else {
          state.queue.append(continuation)
          return false
        }
        state.inFlight += 1
        return true
      }
      if free { continuation.resume() }
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.queue.isEmpty else {
        state.inFlight -= 1
        return nil
      }
      return state.queue.removeFirst()
    }
    next?.resume()
  }
}
