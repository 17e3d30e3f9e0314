package import BilateralBase

/// Taking work out of the outbox: take, send, then report with the ticket.
extension OutboxTable where Access == Writing {
  /// Takes the next rows that are due, oldest first, and marks them as in flight.
  ///
  /// Of each lane only the first row is taken, and none while an earlier one is in flight, waits for its next
  /// attempt or is parked. With `onlyKnown`, objects of which the partner has no copy yet stay where they are.
  package func take(
    _ module: String, for partner: String, limit: Int, onlyKnown: Bool = false
  ) throws(SQLiteError) -> [OutboxRow] {
    let rows = try tx.rows(
      """
      UPDATE outbox SET state = 'inflight', attempts = attempts + 1 WHERE seq IN (
        SELECT seq FROM outbox AS candidate
        WHERE partner = ? AND module = ? AND state = 'pending' AND not_before <= ?
          AND NOT EXISTS (
            SELECT 1 FROM outbox AS earlier
            WHERE earlier.partner = candidate.partner AND earlier.module = candidate.module
              AND earlier.lane = candidate.lane AND earlier.seq < candidate.seq)
          AND (? OR EXISTS (
            SELECT 1 FROM views
            WHERE views.partner = candidate.partner AND views.module = candidate.module
              AND views.object = candidate.object AND views.country = candidate.country
              AND views.party = candidate.party AND views.sub = candidate.sub
              AND views.acknowledged_hash IS NOT NULL))
        ORDER BY seq LIMIT ?)
      RETURNING \(OutboxRow.columns)
      """, partner, module, tx.now, !onlyKnown, limit
    ) { row throws(SQLiteError) in try OutboxRow(&row) }
    return rows.sorted { $0.seq < $1.seq }
  }

  /// The partner has this state: the row leaves, unless a newer state took it over meanwhile.
  ///
  /// Returns false in that case; the row is pending again, and as old as the state that it is about now.
  @discardableResult
  package func acknowledge(_ ticket: OutboxTicket) throws(SQLiteError) -> Bool {
    let deleted = try tx.run(
      "DELETE FROM outbox WHERE seq = ? AND generation = ?", ticket.seq, ticket.generation)
    if deleted > 0 { return true }
    try tx.run(
      """
      UPDATE outbox SET state = 'pending', attempts = 0, not_before = 0, last_error = NULL,
        doubt = doubt & 2, created_at = ?
      WHERE seq = ? AND state = 'inflight'
      """, tx.now, ticket.seq)
    return false
  }

  /// The attempt failed and may be repeated from `time` on.
  ///
  /// - Parameters:
  ///   - ticket: the row.
  ///   - time: when it is due again.
  ///   - error: why it failed.
  ///   - isInDoubt: whether it may have arrived all the same.
  /// - Throws: `SQLiteError`.
  package func retry(
    _ ticket: OutboxTicket, from time: Timestamp, error: String, isInDoubt: Bool = false
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE outbox SET state = 'pending', not_before = ?, last_error = ?, doubt = doubt | ?
      WHERE seq = ? AND state = 'inflight'
      """, time, error, isInDoubt, ticket.seq)
  }

  /// The partner refused this state for good; a newer state that took the row over stays pending.
  package func park(_ ticket: OutboxTicket, error: String, hint: String?) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE outbox SET last_error = ?1, hint = ?2,
        state = iif(generation = ?3, 'parked', 'pending'), not_before = 0
      WHERE seq = ?4 AND state = 'inflight'
      """, error, hint, ticket.generation, ticket.seq)
  }

  /// Puts back what was in flight when the process died; call once at start.
  ///
  /// The partner may see it twice.
  @discardableResult
  package func recover() throws(SQLiteError) -> Int {
    try tx.run("UPDATE outbox SET state = 'pending', doubt = doubt | 1 WHERE state = 'inflight'")
  }

  /// Puts parked rows back: one by its number, or all of a partner; returns how many.
  package func unpark(partner: String, seq: Int64? = nil) throws(SQLiteError) -> Int {
    tx.signal(.outbox(partner: partner))
    return try tx.run(
      """
      UPDATE outbox SET state = 'pending', attempts = 0, not_before = 0, hint = NULL
      WHERE partner = ?1 AND state = 'parked' AND (?2 IS NULL OR seq = ?2)
      """, partner, seq)
  }

  /// Makes everything that waits for its next attempt due now: the partner is back.
  ///
  /// Returns how many.
  @discardableResult
  package func hurry(partner: String) throws(SQLiteError) -> Int {
    tx.signal(.outbox(partner: partner))
    return try tx.run(
      "UPDATE outbox SET not_before = 0 WHERE partner = ? AND state = 'pending' AND not_before > 0", partner)
  }

  /// Throws away all that waits for a partner, at the end of a relation; returns how many.
  @discardableResult
  package func erase(partner: String) throws(SQLiteError) -> Int {
    try tx.run("DELETE FROM outbox WHERE partner = ?", partner)
  }

  /// Throws a row away by an operator's decision; false when there is none or it is being sent.
  package func drop(_ seq: Int64) throws(SQLiteError) -> Bool {
    try tx.run("DELETE FROM outbox WHERE seq = ? AND state <> 'inflight'", seq) > 0
  }
}
