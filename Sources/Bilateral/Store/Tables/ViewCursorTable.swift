/// How far a view loop has come, and on which terms.
package struct ViewCursor: Hashable, Sendable {
  /// The number of the last change of our own objects that was judged.
  package var change: Int64
  /// A fingerprint of everything else the views depend on; another one means to begin again.
  package var basis: String

  package init(change: Int64, basis: String) {
    self.change = change
    self.basis = basis
  }
}

/// The cursors of the view loops; each moves in the transaction that stores the views it speaks of.
package struct ViewCursorTable<Access> {
  let tx: Transaction<Access>

  /// Where the loop stands; nil when it has never run.
  package func cursor(_ module: String, for partner: String) throws(SQLiteError) -> ViewCursor? {
    try tx.first(
      "SELECT change, basis FROM view_cursors WHERE partner = ? AND module = ?", partner, module
    ) { row throws(SQLiteError) in try ViewCursor(change: row.next(), basis: row.next()) }
  }
}

extension ViewCursorTable where Access == Writing {
  /// Writes where the loop stands.
  package func save(_ cursor: ViewCursor, _ module: String, for partner: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO view_cursors (partner, module, change, basis) VALUES (?, ?, ?, ?)
      ON CONFLICT (partner, module) DO UPDATE SET change = excluded.change, basis = excluded.basis
      """, partner, module, cursor.change, cursor.basis)
  }

  /// Makes the loops of a partner begin again, one module or all.
  package func forget(partner: String, module: String? = nil) throws(SQLiteError) {
    try tx.run(
      "DELETE FROM view_cursors WHERE partner = ?1 AND (?2 IS NULL OR module = ?2)", partner, module)
  }
}

extension Transaction {
  package var viewCursors: ViewCursorTable<Access> { ViewCursorTable(tx: self) }
}
