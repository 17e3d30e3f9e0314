/// The audit trail: each row holds the hash of the row before (S-38).
///
/// Changing, removing or inserting a row breaks the chain from there on. What a chain cannot show by itself is
/// that its newest rows were cut off: whoever needs that keeps `head` elsewhere and compares.
package struct AuditTable<Access> {
  let tx: Transaction<Access>

  /// Whether the chain holds.
  package enum Verdict: Hashable, Sendable {
    case intact(count: Int)
    /// The first row that does not fit what came before it.
    case broken(seq: Int64)
  }

  /// Rows after `seq`, oldest first.
  package func list(after seq: Int64 = 0, limit: Int) throws(SQLiteError) -> [AuditRow] {
    try tx.rows(
      """
      SELECT seq, at, actor, action, partner, detail, previous, hash FROM audit
      WHERE seq > ? ORDER BY seq LIMIT ?
      """, seq, limit
    ) { row throws(SQLiteError) in try AuditRow(&row) }
  }

  /// The newest row, nil while there is none.
  package func head() throws(SQLiteError) -> AuditRow? {
    try tx.first(
      """
      SELECT seq, at, actor, action, partner, detail, previous, hash FROM audit ORDER BY seq DESC LIMIT 1
      """
    ) { row throws(SQLiteError) in try AuditRow(&row) }
  }

  /// Reads the whole chain, a thousand rows at a time, and says where it first breaks.
  package func verify() throws(SQLiteError) -> Verdict {
    var previous = Self.origin
    var seq: Int64 = 0
    while true {
      let rows = try list(after: seq, limit: 1000)
      guard !rows.isEmpty else { return .intact(count: Int(seq)) }
      for row in rows {
        guard row.seq == seq + 1, row.previous == previous, row.isIntact else { return .broken(seq: row.seq) }
        seq = row.seq
        previous = row.hash
      }
    }
  }

  /// What stands before the first row.
  static var origin: [UInt8] { [UInt8](repeating: 0, count: 32) }
}

extension AuditTable where Access == Writing {
  /// Appends a link to the chain; write it in the transaction of the change it proves.
  @discardableResult
  package func append(_ entry: AuditEntry) throws(SQLiteError) -> AuditRow {
    let last = try head()
    let row = AuditRow(
      seq: (last?.seq ?? 0) + 1, at: tx.now, entry: entry, previous: last?.hash ?? Self.origin)
    try tx.run(
      """
      INSERT INTO audit (seq, at, actor, action, partner, detail, previous, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, row.seq, row.at, entry.actor, entry.action, entry.partner, entry.detail, row.previous, row.hash)
    return row
  }
}

extension Transaction {
  package var audit: AuditTable<Access> { AuditTable(tx: self) }
}

extension Migration {
  static let audit = Migration(
    "2026-11 audit",
    """
    CREATE TABLE audit (
      seq      INTEGER PRIMARY KEY,
      at       INTEGER NOT NULL,
      actor    TEXT NOT NULL,
      action   TEXT NOT NULL,
      partner  TEXT,
      detail   TEXT NOT NULL,
      previous BLOB NOT NULL,
      hash     BLOB NOT NULL
    ) STRICT;
    """)
}
