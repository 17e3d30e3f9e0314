package import BilateralBase

/// How far one sync loop has come.
package struct CursorRow: Hashable, Sendable {
  package enum Kind: String, SQLValue, Sendable {
    /// What changed since the last time.
    case delta
    /// Everything, to find what is missing.
    case full
  }

  package let partner: String
  package let module: String
  package let kind: Kind
  /// The window of the running or last crawl, pinned when it starts, so that its pages agree.
  package var windowFrom: Timestamp?
  package var windowTo: Timestamp?
  /// Where the next page is; nil when no crawl is running.
  package var nextPage: String?
  package var pagesDone = 0
  /// Grows with each crawl; rows carry the generation that saw them last.
  package var generation: Int64 = 0
  package var startedAt: Timestamp?
  package var lastSuccess: Timestamp?
  package var lastAttempt: Timestamp?
  package var lastError: String?
  /// Failed attempts since the last success.
  package var consecutiveErrors = 0
  /// The newest `last_updated` that the partner has shown us in this loop.
  package var highestUpdated: Timestamp?
  /// Objects of the pages done, the bad ones included.
  package var objectsDone = 0
  /// The total that the last page announced.
  package var lastTotal: Int?
  /// Whether the total has fallen in this crawl, so that rows may have been skipped.
  package var hasShifted = false
  /// Removals that the last full crawl held back, of how many live objects; nil when it held none back.
  package var brake: Shrinkage?

  /// Under which name the loop over one partner's list on a connection is kept: a hub's own list is another.
  package static func name(of partner: String, on connection: String) -> String {
    partner == connection ? partner : "\(partner) via \(connection)"
  }

  /// A loop that has not begun.
  package init(partner: String, module: String, kind: Kind) {
    self.partner = partner
    self.module = module
    self.kind = kind
  }

  static let columns = """
    partner, module, kind, window_from, window_to, next_page, pages_done, generation, started_at,
    last_success, last_attempt, last_error, consecutive_errors, highest_updated,
    objects_done, last_total, has_shifted, brake_missing, brake_live
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    partner = try row.next()
    module = try row.next()
    kind = try row.next()
    windowFrom = try row.next()
    windowTo = try row.next()
    nextPage = try row.next()
    pagesDone = try row.next()
    generation = try row.next()
    startedAt = try row.next()
    lastSuccess = try row.next()
    lastAttempt = try row.next()
    lastError = try row.next()
    consecutiveErrors = try row.next()
    highestUpdated = try row.next()
    objectsDone = try row.next()
    lastTotal = try row.next()
    hasShifted = try row.next()
    let (missing, live): (Int?, Int?) = (try row.next(), try row.next())
    if let missing, let live { brake = Shrinkage(live: live, missing: missing) }
  }

  /// True between the first page asked for and the last one stored.
  package var isRunning: Bool { nextPage != nil }
}
