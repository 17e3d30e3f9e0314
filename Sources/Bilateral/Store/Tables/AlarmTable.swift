package import BilateralBase

/// Something that is or was wrong, and who was told.
package struct AlarmRow: Hashable, Sendable {
  /// What makes it the same alarm.
  package struct Key: Hashable, Sendable {
    package var partner: String
    /// The place of its rule among the rules of the partner.
    package var rule: Int
    package var condition: String
    /// The module or other thing that is meant; empty for the partner as a whole.
    package var subject: String

    package init(partner: String, rule: Int, condition: String, subject: String) {
      self.partner = partner
      self.rule = rule
      self.condition = condition
      self.subject = subject
    }
  }

  /// Its number, by which people acknowledge it.
  package let number: Int64
  package let key: Key
  package var text: String
  /// When it was seen first.
  package let since: Timestamp
  /// When it had lasted long enough.
  package var raisedAt: Timestamp?
  /// When it was over.
  package var resolvedAt: Timestamp?
  package var acknowledgedAt: Timestamp?
  /// When it was told last, and how often.
  package var toldAt: Timestamp?
  package var tellings = 0
  /// Failed tries to tell since the last success, and the last of them.
  package var failures = 0
  package var triedAt: Timestamp?

  package init(number: Int64, key: Key, text: String, since: Timestamp) {
    self.number = number
    self.key = key
    self.text = text
    self.since = since
  }

  static let columns = """
    number, partner, rule, condition, subject, text, since, raised_at, resolved_at, acknowledged_at, told_at,
    tellings, failures, tried_at
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    key = Key(
      partner: try row.next(), rule: try row.next(), condition: try row.next(),
      subject: try row.next())
    text = try row.next()
    since = try row.next()
    raisedAt = try row.next()
    resolvedAt = try row.next()
    acknowledgedAt = try row.next()
    toldAt = try row.next()
    tellings = try row.next()
    failures = try row.next()
    triedAt = try row.next()
  }
}

/// The alarms that stand, and those whose end is still to be told.
///
/// Invariant: a number is never given twice, so that nobody acknowledges another alarm than the one they read of.
package struct AlarmTable<Access> {
  let tx: Transaction<Access>

  /// All of them, oldest first.
  package func list() throws(SQLiteError) -> [AlarmRow] {
    try tx.rows("SELECT \(AlarmRow.columns) FROM alarms ORDER BY number") {
      row throws(SQLiteError) in
      try AlarmRow(&row)
    }
  }

  package func alarm(_ number: Int64) throws(SQLiteError) -> AlarmRow? {
    try tx.first("SELECT \(AlarmRow.columns) FROM alarms WHERE number = ?", number) {
      row throws(SQLiteError) in
      try AlarmRow(&row)
    }
  }
}

extension AlarmTable where Access == Writing {
  /// A number for a new alarm.
  package func nextNumber() throws(SQLiteError) -> Int64 { try tx.next(in: "alarms") }

  /// Writes an alarm, new or known.
  package func save(_ row: AlarmRow) throws(SQLiteError) {
    try tx.run(
      """
      INSERT OR REPLACE INTO alarms (\(AlarmRow.columns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, row.number, row.key.partner, row.key.rule, row.key.condition, row.key.subject, row.text,
      row.since,
      row.raisedAt, row.resolvedAt, row.acknowledgedAt, row.toldAt, row.tellings, row.failures,
      row.triedAt)
  }

  /// Forgets an alarm.
  package func remove(_ number: Int64) throws(SQLiteError) {
    try tx.run("DELETE FROM alarms WHERE number = ?", number)
  }
}

extension Transaction {
  package var alarms: AlarmTable<Access> { AlarmTable(tx: self) }
}

extension Migration {
  static let alarms = Migration(
    "2026-11 alarms",
    """
    CREATE TABLE alarms (
      number          INTEGER PRIMARY KEY,
      partner         TEXT NOT NULL,
      rule            INTEGER NOT NULL,
      condition       TEXT NOT NULL,
      subject         TEXT NOT NULL,
      text            TEXT NOT NULL,
      since           INTEGER NOT NULL,
      raised_at       INTEGER,
      resolved_at     INTEGER,
      acknowledged_at INTEGER,
      told_at         INTEGER,
      tellings        INTEGER NOT NULL,
      failures        INTEGER NOT NULL,
      tried_at        INTEGER,
      UNIQUE (partner, rule, condition, subject)
    ) STRICT;
    """)
}
