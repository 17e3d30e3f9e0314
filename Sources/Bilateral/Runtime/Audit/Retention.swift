import BilateralBase
import BilateralStore
import BilateralTerms

/// How long sessions and CDRs are kept (ruling 33).
///
/// They are vouchers, kept for as long as the law of our countries or a partner file wants. Decisions about drivers,
/// orders, events and the exchange log have their own, shorter times.
struct Retention: Sendable {
  /// Years by country where we know them; where we do not, the longest that is common.
  private static let years = ["DE": 8, "AT": 7, "NL": 7]
  private static let otherYears = 10

  /// Days for which everything is kept: the longest that anybody wants.
  let days: Int64

  /// The longest of what our countries and the partner files say.
  init(_ fleet: FleetFile, _ partners: [PartnerFile]) {
    let ours = fleet.parties.map { Self.years[$0.party.country] ?? Self.otherYears }.max() ?? Self.otherYears
    let agreed = partners.compactMap { $0.duration("cdr.retention") }.map(Self.days)
    days = ([Int64(ours) * 366] + agreed).max() ?? 0
  }

  /// A span in days, never too few.
  private static func days(_ span: TermDuration) -> Int64 {
    switch span.unit {
    case .exact: Int64((span.scaled + 86_399_999) / 86_400_000)
    case .months: Int64(span.scaled) * 31
    case .workingDays: Int64(span.scaled) * 2
    }
  }

  /// The moment before which nothing needs to be kept.
  func horizon(at now: Timestamp) -> Timestamp { now.adding(seconds: -86_400 * days) }

  /// Takes out what is older, in small transactions.
  func forget(_ commons: Commons) async throws {
    let horizon = horizon(at: commons.surroundings.wallClock.now())
    for module in ["sessions", "cdrs"] {
      // Most often nothing is that old, and then the writer is left alone.
      let old = try await commons.store.read { tx in
        try tx.received.list(module, ListFilter(to: horizon, limit: 1)).total
          + tx.own.list(module, ListFilter(to: horizon, limit: 1)).total
      }
      var gone = old
      while gone > 0 {
        try Task.checkCancellation()
        gone = try await commons.store.write { tx in try tx.personalData.forget(module, before: horizon) }
      }
    }
  }
}
