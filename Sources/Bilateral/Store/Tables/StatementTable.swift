package import BilateralBase

/// A closed statement.
package struct StatementRow: Hashable, Sendable {
  /// Its number, of a series without gaps.
  package var number: String
  /// The partner, by the id of its file.
  package var partner: String
  /// Who is paid.
  package var direction: ChargeRow.Direction
  /// The period, as it is written: `2026-10`.
  package var period: String
  /// Where it stands among those that were closed together, from 1.
  package var place: Int
  /// The day it was written: `2026-11-04`.
  package var issued: String
  /// The day until which it is payable; nil where none is agreed.
  package var due: String?
  /// What is owed, exact, and in which currency.
  package var gross: String
  package var currency: String
  /// All but the single charges, as JSON.
  package var document: JSONText
  /// SHA-256 of the document.
  package var hash: [UInt8]
  /// When it was closed.
  package var closedAt: Timestamp

  /// A statement.
  package init(
    number: String, partner: String, direction: ChargeRow.Direction, period: String, place: Int,
    issued: String, due: String?, gross: String, currency: String, document: JSONText, hash: [UInt8],
    closedAt: Timestamp
  ) {
    self.number = number
    self.partner = partner
    self.direction = direction
    self.period = period
    self.place = place
    self.issued = issued
    self.due = due
    self.gross = gross
    self.currency = currency
    self.document = document
    self.hash = hash
    self.closedAt = closedAt
  }

  static let columns =
    "number, partner, direction, period, place, issued, due, gross, currency, document, hash, closed_at"

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    partner = try row.next()
    direction = try row.next()
    period = try row.next()
    place = try row.next()
    issued = try row.next()
    due = try row.next()
    gross = try row.next()
    currency = try row.next()
    document = try row.next()
    hash = try row.next()
    closedAt = try row.next()
  }
}

/// A period of one partner that is closed.
package struct ClosedPeriod: Hashable, Sendable {
  /// As it is written: `2026-10`.
  package let period: String
  /// The moment before which everything was supplied that could stand on its statements.
  package let until: Timestamp
  /// When it was closed.
  package let closedAt: Timestamp
}

/// Closed statements, and which periods are closed.
///
/// Invariants: a number is drawn in the transaction that writes its statement, so a series has neither gaps nor doubles;
/// statements are never changed and never removed; a period of a partner is closed once.
package struct StatementTable<Access> {
  let tx: Transaction<Access>

  /// The statement of a number.
  package func statement(_ number: String) throws(SQLiteError) -> StatementRow? {
    try tx.first("SELECT \(StatementRow.columns) FROM statements WHERE number = ?", number) {
      row throws(SQLiteError) in try StatementRow(&row)
    }
  }

  /// Statements, newest first.
  ///
  /// - Parameters:
  ///   - partner: of one partner; nil for all.
  ///   - period: of one period; nil for all.
  /// - Returns: the statements, those that were closed together in their order.
  /// - Throws: what SQLite says.
  package func list(of partner: String? = nil, period: String? = nil) throws(SQLiteError) -> [StatementRow] {
    try tx.rows(
      """
      SELECT \(StatementRow.columns) FROM statements
      WHERE (?1 IS NULL OR partner = ?1) AND (?2 IS NULL OR period = ?2)
      ORDER BY closed_at DESC, partner, place
      """, partner, period
    ) { row throws(SQLiteError) in try StatementRow(&row) }
  }

  /// What a partner owes for statements of ours, and what came for each.
  ///
  /// - Parameters:
  ///   - partner: the partner's id.
  ///   - currency: the currency that counts.
  /// - Returns: the exact amounts.
  /// - Throws: what SQLite says.
  package func unpaid(
    of partner: String, currency: String
  ) throws(SQLiteError) -> [(gross: String, paid: [String])] {
    try tx.rows(
      """
      SELECT gross, (SELECT group_concat(amount, ' ') FROM payments WHERE payments.number = statements.number)
      FROM statements WHERE partner = ? AND direction = 'sell' AND currency = ?
      """, partner, currency
    ) { row throws(SQLiteError) in
      let (gross, paid): (String, String?) = try (row.next(), row.next())
      return (gross: gross, paid: (paid ?? "").split(separator: " ").map { String($0) })
    }
  }

  /// When a period was closed; nil while it is open.
  package func closed(_ period: String, of partner: String) throws(SQLiteError) -> ClosedPeriod? {
    try tx.first(
      "SELECT period, until, closed_at FROM closed_periods WHERE partner = ? AND period = ?", partner, period
    ) { row throws(SQLiteError) in
      try ClosedPeriod(period: row.next(), until: row.next(), closedAt: row.next())
    }
  }

  /// The latest period that is closed; nil where none is.
  package func lastClosed(of partner: String) throws(SQLiteError) -> ClosedPeriod? {
    try tx.first(
      "SELECT period, until, closed_at FROM closed_periods WHERE partner = ? ORDER BY until DESC LIMIT 1",
      partner
    ) { row throws(SQLiteError) in
      try ClosedPeriod(period: row.next(), until: row.next(), closedAt: row.next())
    }
  }
}

extension StatementTable where Access == Writing {
  /// The next number of a series, from 1; it comes again when the transaction does not commit.
  package func nextNumber(in series: String) throws(SQLiteError) -> Int64 {
    let next: Int64? = try tx.first(
      """
      INSERT INTO statement_numbers (series, last) VALUES (?, 1)
      ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last
      """, series
    ) { row throws(SQLiteError) in try row.next() }
    return next ?? 1
  }

  /// Writes a statement.
  package func keep(_ row: StatementRow) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO statements (\(StatementRow.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.number, row.partner, row.direction, row.period, row.place, row.issued, row.due, row.gross,
      row.currency, row.document, row.hash, row.closedAt)
  }

  /// Closes a period of a partner.
  ///
  /// - Throws: `SQLiteError` with code `constraint` when it is closed.
  package func close(_ period: String, of partner: String, until: Timestamp) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO closed_periods (partner, period, until, closed_at) VALUES (?, ?, ?, ?)", partner, period,
      until, tx.now)
  }
}

extension Transaction {
  package var statements: StatementTable<Access> { StatementTable(tx: self) }
}

extension Migration {
  static let statements = Migration(
    "2026-11 statements",
    """
    CREATE TABLE statement_numbers (
      series TEXT PRIMARY KEY,
      last   INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE statements (
      number    TEXT PRIMARY KEY,
      partner   TEXT NOT NULL,
      direction TEXT NOT NULL,
      period    TEXT NOT NULL,
      place     INTEGER NOT NULL,
      issued    TEXT NOT NULL,
      due       TEXT,
      gross     TEXT NOT NULL,
      currency  TEXT NOT NULL,
      document  TEXT NOT NULL,
      hash      BLOB NOT NULL,
      closed_at INTEGER NOT NULL,
      UNIQUE (partner, period, place)
    ) STRICT;
    CREATE TABLE closed_periods (
      partner   TEXT NOT NULL,
      period    TEXT NOT NULL,
      until     INTEGER NOT NULL,
      closed_at INTEGER NOT NULL,
      PRIMARY KEY (partner, period)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE statement_charges (
      row       INTEGER PRIMARY KEY,
      partner   TEXT NOT NULL,
      direction TEXT NOT NULL,
      country   TEXT NOT NULL COLLATE NOCASE,
      party     TEXT NOT NULL COLLATE NOCASE,
      object    TEXT NOT NULL COLLATE NOCASE,
      kind      TEXT NOT NULL,
      credits   TEXT COLLATE NOCASE,
      driver    TEXT NOT NULL,
      session   TEXT COLLATE NOCASE,
      contract  TEXT NOT NULL COLLATE NOCASE,
      starts    INTEGER NOT NULL,
      ends      INTEGER NOT NULL,
      place     TEXT,
      listed    TEXT NOT NULL,
      energy    TEXT NOT NULL,
      currency  TEXT NOT NULL,
      parts     TEXT NOT NULL,
      fees      TEXT,
      source    INTEGER,
      change    INTEGER NOT NULL,
      number    TEXT,
      counted   TEXT,
      UNIQUE (partner, direction, object, country, party, kind)
    ) STRICT;
    CREATE INDEX statement_charges_open ON statement_charges (partner, ends) WHERE number IS NULL;
    CREATE INDEX statement_charges_time ON statement_charges (partner, direction, ends);
    CREATE INDEX statement_charges_number ON statement_charges (number, ends) WHERE number IS NOT NULL;
    CREATE INDEX statement_charges_source ON statement_charges (direction, source);
    CREATE TABLE payments (
      row         INTEGER PRIMARY KEY,
      number      TEXT NOT NULL REFERENCES statements (number),
      paid_on     TEXT NOT NULL,
      amount      TEXT NOT NULL,
      kind        TEXT NOT NULL,
      note        TEXT,
      recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX payments_number ON payments (number);
    """)
}
