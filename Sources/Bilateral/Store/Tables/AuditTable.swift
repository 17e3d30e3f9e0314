/// The audit trail: each row holds the hash of the row before (S-38).
///
/// Changing, removing or inserting a row breaks the chain from there on. What a chain cannot show by itself is
/// that its newest rows were cut off: whoever needs that keeps `head` elsewhere and compares.
package struct AuditTable<Access> {
  let tx: Transaction<Access>

  /// Whether the chain holds.
  package enum Verdict: Hashable, Sendable {
    case intact(count: Int)
    /// The first row that does not fit what came before it, and how it does not.
    case broken(seq: Int64, Flaw)
  }

  /// How a row does not fit.
  package enum Flaw: String, Hashable, Sendable {
    /// One or more rows before it are gone, or one was put in.
    case gap
    /// It names another row before it than the one that is there.
    case link
    /// It says something else than when it was written.
    case content
    /// The row that was noted elsewhere as the newest is gone, or another stands in its place.
    case head
  }

  /// A row as somebody noted it elsewhere.
  package struct Head: Hashable, Sendable {
    package var seq: Int64
    package var hash: [UInt8]

    package init(seq: Int64, hash: [UInt8]) {
      self.seq = seq
      self.hash = hash
    }
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

  /// The newest rows before `seq`, newest first, of one partner or of all.
  package func newest(
    of partner: String? = nil, before seq: Int64 = .max, limit: Int
  ) throws(SQLiteError) -> [AuditRow] {
    try tx.rows(
      """
      SELECT seq, at, actor, action, partner, detail, previous, hash FROM audit
      WHERE seq < ?2 AND (?1 IS NULL OR partner = ?1) ORDER BY seq DESC LIMIT ?3
      """, partner, seq, limit
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
  ///
  /// - Parameter head: a row that was noted elsewhere; with it, newest rows that were cut off are missed too.
  /// - Returns: the verdict.
  /// - Throws: what SQLite says, also of a value that is not of its column's kind.
  package func verify(against head: Head? = nil) throws(SQLiteError) -> Verdict {
    var previous = Self.origin
    var seq: Int64 = 0
    while true {
      let rows = try list(after: seq, limit: 1000)
      guard !rows.isEmpty else { break }
      for row in rows {
        if let flaw = Self.flaw(of: row, after: seq, previous, head) { return .broken(seq: row.seq, flaw) }
        (seq, previous) = (row.seq, row.hash)
      }
    }
    if try count() != Int(seq) { return .broken(seq: 0, .gap) }
    if let head, head.seq > seq { return .broken(seq: head.seq, .head) }
    return .intact(count: Int(seq))
  }

  private static func flaw(of row: AuditRow, after seq: Int64, _ previous: [UInt8], _ head: Head?) -> Flaw? {
    guard row.seq == seq + 1 else { return .gap }
    guard row.previous == previous else { return .link }
    guard row.isIntact else { return .content }
    guard head?.seq != row.seq || head?.hash == row.hash else { return .head }
    return nil
  }

  /// How many rows there are.
  package func count() throws(SQLiteError) -> Int { try tx.count("SELECT count(*) FROM audit") }

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
    tx.signals.acts.insert(entry.action)
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
