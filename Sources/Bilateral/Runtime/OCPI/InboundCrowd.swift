import Synchronization

/// Keeps the requests of each partner within bounds, so that one that floods us costs the others nothing.
///
/// A burst is spread, not refused: requests above the rate wait their turn. Only when a partner is half a second ahead of
/// its rate, or has too many slow requests under way, it is told 429; that answer is held back as well, because a caller
/// that asks again at once would otherwise keep us busy with refusing.
package final class InboundCrowd: Sendable {
  /// What a request has to do.
  package enum Verdict: Sendable, Equatable {
    /// Wait so long, then be served.
    case serve(after: Duration)
    case refuse
  }

  /// Requests of one partner a second.
  package static let rate = 1000
  /// As many at once after a rest: about ten milliseconds of a processor.
  package static let burst = 100
  /// The most requests of one partner under way at a time, beside those that wait.
  package static let limit = 32
  /// How long a request waits at most, and a refusal is held back.
  package static let pause = Duration.milliseconds(500)

  private struct Budget {
    var left = Double(InboundCrowd.burst)
    var at: Duration
    var underWay = 0
  }

  private let budgets = Mutex<[String: Budget]>([:])

  /// Nobody is here.
  package init() {}

  /// Judges a request as it comes; one that is served must be ended by ``leave(_:)``.
  ///
  /// - Parameters:
  ///   - partner: the id of its file.
  ///   - now: on the monotonic clock.
  /// - Returns: when it is served, or that it is not.
  package func enter(_ partner: String, at now: Duration) -> Verdict {
    budgets.withLock { budgets in
      var budget = budgets[partner] ?? Budget(at: now)
      let earned = max(0, (now - budget.at).seconds) * Double(Self.rate)
      (budget.left, budget.at) = (min(Double(Self.burst), budget.left + earned), now)
      defer { budgets[partner] = budget }
      let debt = max(0, 1 - budget.left) / Double(Self.rate)
      guard budget.underWay < Self.limit, debt <= Self.pause.seconds else { return .refuse }
      budget.left -= 1
      budget.underWay += debt > 0 ? 0 : 1
      return .serve(after: .milliseconds(Int64((debt * 1000).rounded(.up))))
    }
  }

  /// A request that had to wait begins.
  package func begin(_ partner: String) { budgets.withLock { $0[partner]?.underWay += 1 } }

  /// Ends a request of a partner.
  package func leave(_ partner: String) { budgets.withLock { $0[partner]?.underWay -= 1 } }
}
