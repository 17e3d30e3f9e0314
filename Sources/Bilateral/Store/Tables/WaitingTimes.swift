package import BilateralBase

/// The times of day that something waits for, in all tables: they move when the clock is set (S-36).
///
/// Most times tell when something happened, and stay. These say when something is due or ends, counted from a moment of
/// our own clock: a next try, a deadline, the end of a token. Were they left where they are, a clock set back by an hour
/// would hold messages and keep ended tokens alive for an hour.
package struct WaitingTimes {
  let tx: Transaction<Writing>

  /// The columns, with the rows that wait; what our platform was asked and answered, and what was revoked, does not.
  private static let columns = [
    ("outbox", "not_before", "state <> 'parked'"), ("outbox", "created_at", "state <> 'parked'"),
    ("commands", "due_at", "phase <> 'ended'"), ("asks", "deadline", "answered_at IS NULL"),
    ("our_tokens", "expires_at", "revoked_at IS NULL"),
  ]

  /// Moves what waits along with the clock.
  ///
  /// - Parameters:
  ///   - jump: how far the clock was set, in microseconds; negative when it was set back.
  ///   - before: the last moment that was seen before it, by the clock as it was.
  ///   - after: the same moment by the clock as it is now.
  /// - Throws: `SQLiteError`.
  package func move(by jump: Int64, before: Timestamp, after: Timestamp) throws(SQLiteError) {
    for (table, column, condition) in Self.columns {
      // Of what was written since the jump, nothing lies behind the moment when it was seen, nor far before it.
      let isOld =
        jump > 0 ? "\(column) < ?3 AND (\(column) > ?2 OR '\(column)' = 'created_at')" : "\(column) > ?3"
      try tx.run(
        "UPDATE \(table) SET \(column) = \(column) + ?1 WHERE \(condition) AND \(isOld) AND ?2 IS NOT NULL",
        jump,
        before, after)
    }
    let partners = try tx.rows("SELECT id FROM partners") { row throws(SQLiteError) -> String in
      try row.next()
    }
    for partner in partners {
      tx.signal(.outbox(partner: partner))
      tx.signal(.commands(partner: partner))
    }
    tx.signal(.asks)
  }
}

extension Transaction where Access == Writing {
  package var waitingTimes: WaitingTimes { WaitingTimes(tx: self) }
}
