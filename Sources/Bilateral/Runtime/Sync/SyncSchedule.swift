package import BilateralBase

/// When a loop runs next: a value that is told what happened and answers with a pause.
///
/// A delta runs `every` so often (with a splay, TR-12), a full crawl `fullResync` after the last one; failures
/// make the pauses grow, and what the partner asks for (Retry-After) is honoured up to a cap (S-33).
package struct SyncSchedule: Sendable {
  /// What the next run of the loop is to do.
  package enum Kind: String, Sendable {
    /// Only what changed since the last success.
    case delta
    /// Everything, so that removals are seen.
    case full
  }

  /// The pause before the next run and its kind.
  package struct Next: Sendable, Equatable {
    package let pause: Duration
    package let kind: Kind
  }

  /// How the last run ended.
  package enum Outcome: Sendable {
    case success
    /// Failed; `retryAfter` is what the partner asked for.
    case failure(retryAfter: Duration?)
  }

  private let every: Duration
  private let fullResync: Duration
  private var backoff: Backoff
  private var lastFull: Timestamp?

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - every: pause between deltas.
  ///   - fullResync: age at which a full crawl is due again.
  ///   - backoff: growth of pauses after failures, and the cap on Retry-After.
  ///   - lastFull: when a full crawl last completed, from the cursor; nil when never.
  package init(every: Duration, fullResync: Duration, backoff: Backoff, lastFull: Timestamp?) {
    self.every = every
    self.fullResync = fullResync
    self.backoff = backoff
    self.lastFull = lastFull
  }

  /// How often the loop has failed in a row.
  package var consecutiveFailures: Int { backoff.failures }

  /// Notes a full crawl that reached its end, whatever came after it in the same run.
  package mutating func completedFull(at now: Timestamp) { lastFull = now }

  /// Takes in how a run ended and says when the next one is due.
  package mutating func next(
    after kind: Kind, _ outcome: Outcome, at now: Timestamp, using random: inout some RandomNumberGenerator
  ) -> Next {
    switch outcome {
    case .success:
      backoff.reset()
      if kind == .full { lastFull = now }
      let permille = Int.random(in: 900...1100, using: &random)
      return Next(pause: every / 1000 * permille, kind: kindDue(at: now))
    case .failure(let retryAfter):
      return Next(pause: backoff.next(retryAfter: retryAfter, using: &random), kind: kindDue(at: now))
    }
  }

  /// The kind of a run that starts now, whatever made it start.
  ///
  /// A full crawl that lies far ahead was of a clock that was set back since.
  package func kindDue(at now: Timestamp) -> Kind {
    guard let lastFull else { return .full }
    return abs(now - lastFull) >= fullResync.components.seconds ? .full : .delta
  }
}
