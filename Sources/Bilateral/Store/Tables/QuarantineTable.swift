/// Objects that we refused, word for word, with the reasons: one bad object never stops its page.
///
/// Invariants: one row per (partner, module, identity), replaced when the object is refused again, gone when it
/// arrives in order. The text is kept up to `QuarantineTable.rawLimit` bytes.
package struct QuarantineTable<Access> {
  let tx: Transaction<Access>

  /// Bytes of a refused text that are kept: a partner cannot fill the disk with rubbish.
  package static var rawLimit: Int { 256 << 10 }

  package func row(_ number: Int64) throws(SQLiteError) -> QuarantineRow? {
    let found = try tx.first("SELECT \(QuarantineRow.columns) FROM quarantine WHERE row = ?", number) {
      row throws(SQLiteError) in try QuarantineRow(&row)
    }
    guard let found else { return nil }
    return try withFindings(found)
  }

  /// Refused objects, longest there first, of one partner and module or of all, from beyond a number.
  package func list(
    partner: String? = nil, module: String? = nil, after number: Int64 = 0, limit: Int = 1000
  ) throws(SQLiteError) -> [QuarantineRow] {
    let rows = try tx.rows(
      """
      SELECT \(QuarantineRow.columns) FROM quarantine
      WHERE (?1 IS NULL OR partner = ?1) AND (?2 IS NULL OR module = ?2) AND row > ?4
      ORDER BY row LIMIT ?3
      """, partner, module, limit, number
    ) { row throws(SQLiteError) in try QuarantineRow(&row) }
    return try rows.map { row throws(SQLiteError) in try withFindings(row) }
  }

  /// How many objects of a partner and module are held.
  package func count(partner: String, module: String) throws(SQLiteError) -> Int {
    try tx.count("SELECT count(*) FROM quarantine WHERE partner = ? AND module = ?", partner, module)
  }

  /// The identities of what is held for a finding, by partner, the longest there first.
  package func named(by code: String, in module: String) throws(SQLiteError) -> [String: [String]] {
    let rows = try tx.rows(
      """
      SELECT q.partner, q.identity FROM quarantine AS q
      WHERE q.module = ? AND EXISTS (
        SELECT 1 FROM quarantine_findings AS f WHERE f.quarantine = q.row AND f.code = ?)
      ORDER BY q.row
      """, module, code
    ) { row throws(SQLiteError) -> (String, String) in (try row.next(), try row.next()) }
    return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
  }

  private func withFindings(_ row: QuarantineRow) throws(SQLiteError) -> QuarantineRow {
    var row = row
    row.findings = try tx.rows(
      "SELECT path, code, message FROM quarantine_findings WHERE quarantine = ? ORDER BY position", row.number
    ) { row throws(SQLiteError) in
      try QuarantineFinding(path: row.next(), code: row.next(), message: row.next())
    }
    return row
  }
}

extension QuarantineTable where Access == Writing {
  /// Holds a refused object, in place of what was held under its identity before; returns its number.
  @discardableResult
  package func hold(_ object: RefusedObject) throws(SQLiteError) -> Int64 {
    let sql = """
      INSERT INTO quarantine (partner, module, identity, version, first_seen, last_seen, count, cut, raw)
      VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
      ON CONFLICT (partner, module, identity) DO UPDATE SET version = excluded.version,
        last_seen = excluded.last_seen, count = count + 1, cut = excluded.cut, raw = excluded.raw
      RETURNING row
      """
    let (raw, isCut) = Self.capped(object.raw)
    let number: Int64? = try tx.first(
      sql, object.partner, object.module, object.identity, object.version, tx.now, tx.now, isCut, raw
    ) { row throws(SQLiteError) in try row.next() }
    guard let number else { throw SQLiteError(code: .corrupt, message: "nothing was held", sql: sql) }
    try write(object.findings, of: number)
    return number
  }

  /// The object came in order: what was held under its identity leaves; false when nothing was.
  @discardableResult
  package func resolve(partner: String, module: String, identity: String) throws(SQLiteError) -> Bool {
    try tx.run(
      "DELETE FROM quarantine WHERE partner = ? AND module = ? AND identity = ?", partner, module, identity
    ) > 0
  }

  /// Throws a held object away by an operator's decision; false when there is none.
  package func drop(_ number: Int64) throws(SQLiteError) -> Bool {
    try tx.run("DELETE FROM quarantine WHERE row = ?", number) > 0
  }

  private func write(_ findings: [QuarantineFinding], of number: Int64) throws(SQLiteError) {
    try tx.run("DELETE FROM quarantine_findings WHERE quarantine = ?", number)
    for (position, finding) in findings.enumerated() {
      try tx.run(
        "INSERT INTO quarantine_findings (quarantine, position, path, code, message) VALUES (?, ?, ?, ?, ?)",
        number, position, finding.path, finding.code, finding.message)
    }
  }

  /// Cuts at a character's start, so that the column stays UTF-8.
  private static func capped(_ raw: JSONText) -> (JSONText, isCut: Bool) {
    guard raw.bytes.count > rawLimit else { return (raw, false) }
    var end = rawLimit
    while end > 0 && raw.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return (JSONText(Array(raw.bytes[..<end])), true)
  }
}

extension Transaction {
  package var quarantine: QuarantineTable<Access> { QuarantineTable(tx: self) }
}

extension Migration {
  static let quarantine = Migration(
    "2026-11 quarantine",
    """
    CREATE TABLE quarantine (
      row        INTEGER PRIMARY KEY AUTOINCREMENT,
      partner    TEXT NOT NULL,
      module     TEXT NOT NULL,
      identity   TEXT NOT NULL COLLATE NOCASE,
      version    TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      last_seen  INTEGER NOT NULL,
      count      INTEGER NOT NULL,
      cut        INTEGER NOT NULL,
      raw        TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX quarantine_identity ON quarantine (partner, module, identity);
    CREATE TABLE quarantine_findings (
      quarantine INTEGER NOT NULL REFERENCES quarantine (row) ON DELETE CASCADE,
      position   INTEGER NOT NULL,
      path       TEXT NOT NULL,
      code       TEXT NOT NULL,
      message    TEXT NOT NULL,
      PRIMARY KEY (quarantine, position)
    ) STRICT, WITHOUT ROWID;
    """)
}
