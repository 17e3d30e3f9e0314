import BilateralBase
import BilateralStore

/// What is counted by day, at the moment at which it happens.
package enum ServiceMeasure: String, Sendable, CaseIterable {
  /// A driver was let in.
  case allowed = "authorizations.allowed"
  /// A driver was refused by somebody's decision: blocked, expired, no credit.
  case declined = "authorizations.declined"
  /// Nobody who could decide was there to be asked.
  case unanswered = "authorizations.unanswered"
  /// Milliseconds until a decision that a partner was asked for, or asked us for.
  case answerTime = "authorizations.ms"
  /// CDRs of the partner that were taken.
  case received = "cdrs.received"
  /// CDRs of the partner that were not taken at first.
  case refused = "cdrs.refused"
  /// CDRs of the partner that came after they were due.
  case late = "cdrs.late"
  /// Minutes from the end of a session to its CDR.
  case delay = "cdrs.minutes"
  /// CDRs of the partner whose amount was checked.
  case checked = "cdrs.checked"
  /// Those with another amount than the prices agreed give.
  case offPrice = "cdrs.off-price"
  /// CDRs of ours that the partner took.
  case sent = "cdrs.sent"
  /// CDRs of ours that it did not take at first.
  case sentRefused = "cdrs.sent-refused"
  /// CDRs of ours that it took after they were due.
  case sentLate = "cdrs.sent-late"
  /// Calls in either direction.
  case calls = "calls"
  /// Calls that failed: nobody answered, or a side said that it cannot.
  case failedCalls = "calls.failed"
  /// Seconds from a change of status to its arrival.
  case statusAge = "status.seconds"
}

/// Counts measures of one partner within a transaction.
struct MeasureBook {
  let tx: WriteTransaction
  let partner: String

  /// Counts some.
  func count(_ measure: ServiceMeasure, times: Int = 1) throws {
    guard times > 0 else { return }
    try tx.measures.add(
      Measure(day: Self.day(tx.now), partner: partner, name: measure.rawValue, count: times))
  }

  /// Counts a size.
  func size(_ measure: ServiceMeasure, _ size: Int64) throws {
    try tx.measures.add(
      Measure(
        day: Self.day(tx.now), partner: partner, name: measure.rawValue,
        bucket: SizeCounts.bound(of: max(0, size))))
  }

  /// The day of a moment, by UTC.
  static func day(_ moment: Timestamp) -> Int64 { moment.seconds.flooredQuotient(by: 86_400) }
}
