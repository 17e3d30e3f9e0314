package import BilateralBase

/// Where the sync loops stand.
///
/// Invariant: a cursor moves in the transaction that stores the rows of its page, so it is never ahead of them;
/// after a crash the loop asks for the same page again at worst.
package struct CursorTable<Access> {
  let tx: Transaction<Access>

  /// The cursor, one that has not begun when there is none yet.
  package func cursor(
    _ kind: CursorRow.Kind, of module: String, from partner: String
  ) throws(SQLiteError) -> CursorRow {
    let known = try tx.first(
      "SELECT \(CursorRow.columns) FROM cursors WHERE partner = ? AND module = ? AND kind = ?", partner,
      module, kind
    ) { row throws(SQLiteError) in try CursorRow(&row) }
    return known ?? CursorRow(partner: partner, module: module, kind: kind)
  }

  /// Every cursor, of one partner or of all, for `status`.
  package func list(partner: String? = nil) throws(SQLiteError) -> [CursorRow] {
    try tx.rows(
      """
      SELECT \(CursorRow.columns) FROM cursors WHERE (?1 IS NULL OR partner = ?1)
      ORDER BY partner, module, kind
      """, partner
    ) { row throws(SQLiteError) in try CursorRow(&row) }
  }
}

extension CursorTable where Access == Writing {
  /// Writes a cursor as it is.
  package func save(_ cursor: CursorRow) throws(SQLiteError) {
    try tx.run(
      """
      INSERT OR REPLACE INTO cursors (\(CursorRow.columns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, cursor.partner, cursor.module, cursor.kind, cursor.windowFrom, cursor.windowTo, cursor.nextPage,
      cursor.pagesDone, cursor.generation, cursor.startedAt, cursor.lastSuccess, cursor.lastAttempt,
      cursor.lastError, cursor.consecutiveErrors, cursor.highestUpdated, cursor.objectsDone,
      cursor.lastTotal, cursor.hasShifted, cursor.brake?.missing, cursor.brake?.live)
  }

  /// Begins a crawl: a new generation, a pinned window, the first page.
  @discardableResult
  package func start(
    _ kind: CursorRow.Kind, of module: String, from partner: String,
    window: (from: Timestamp?, to: Timestamp?), page: String
  ) throws(SQLiteError) -> CursorRow {
    var cursor = try cursor(kind, of: module, from: partner)
    cursor.generation += 1
    cursor.windowFrom = window.from
    cursor.windowTo = window.to
    cursor.nextPage = page
    cursor.pagesDone = 0
    cursor.objectsDone = 0
    cursor.lastTotal = nil
    cursor.hasShifted = false
    cursor.startedAt = tx.now
    cursor.lastAttempt = tx.now
    try save(cursor)
    return cursor
  }

  /// Records a stored page; a nil `next` ends the crawl in success.
  ///
  /// Call it where the page's rows are written.
  @discardableResult
  package func advance(
    _ cursor: CursorRow, next: String?, highest: Timestamp? = nil
  ) throws(SQLiteError) -> CursorRow {
    var cursor = cursor
    cursor.pagesDone += 1
    cursor.nextPage = next
    cursor.lastAttempt = tx.now
    cursor.lastError = nil
    cursor.consecutiveErrors = 0
    cursor.highestUpdated = [cursor.highestUpdated, highest].compactMap { $0 }.max()
    if next == nil { cursor.lastSuccess = tx.now }
    try save(cursor)
    return cursor
  }

  /// Gives a crawl up: the next one begins at the first page, with the same lower bound.
  @discardableResult
  package func abandon(_ cursor: CursorRow, error: String) throws(SQLiteError) -> CursorRow {
    var cursor = cursor
    cursor.nextPage = nil
    return try fail(cursor, error: error)
  }

  /// Records a failed attempt; the crawl stays where it is.
  @discardableResult
  package func fail(_ cursor: CursorRow, error: String) throws(SQLiteError) -> CursorRow {
    var cursor = cursor
    cursor.lastAttempt = tx.now
    cursor.lastError = error
    cursor.consecutiveErrors += 1
    try save(cursor)
    return cursor
  }

  /// Forgets where a partner's loops stood, so that they start from nothing; returns how many.
  ///
  /// The generations go on counting, so that rows of before are still told from rows of after.
  package func reset(partner: String, module: String? = nil) throws(SQLiteError) -> Int {
    try tx.run(
      """
      UPDATE cursors SET window_from = NULL, window_to = NULL, next_page = NULL, pages_done = 0,
        started_at = NULL, last_success = NULL, last_error = NULL, consecutive_errors = 0,
        highest_updated = NULL, objects_done = 0, last_total = NULL, has_shifted = 0,
        brake_missing = NULL, brake_live = NULL
      WHERE partner = ?1 AND (?2 IS NULL OR module = ?2)
      """, partner, module)
  }
}

extension Transaction {
  package var cursors: CursorTable<Access> { CursorTable(tx: self) }
}

extension Migration {
  static let cursors = Migration(
    "2026-11 cursors",
    """
    CREATE TABLE cursors (
      partner            TEXT NOT NULL,
      module             TEXT NOT NULL,
      kind               TEXT NOT NULL CHECK (kind IN ('delta', 'full')),
      window_from        INTEGER,
      window_to          INTEGER,
      next_page          TEXT,
      pages_done         INTEGER NOT NULL,
      generation         INTEGER NOT NULL,
      started_at         INTEGER,
      last_success       INTEGER,
      last_attempt       INTEGER,
      last_error         TEXT,
      consecutive_errors INTEGER NOT NULL,
      highest_updated    INTEGER,
      PRIMARY KEY (partner, module, kind)
    ) STRICT, WITHOUT ROWID;
    """)
}

extension Migration {
  /// What a crawl must know to go on in another process, and the removals it held back.
  static let crawlProgress = Migration(
    "2026-11 crawl progress",
    """
    ALTER TABLE cursors ADD COLUMN objects_done INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cursors ADD COLUMN last_total INTEGER;
    ALTER TABLE cursors ADD COLUMN has_shifted INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE cursors ADD COLUMN brake_missing INTEGER;
    ALTER TABLE cursors ADD COLUMN brake_live INTEGER;
    """)
}
