package import BilateralBase

/// One decision about a driver at a charger, whoever made it.
package struct AuthorizationRow: Hashable, Sendable {
  /// As what we took part in it.
  package enum Side: String, SQLValue, Hashable, Sendable {
    /// A partner's driver at our charger: we asked.
    case cpo
    /// Our driver at a partner's charger: we were asked.
    case emsp
  }

  /// Its number, growing; 0 before it is kept.
  package var seq: Int64 = 0
  package var at: Timestamp
  package var partner: String
  package var side: Side
  /// The uid in our form.
  package var uid: String
  /// The kind of token, such as `RFID`.
  package var type: String
  /// The location; empty when nobody said where.
  package var location: String
  /// The EVSE by its uid; empty when nobody said which.
  package var evse: String
  package var isAllowed: Bool
  /// The stable word for why, such as `partner-refused` or `timed-out`.
  package var reason: String
  /// Who decided, such as `cache`, `partner`, `fallback`, `store` or `platform`.
  package var source: String
  /// The word of OCPI that was said, such as `BLOCKED`; nil when none was.
  package var answer: String?
  package var reference: String?
  package var correlation: String
  package var microseconds: Int64

  package init(
    at: Timestamp, partner: String, side: Side, uid: String, type: String, location: String = "",
    evse: String = "", isAllowed: Bool, reason: String, source: String, answer: String? = nil,
    reference: String? = nil, correlation: String = "", microseconds: Int64 = 0
  ) {
    self.at = at
    self.partner = partner
    self.side = side
    self.uid = uid
    self.type = type
    self.location = location
    self.evse = evse
    self.isAllowed = isAllowed
    self.reason = reason
    self.source = source
    self.answer = answer
    self.reference = reference
    self.correlation = correlation
    self.microseconds = microseconds
  }

  static let columns = """
    seq, at, partner, side, uid, type, location, evse, allowed, reason, source, answer, reference, correlation,
    microseconds
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    seq = try row.next()
    at = try row.next()
    partner = try row.next()
    side = try row.next()
    uid = try row.next()
    type = try row.next()
    location = try row.next()
    evse = try row.next()
    isAllowed = try row.next()
    reason = try row.next()
    source = try row.next()
    answer = try row.next()
    reference = try row.next()
    correlation = try row.next()
    microseconds = try row.next()
  }
}

/// Decisions about drivers, so that support can say later why somebody could not charge.
///
/// They name tokens, so they are kept for weeks and not for years, and `forget` takes one driver's out.
package struct AuthorizationTable<Access> {
  let tx: Transaction<Access>

  private static var ids: IndexParts {
    IndexParts(table: "authorizations", bits: 10, columns: ["correlation", "reference"])
  }

  /// Decisions about one token in a span of time, newest first.
  package func of(
    token uid: String, from first: Timestamp, through last: Timestamp, limit: Int = 200
  ) throws(SQLiteError) -> [AuthorizationRow] {
    try rows(
      "WHERE uid = ? AND at BETWEEN ? AND ? ORDER BY at DESC, seq DESC LIMIT ?", uid, first, last, limit)
  }

  /// Decisions at one place in a span of time, newest first; an empty EVSE stands for all of the location.
  package func at(
    location: String, evse: String, from first: Timestamp, through last: Timestamp, limit: Int = 200
  ) throws(SQLiteError) -> [AuthorizationRow] {
    try rows(
      """
      WHERE at BETWEEN ?1 AND ?2 AND location = ?3 AND (?4 = '' OR evse = ?4)
      ORDER BY at DESC, seq DESC LIMIT ?5
      """, first, last, location, evse, limit)
  }

  /// The decisions that one correlation id or authorisation reference names, newest first.
  package func named(_ id: String, limit: Int = 20) throws(SQLiteError) -> [AuthorizationRow] {
    try rows("WHERE seq IN found ORDER BY at DESC, seq DESC LIMIT ?2", with: Self.ids.found("?1"), id, limit)
  }

  /// Decisions with one partner in a span of time, oldest first, after a number: a page of a long list.
  package func page(
    of partner: String, from first: Timestamp, until end: Timestamp, after seq: Int64, limit: Int = 5000
  ) throws(SQLiteError) -> [AuthorizationRow] {
    try rows(
      "WHERE partner = ? AND at >= ? AND at < ? AND seq > ? ORDER BY seq LIMIT ?", partner, first, end, seq,
      limit)
  }

  private func rows(_ condition: String, with begin: String = "", _ arguments: any SQLValue...)
    throws(SQLiteError) -> [AuthorizationRow]
  {
    try tx.connection.rows(
      "\(begin) SELECT \(AuthorizationRow.columns) FROM authorizations \(condition)", arguments
    ) { row throws(SQLiteError) in try AuthorizationRow(&row) }
  }
}

extension AuthorizationTable where Access == Writing {
  /// Keeps a decision.
  package func append(_ row: AuthorizationRow) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO authorizations (at, partner, side, uid, type, location, evse, allowed, reason, source, answer,
        reference, correlation, microseconds)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, row.at, row.partner, row.side, row.uid, row.type, row.location, row.evse, row.isAllowed,
      row.reason,
      row.source, row.answer, row.reference, row.correlation, row.microseconds)
  }

  /// Forgets decisions before a time; returns how many, at most `limit`.
  package func trim(before time: Timestamp, limit: Int = 5000) throws(SQLiteError) -> Int {
    try tx.run(
      "DELETE FROM authorizations WHERE seq IN (SELECT seq FROM authorizations WHERE at < ? LIMIT ?)", time,
      limit)
  }

  /// Puts another text in the place of a token; returns how many decisions named it.
  package func replace(token uid: String, by text: String) throws(SQLiteError) -> Int {
    try tx.run("UPDATE authorizations SET uid = ? WHERE uid = ?", text, uid)
  }
}

extension Transaction {
  package var authorizations: AuthorizationTable<Access> { AuthorizationTable(tx: self) }
}

extension Migration {
  /// The form of ``IndexParts``; a part has 1,024 decisions.
  static let authorizationsInParts = Migration(
    "2026-11 authorisations in parts",
    """
    DROP INDEX authorizations_correlation;
    DROP INDEX authorizations_reference;
    CREATE INDEX authorizations_correlation ON authorizations (seq >> 10, correlation) WHERE correlation IS NOT NULL;
    CREATE INDEX authorizations_reference ON authorizations (seq >> 10, reference) WHERE reference IS NOT NULL;
    """)

  static let answers = Migration(
    "2026-11 answers",
    """
    CREATE TABLE authorizations (
      seq          INTEGER PRIMARY KEY AUTOINCREMENT,
      at           INTEGER NOT NULL,
      partner      TEXT NOT NULL,
      side         TEXT NOT NULL,
      uid          TEXT NOT NULL COLLATE NOCASE,
      type         TEXT NOT NULL,
      location     TEXT NOT NULL COLLATE NOCASE,
      evse         TEXT NOT NULL COLLATE NOCASE,
      allowed      INTEGER NOT NULL,
      reason       TEXT NOT NULL,
      source       TEXT NOT NULL,
      answer       TEXT,
      reference    TEXT,
      correlation  TEXT NOT NULL,
      microseconds INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX authorizations_uid ON authorizations (uid, at);
    CREATE INDEX authorizations_at ON authorizations (at);
    CREATE INDEX authorizations_correlation ON authorizations (correlation);
    CREATE INDEX authorizations_reference ON authorizations (reference) WHERE reference IS NOT NULL;
    CREATE TABLE running_sessions (
      owner        TEXT NOT NULL,
      country      TEXT NOT NULL COLLATE NOCASE,
      party        TEXT NOT NULL COLLATE NOCASE,
      object       TEXT NOT NULL COLLATE NOCASE,
      status       TEXT NOT NULL,
      start        INTEGER NOT NULL,
      energy       TEXT NOT NULL,
      last_updated INTEGER NOT NULL,
      heard_at     INTEGER NOT NULL,
      PRIMARY KEY (owner, object, country, party)
    ) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO running_sessions
    SELECT partner, country, party, object, json_extract(body, '$.status'), first_seen, '0', last_updated, heard_at
    FROM received
    WHERE module = 'sessions' AND state = 'live'
      AND json_extract(body, '$.status') IN ('ACTIVE', 'PENDING', 'RESERVATION');
    INSERT OR IGNORE INTO running_sessions
    SELECT '', country, party, object, json_extract(body, '$.status'), created_at, '0', last_updated, last_updated
    FROM own
    WHERE module = 'sessions' AND deleted = 0
      AND json_extract(body, '$.status') IN ('ACTIVE', 'PENDING', 'RESERVATION');
    CREATE TABLE session_notes (
      owner    TEXT NOT NULL,
      country  TEXT NOT NULL COLLATE NOCASE,
      party    TEXT NOT NULL COLLATE NOCASE,
      object   TEXT NOT NULL COLLATE NOCASE,
      word     TEXT NOT NULL,
      since    INTEGER NOT NULL,
      noted_at INTEGER NOT NULL,
      PRIMARY KEY (owner, object, country, party, word)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE outages (
      owner    TEXT NOT NULL,
      country  TEXT NOT NULL COLLATE NOCASE,
      party    TEXT NOT NULL COLLATE NOCASE,
      location TEXT NOT NULL COLLATE NOCASE,
      evse     TEXT NOT NULL COLLATE NOCASE,
      status   TEXT NOT NULL,
      since    INTEGER NOT NULL,
      until    INTEGER,
      PRIMARY KEY (owner, location, country, party, evse, since)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE measures (
      day     INTEGER NOT NULL,
      partner TEXT NOT NULL,
      name    TEXT NOT NULL,
      bucket  INTEGER NOT NULL,
      count   INTEGER NOT NULL,
      PRIMARY KEY (partner, name, day, bucket)
    ) STRICT, WITHOUT ROWID;
    """)
}
