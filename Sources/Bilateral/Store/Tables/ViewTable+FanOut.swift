package import BilateralBase

/// What one partner sees of a location, as far as a change of an EVSE's status must know it.
package struct ViewCopy: Sendable {
  package let partner: String
  /// What the view looks like, in the words of the runtime.
  package let copy: String
  package let hash: [UInt8]
  package let acknowledgedHash: [UInt8]?
  package let acknowledgedAt: Timestamp?
  package let lastUpdated: Timestamp
}

/// Telling a change of status to all who see the EVSE: what it costs depends on how many these are, not on how many
/// partners there are.
extension ViewTable {
  /// The views of an object of all partners that see it.
  package func copies(of own: OwnRow) throws(SQLiteError) -> [ViewCopy] {
    try tx.rows(
      """
      SELECT partner, copy, hash, acknowledged_hash, acknowledged_at, last_updated FROM views
      WHERE own_row = ? AND visible = 1 AND copy IS NOT NULL
      """, own.number
    ) { row throws(SQLiteError) in
      try ViewCopy(
        partner: row.next(), copy: row.next(), hash: row.next(), acknowledgedHash: row.next(),
        acknowledgedAt: row.next(), lastUpdated: row.next())
    }
  }
}

extension ViewTable where Access == Writing {
  /// Brings a view to what it looks like after a change of status.
  ///
  /// - Parameters:
  ///   - view: the view as it was read in this transaction.
  ///   - own: our object.
  ///   - copy: what the view looks like now.
  ///   - hash: its hash.
  /// - Throws: `SQLiteError`.
  package func follow(_ view: ViewCopy, _ own: OwnRow, copy: String, hash: [UInt8]) throws(SQLiteError) {
    // The same times as `show` gives.
    let isAhead = view.acknowledgedHash == hash
    let time =
      own.lastUpdated > view.lastUpdated
      ? own.lastUpdated : isAhead ? view.lastUpdated : max(view.lastUpdated, tx.now)
    try tx.run(
      """
      UPDATE views SET copy = ?, hash = ?, last_updated = ?, changed_at = ? WHERE partner = ? AND own_row = ?
      """, copy, hash, time, tx.now, view.partner, own.number)
  }

  /// Gives a view that did not change the time of its object, under which lists show it (TR-30).
  package func restamp(_ view: ViewCopy, _ own: OwnRow) throws(SQLiteError) {
    guard own.lastUpdated > view.lastUpdated else { return }
    try restamp(own, for: view.partner)
  }
}
