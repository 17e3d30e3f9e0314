import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Keeps the crawls of one partner and module in the store: begins and resumes them, commits page after page.
///
/// A page's objects, its events, its quarantine and the cursor are one transaction, so a process that dies goes on
/// at the first page that was not committed.
struct CrawlLedger: Sendable {
  /// How a committed page leaves the crawl.
  enum Ending: Sendable, Equatable {
    case goesOn
    /// Rows have shifted: the same window is to be walked once more.
    case again
    case finished
  }

  /// What a commit did.
  struct Committed: Sendable {
    var counts: Intake.Counts
    var ending: Ending
    var brake: Shrinkage?
  }

  /// The cursor is not where this crawl left it: somebody has reset the partner's loops.
  struct Superseded: Error, CustomStringConvertible {
    var description: String { "the crawl was reset while it ran" }
  }

  let store: Store
  /// Whose list is walked.
  let partner: String
  /// Whose connection it is walked on; nil for the partner's own.
  var carrier: String?
  let module: ModuleID
  let terms: SyncTerms
  let correlation: String
  /// The `date_from` of a full walk; nil sends none.
  var beginning: Timestamp?
  /// The least overlap in seconds, whatever the file says.
  let margin: Int64

  private var name: String { module.rawValue }

  /// Resumes the crawl of this kind that is under way, or begins one.
  ///
  /// A delta without anything to start from becomes a full crawl.
  func open(
    _ wanted: SyncSchedule.Kind, at endpoint: HTTPURL, paging: Crawl.Paging
  ) async throws -> Crawl {
    try await store.write { tx in
      let since = try wanted == .delta ? lowerBound(tx) : nil
      let kind: SyncSchedule.Kind = since == nil ? .full : wanted
      let bound = since ?? beginning
      let known = try tx.cursors.cursor(kind.stored, of: name, from: cursorName)
      guard let page = known.nextPage else {
        let first = firstPage(endpoint, from: bound)
        let cursor = try tx.cursors.start(
          kind.stored, of: name, from: cursorName, window: (bound, nil), page: first)
        return crawl(kind, cursor, page: first, paging)
      }
      return crawl(kind, known, page: page, paging)
    }
  }

  /// Stores a page and moves the cursor.
  ///
  /// - Parameters:
  ///   - page: the page's objects.
  ///   - crawl: the crawl after it took the page in.
  ///   - step: what the crawl wants next.
  ///   - again: where a walk of the same window begins; nil when it was walked often enough.
  ///   - inline: tariffs that came within its objects.
  /// - Returns: what came of the objects, and whether the crawl goes on.
  /// - Throws: `Superseded`, or what the store throws.
  func commit(
    _ page: Page, _ crawl: Crawl, _ step: Crawl.Step, again: HTTPURL?, inline: Page? = nil
  ) async throws -> Committed {
    try await store.write(isBulk: page.objects.count > 20) { tx in
      var cursor = try tx.cursors.cursor(crawl.kind.stored, of: name, from: cursorName)
      guard cursor.isRunning, cursor.generation == crawl.generation else { throw Superseded() }
      var done = Committed(counts: try intake.take(page, generation: crawl.seen, in: tx), ending: .goesOn)
      if let inline {
        let tariffs = Intake(connection: connection, module: "tariffs", correlation: correlation)
        _ = try tariffs.take(inline, generation: nil, in: tx)
      }
      note(crawl, in: &cursor)
      switch step {
      case .fetch(let url): try tx.cursors.advance(cursor, next: url, highest: page.newest)
      case .stopped(let stop): try tx.cursors.abandon(cursor, error: "\(stop.diagnostic)")
      case .finished: try finish(crawl, &cursor, &done, highest: page.newest, again: again, in: tx)
      }
      return done
    }
  }

  /// Records that the crawl could not go on; it stays where it is.
  func fail(_ kind: SyncSchedule.Kind, _ error: Diagnostic) async throws {
    try await store.write { tx in
      let cursor = try tx.cursors.cursor(kind.stored, of: name, from: cursorName)
      // A crawl that was given up has recorded why.
      guard cursor.lastError != "\(error)" || cursor.isRunning else { return }
      try tx.cursors.fail(cursor, error: "\(error)")
    }
  }

  /// Gives the crawl up, so that the next one begins at the first page.
  func abandon(_ kind: SyncSchedule.Kind, _ error: Diagnostic) async throws {
    try await store.write { tx in
      let cursor = try tx.cursors.cursor(kind.stored, of: name, from: cursorName)
      try tx.cursors.abandon(cursor, error: "\(error)")
    }
  }
}

extension CrawlLedger {
  private var connection: String { carrier ?? partner }
  private var cursorName: String { CursorRow.name(of: partner, on: connection) }
  private var intake: Intake { Intake(connection: connection, module: name, correlation: correlation) }

  private func crawl(
    _ kind: SyncSchedule.Kind, _ cursor: CursorRow, page: String, _ paging: Crawl.Paging
  ) -> Crawl {
    Crawl(
      kind: kind, firstURL: page, dateFrom: cursor.windowFrom, generation: cursor.generation,
      pages: cursor.pagesDone, objects: cursor.objectsDone, lastTotal: cursor.lastTotal,
      hasShifted: cursor.hasShifted, paging: paging)
  }

  /// The first page of a walk; `date_to` is left out (decision 0003).
  private func firstPage(_ endpoint: HTTPURL, from bound: Timestamp?) -> String {
    var query = [(name: "offset", value: "0"), (name: "limit", value: "\(terms.pageSize)")]
    if let bound { query.append((name: "date_from", value: "\(bound)")) }
    return "\(endpoint.appending(query: query))"
  }

  /// From when a delta has to ask: the partner's time when the newest completed crawl began, less the overlap.
  ///
  /// A delta that was given up hands its own lower bound on, so nothing between is lost.
  private func lowerBound<Access>(_ tx: Transaction<Access>) throws -> Timestamp? {
    let delta = try tx.cursors.cursor(.delta, of: name, from: cursorName)
    let full = try tx.cursors.cursor(.full, of: name, from: cursorName)
    if delta.isRunning { return delta.windowFrom }
    let completed = [delta, full].filter(\.isComplete)
    let bounds = completed.map {
      ($0.startedAt, $0.windowTo?.adding(seconds: -max(margin, Int64(terms.overlapSeconds))))
    }
    let unfinished = delta.isComplete ? [] : [(delta.startedAt, delta.windowFrom)]
    let newest = (bounds + unfinished).compactMap { start, bound in
      start.flatMap { start in bound.map { (start, $0) } }
    }
    .max { $0.0 < $1.0 }
    return newest.map { Timestamp(seconds: $0.1.seconds) }
  }

  private func note(_ crawl: Crawl, in cursor: inout CursorRow) {
    if cursor.pagesDone == 0 { cursor.windowTo = crawl.partnerTimeAtStart }
    cursor.objectsDone = crawl.objects
    cursor.lastTotal = crawl.lastTotal
    cursor.hasShifted = crawl.hasShifted
  }

  private func finish(
    _ crawl: Crawl, _ cursor: inout CursorRow, _ done: inout Committed, highest: Timestamp?, again: HTTPURL?,
    in tx: WriteTransaction
  ) throws {
    if crawl.hasShifted, let again {
      try tx.cursors.start(
        cursor.kind, of: name, from: cursorName, window: (cursor.windowFrom, nil),
        page: firstPage(again, from: crawl.dateFrom))
      done.ending = .again
      return
    }
    if crawl.kind == .full {
      let missing = MissingObjects(
        module: module, connection: connection, owner: carrier == nil ? nil : partner, terms: terms,
        intake: intake)
      (done.counts.removed, done.brake) = try missing.settle(crawl, in: tx)
      cursor.brake = done.brake
    }
    try tx.cursors.advance(cursor, next: nil, highest: highest)
    done.ending = .finished
  }
}

extension Crawl {
  /// The generation that seen objects are marked with; only a full walk marks.
  fileprivate var seen: Int64? { kind == .full ? generation : nil }
}

extension SyncSchedule.Kind {
  /// The same word in the store.
  var stored: CursorRow.Kind { self == .full ? .full : .delta }
}

extension CursorRow {
  /// Whether the last crawl reached its end.
  fileprivate var isComplete: Bool { !isRunning && lastSuccess != nil && consecutiveErrors == 0 }
}
