package import BilateralBase

/// A partner file as it was applied.
package struct SnapshotRow: Hashable, Sendable {
  package let number: Int64
  package let partner: String
  /// The canonical text of the file.
  package let text: String
  package let hash: [UInt8]
  /// Hash of the sections that are taken over by themselves.
  package let technicalHash: [UInt8]
  /// Hash of the sections that take effect by `apply` only.
  package let moneyHash: [UInt8]
  package let appliedAt: Timestamp

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    partner = try row.next()
    text = try row.next()
    hash = try row.next()
    technicalHash = try row.next()
    moneyHash = try row.next()
    appliedAt = try row.next()
  }
}

/// The applied snapshots of partner files (ruling 9): what runs is the newest one, whatever the folder says.
///
/// Older ones stay: a bill must be explained years later by the terms it was made under.
package struct SnapshotTable<Access> {
  let tx: Transaction<Access>

  /// What runs for a partner.
  package func current(of partner: String) throws(SQLiteError) -> SnapshotRow? {
    try tx.first(
      """
      SELECT number, partner, text, hash, technical_hash, money_hash, applied_at FROM snapshots
      WHERE partner = ? ORDER BY number DESC LIMIT 1
      """, partner
    ) { row throws(SQLiteError) in try SnapshotRow(&row) }
  }

  /// What ran for a partner at a moment.
  package func snapshot(of partner: String, at time: Timestamp) throws(SQLiteError) -> SnapshotRow? {
    try tx.first(
      """
      SELECT number, partner, text, hash, technical_hash, money_hash, applied_at FROM snapshots
      WHERE partner = ? AND applied_at <= ? ORDER BY number DESC LIMIT 1
      """, partner, time
    ) { row throws(SQLiteError) in try SnapshotRow(&row) }
  }

  /// What ran for a partner, newest first.
  package func list(of partner: String, limit: Int = 1000) throws(SQLiteError) -> [SnapshotRow] {
    try tx.rows(
      """
      SELECT number, partner, text, hash, technical_hash, money_hash, applied_at FROM snapshots
      WHERE partner = ? ORDER BY number DESC LIMIT ?
      """, partner, limit
    ) { row throws(SQLiteError) in try SnapshotRow(&row) }
  }
}

extension SnapshotTable where Access == Writing {
  /// Applies a file's text; false when exactly this text runs already.
  package func apply(
    _ text: String, to partner: String, hash: [UInt8], technicalHash: [UInt8], moneyHash: [UInt8]
  ) throws(SQLiteError) -> Bool {
    if try current(of: partner)?.hash == hash { return false }
    try tx.run(
      """
      INSERT INTO snapshots (partner, text, hash, technical_hash, money_hash, applied_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """, partner, text, hash, technicalHash, moneyHash, tx.now)
    return true
  }
}

extension Transaction {
  package var snapshots: SnapshotTable<Access> { SnapshotTable(tx: self) }
}
