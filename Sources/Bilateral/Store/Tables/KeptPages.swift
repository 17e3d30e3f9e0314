import BilateralBase

/// A row as it is kept, with the number that the next page begins after.
package struct KeptRow: Sendable {
  /// Its number within what is read; it grows.
  package let number: Int64
  /// The text that is kept.
  package let body: JSONText

  init(_ row: inout SQLiteRow) throws(SQLiteError) { (number, body) = (try row.next(), try row.next()) }
}

/// All that is kept of a partner, so many rows at a time, so that a large partnership needs no more memory than a small
/// one, and no page holds back the write-ahead log.
extension ViewTable {
  /// What a partner may see of a module, in the order in which we wrote it.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - partner: the partner.
  ///   - number: only what comes after this row.
  ///   - limit: how many rows at most.
  /// - Returns: the rows; fewer than `limit` at the end.
  /// - Throws: what SQLite says.
  package func page(
    of module: String, for partner: String, after number: Int64, limit: Int
  ) throws(SQLiteError) -> [KeptRow] {
    try tx.rows(
      """
      SELECT views.own_row, own.body FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.visible = 1 AND views.own_row > ?
      ORDER BY views.own_row LIMIT ?
      """, partner, module, number, limit
    ) { row throws(SQLiteError) in try KeptRow(&row) }
  }
}

extension ReceivedTable {
  /// Live objects of a partner, in the order in which they first came; as ``ViewTable/page(of:for:after:limit:)``.
  package func page(
    of module: String, from partner: String, after number: Int64, limit: Int
  ) throws(SQLiteError) -> [KeptRow] {
    try tx.rows(
      """
      SELECT row, body FROM received
      WHERE module = ? AND partner = ? AND state = 'live' AND row > ? ORDER BY row LIMIT ?
      """, module, partner, number, limit
    ) { row throws(SQLiteError) in try KeptRow(&row) }
  }
}

extension StatementTable {
  /// Documents of a partner's statements, oldest first; as ``ViewTable/page(of:for:after:limit:)``.
  package func page(of partner: String, after number: Int64, limit: Int) throws(SQLiteError) -> [KeptRow] {
    try tx.rows(
      "SELECT rowid, document FROM statements WHERE partner = ? AND rowid > ? ORDER BY rowid LIMIT ?",
      partner, number, limit
    ) { row throws(SQLiteError) in try KeptRow(&row) }
  }
}

extension AuditTable {
  /// What was done with a partner, oldest first; as ``ViewTable/page(of:for:after:limit:)``.
  package func page(of partner: String, after seq: Int64, limit: Int) throws(SQLiteError) -> [AuditRow] {
    try tx.rows(
      """
      SELECT seq, at, actor, action, partner, detail, previous, hash FROM audit
      WHERE partner = ? AND seq > ? ORDER BY seq LIMIT ?
      """, partner, seq, limit
    ) { row throws(SQLiteError) in try AuditRow(&row) }
  }
}

extension SnapshotTable {
  /// The terms that were in force after those of a number; nil when there are no more.
  package func next(of partner: String, after number: Int64) throws(SQLiteError) -> SnapshotRow? {
    try tx.first(
      """
      SELECT number, partner, text, hash, technical_hash, money_hash, applied_at FROM snapshots
      WHERE partner = ? AND number > ? ORDER BY number LIMIT 1
      """, partner, number
    ) { row throws(SQLiteError) in try SnapshotRow(&row) }
  }
}
