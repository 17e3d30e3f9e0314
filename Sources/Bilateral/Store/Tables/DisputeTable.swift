package import BilateralBase

/// The register of disputes: one row each, and its history beside it.
///
/// Invariant: at most one dispute about a CDR is not over. A number is never given twice, and history only grows.
package struct DisputeTable<Access> {
  let tx: Transaction<Access>

  /// One dispute; nil when there is none of that number.
  package func dispute(_ number: Int64) throws(SQLiteError) -> DisputeRow? {
    try tx.first("SELECT \(DisputeRow.columns) FROM disputes WHERE number = ?", number) {
      row throws(SQLiteError) in try DisputeRow(&row)
    }
  }

  /// Disputes, newest first.
  ///
  /// - Parameters:
  ///   - partner: of one partner; nil for all.
  ///   - states: in these states; nil for all.
  ///   - limit: at most so many.
  /// - Returns: the rows.
  /// - Throws: what SQLite says.
  package func list(
    partner: String? = nil, states: [String]? = nil, limit: Int = 100_000
  ) throws(SQLiteError) -> [DisputeRow] {
    let rows = try tx.rows(
      """
      SELECT \(DisputeRow.columns) FROM disputes WHERE (?1 IS NULL OR partner = ?1)
      ORDER BY number DESC LIMIT ?2
      """, partner, limit
    ) { row throws(SQLiteError) in try DisputeRow(&row) }
    return states.map { states in rows.filter { states.contains($0.state) } } ?? rows
  }

  /// The newest dispute about a CDR; nil when there never was one.
  package func about(_ cdr: ObjectKey, with partner: String) throws(SQLiteError) -> DisputeRow? {
    try tx.first(
      """
      SELECT \(DisputeRow.columns) FROM disputes
      WHERE partner = ? AND country = ? AND party = ? AND object = ? ORDER BY number DESC LIMIT 1
      """, partner, cdr.country, cdr.party, cdr.id
    ) { row throws(SQLiteError) in try DisputeRow(&row) }
  }

  /// What is not to be billed: CDRs with a dispute that is not over, and those whose credit is awaited.
  package func holding(_ partner: String) throws(SQLiteError) -> [DisputeRow] {
    try tx.rows(
      """
      SELECT \(DisputeRow.columns) FROM disputes
      WHERE partner = ? AND (state IN ('open', 'answered') OR (state = 'accepted' AND credit IS NULL))
      ORDER BY number
      """, partner
    ) { row throws(SQLiteError) in try DisputeRow(&row) }
  }

  /// Those of all partners that are not over, the oldest first.
  package func running() throws(SQLiteError) -> [DisputeRow] {
    try tx.rows(
      "SELECT \(DisputeRow.columns) FROM disputes WHERE state IN ('open', 'answered') ORDER BY number"
    ) { row throws(SQLiteError) in try DisputeRow(&row) }
  }

  /// Open ones whose clock ran out.
  package func due(at now: Timestamp) throws(SQLiteError) -> [DisputeRow] {
    try tx.rows(
      """
      SELECT \(DisputeRow.columns) FROM disputes WHERE state = 'open' AND due_at <= ? ORDER BY due_at, number
      """, now
    ) { row throws(SQLiteError) in try DisputeRow(&row) }
  }

  /// What happened to one, oldest first.
  package func steps(of number: Int64) throws(SQLiteError) -> [DisputeStepRow] {
    try tx.rows(
      "SELECT at, actor, state, words FROM dispute_steps WHERE dispute = ? ORDER BY place", number
    ) { row throws(SQLiteError) in
      try DisputeStepRow(at: row.next(), actor: row.next(), state: row.next(), words: row.next())
    }
  }
}

extension DisputeTable where Access == Writing {
  /// Enters a new dispute with its history.
  ///
  /// - Returns: its number.
  /// - Throws: what SQLite says; a second open one about the CDR breaks a constraint.
  package func open(_ row: DisputeRow, _ steps: [DisputeStepRow]) throws(SQLiteError) -> Int64 {
    let number = try tx.next(in: "disputes")
    try tx.run(
      """
      INSERT INTO disputes (number, partner, country, party, object, direction, reason, currency, amount,
        silence, state, opened_at, due_at, credit)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, number, row.partner, row.cdr.country, row.cdr.party, row.cdr.id, row.direction, row.reason,
      row.currency, row.amount, row.silence, row.state, row.openedAt, row.due, row.credit)
    for step in steps { try add(step, to: number) }
    return number
  }

  /// Enters what happened; the state becomes that of the step.
  package func add(_ step: DisputeStepRow, to number: Int64) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO dispute_steps (dispute, place, at, actor, state, words)
      SELECT ?1, coalesce(max(place), 0) + 1, ?2, ?3, ?4, ?5 FROM dispute_steps WHERE dispute = ?1
      """, number, step.at, step.actor, step.state, step.words)
    try tx.run("UPDATE disputes SET state = ? WHERE number = ?", step.state, number)
  }

  /// Enters the CDR that takes back what is disputed.
  package func credit(_ number: Int64, by id: String) throws(SQLiteError) {
    try tx.run("UPDATE disputes SET credit = ? WHERE number = ?", id, number)
  }
}

extension Transaction {
  package var disputes: DisputeTable<Access> { DisputeTable(tx: self) }
}

extension Migration {
  static let disputes = Migration(
    "2026-11 disputes",
    """
    CREATE TABLE disputes (
      number    INTEGER PRIMARY KEY,
      partner   TEXT NOT NULL,
      country   TEXT NOT NULL COLLATE NOCASE,
      party     TEXT NOT NULL COLLATE NOCASE,
      object    TEXT NOT NULL COLLATE NOCASE,
      direction TEXT NOT NULL CHECK (direction IN ('sell', 'buy')),
      reason    TEXT NOT NULL,
      currency  TEXT,
      amount    TEXT,
      silence   TEXT,
      state     TEXT NOT NULL CHECK (state IN ('open', 'answered', 'accepted', 'rejected', 'expired')),
      opened_at INTEGER NOT NULL,
      due_at    INTEGER,
      credit    TEXT COLLATE NOCASE
    ) STRICT;
    CREATE INDEX disputes_cdr ON disputes (partner, object, country, party);
    CREATE UNIQUE INDEX disputes_running ON disputes (partner, object, country, party)
      WHERE state IN ('open', 'answered');
    CREATE INDEX disputes_due ON disputes (due_at) WHERE state = 'open';
    CREATE TABLE dispute_steps (
      dispute INTEGER NOT NULL REFERENCES disputes (number),
      place   INTEGER NOT NULL,
      at      INTEGER NOT NULL,
      actor   TEXT NOT NULL,
      state   TEXT NOT NULL,
      words   TEXT NOT NULL,
      PRIMARY KEY (dispute, place)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE cdr_times (
      partner TEXT NOT NULL,
      country TEXT NOT NULL COLLATE NOCASE,
      party   TEXT NOT NULL COLLATE NOCASE,
      object  TEXT NOT NULL COLLATE NOCASE,
      session TEXT COLLATE NOCASE,
      evse    TEXT COLLATE NOCASE,
      token   TEXT NOT NULL COLLATE NOCASE,
      start   INTEGER NOT NULL,
      end     INTEGER NOT NULL,
      credits TEXT COLLATE NOCASE,
      PRIMARY KEY (partner, object, country, party)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cdr_times_session ON cdr_times (partner, session) WHERE session IS NOT NULL;
    CREATE INDEX cdr_times_evse ON cdr_times (partner, evse, start) WHERE evse IS NOT NULL;
    CREATE INDEX cdr_times_token ON cdr_times (partner, token, start);
    CREATE INDEX cdr_times_credits ON cdr_times (partner, credits) WHERE credits IS NOT NULL;
    INSERT OR IGNORE INTO cdr_times (partner, country, party, object, session, evse, token, start, end, credits)
    SELECT partner, country, party, object, json_extract(body, '$.session_id'),
      coalesce(json_extract(body, '$.cdr_location.evse_id'), json_extract(body, '$.location.evses[0].evse_id')),
      coalesce(json_extract(body, '$.cdr_token.uid'), json_extract(body, '$.auth_id'), ''),
      unixepoch(json_extract(body, '$.start_date_time')) * 1000000,
      unixepoch(coalesce(json_extract(body, '$.end_date_time'), json_extract(body, '$.stop_date_time'))) * 1000000,
      json_extract(body, '$.credit_reference_id')
    FROM received
    WHERE module = 'cdrs' AND state = 'live' AND unixepoch(json_extract(body, '$.start_date_time')) IS NOT NULL
      AND unixepoch(coalesce(json_extract(body, '$.end_date_time'), json_extract(body, '$.stop_date_time'))) IS NOT NULL;
    ALTER TABLE cdr_verdicts ADD COLUMN grade TEXT NOT NULL DEFAULT 'accept';
    CREATE TABLE own_credits (
      country TEXT NOT NULL COLLATE NOCASE,
      party   TEXT NOT NULL COLLATE NOCASE,
      credits TEXT NOT NULL COLLATE NOCASE,
      object  TEXT NOT NULL COLLATE NOCASE,
      PRIMARY KEY (credits, country, party)
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO own_credits (country, party, credits, object)
    SELECT country, party, json_extract(body, '$.credit_reference_id'), object FROM own
    WHERE module = 'cdrs' AND deleted = 0 AND json_extract(body, '$.credit_reference_id') IS NOT NULL;
    CREATE INDEX cdr_verdicts_grade ON cdr_verdicts (partner, grade) WHERE grade <> 'accept';
    """)
}
