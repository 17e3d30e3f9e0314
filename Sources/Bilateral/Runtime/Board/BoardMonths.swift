import BilateralBase
import BilateralTerms
import Synchronization

/// What was worked out of a partner's month, kept for a minute: a page that follows what changes is made again every few
/// seconds, and the figures read all charges of the month.
final class BoardMonths: Sendable {
  private struct Known {
    var period: SettlementPeriod
    var answer: JSON
    var at: Timestamp
  }

  private let known = Mutex<[String: Known]>([:])

  /// For how long an answer is shown again, in seconds.
  static let age: Int64 = 60

  /// The figures of a partner's month: those of the last minute, else anew.
  ///
  /// - Parameters:
  ///   - partner: whose.
  ///   - period: of which month.
  ///   - now: the time.
  ///   - read: works them out.
  /// - Returns: the figures.
  /// - Throws: what `read` throws; nothing is kept then.
  func answer(
    of partner: String, _ period: SettlementPeriod, at now: Timestamp, read: () async throws -> JSON
  ) async throws -> JSON {
    let fresh = known.withLock { known -> JSON? in
      guard let kept = known[partner], kept.period == period, kept.at <= now,
        now < kept.at.adding(seconds: Self.age)
      else { return nil }
      return kept.answer
    }
    if let fresh { return fresh }
    let answer = try await read()
    known.withLock { $0[partner] = Known(period: period, answer: answer, at: now) }
    return answer
  }
}
