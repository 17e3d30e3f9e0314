package import BilateralBase

/// What one sender (a partner and a module) asks of its part of the queue.
extension OutboxTable {
  /// When the earliest pending row of this module may be sent, nil when there is none.
  ///
  /// A message behind another one of its lane does not count: what happens to that one tells.
  package func nextDue(_ module: String, for partner: String) throws(SQLiteError) -> Timestamp? {
    let due: Timestamp?? = try tx.first(
      """
      SELECT min(not_before) FROM outbox AS candidate
      WHERE partner = ? AND module = ? AND state = 'pending' AND (coalesced = 1 OR NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.partner = candidate.partner AND earlier.module = candidate.module
          AND earlier.lane = candidate.lane AND earlier.seq < candidate.seq))
      """, partner, module
    ) { row throws(SQLiteError) in try row.next() }
    return due ?? nil
  }

  /// The keys of rows that wait and were never tried, such as tariffs that locations are about to name.
  package func untried(_ module: String, for partner: String) throws(SQLiteError) -> [ObjectKey] {
    try tx.rows(
      """
      SELECT country, party, object, sub FROM outbox
      WHERE partner = ? AND module = ? AND (state = 'inflight' OR (state = 'pending' AND attempts = 0))
      """, partner, module
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// The keys of all rows, parked ones too: the partner does not have their newest state.
  package func untold(_ module: String, for partner: String) throws(SQLiteError) -> [ObjectKey] {
    try tx.rows(
      "SELECT country, party, object, sub FROM outbox WHERE partner = ? AND module = ?", partner, module
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// The keys of what is on its way.
  package func underWay(_ module: String, to partner: String) throws(SQLiteError) -> Set<ObjectKey> {
    Set(
      try tx.rows(
        "SELECT country, party, object, sub FROM outbox WHERE partner = ? AND module = ? AND state = 'inflight'",
        partner, module
      ) { row throws(SQLiteError) in try ObjectKey(&row) })
  }

  /// Whether something about an object is in the queue, in whatever state.
  package func holds(_ module: String, _ key: ObjectKey, for partner: String) throws(SQLiteError) -> Bool {
    try tx.count(
      """
      SELECT count(*) FROM outbox
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, partner, module, key.country, key.party, key.id, key.sub) > 0
  }

  /// Whether something about an object is neither delivered nor given up.
  package func awaits(_ module: String, _ key: ObjectKey, for partner: String) throws(SQLiteError) -> Bool {
    try tx.count(
      """
      SELECT count(*) FROM outbox
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
        AND state <> 'parked'
      """, partner, module, key.country, key.party, key.id, key.sub) > 0
  }

  /// How many rows of a module are neither delivered nor given up.
  package func waiting(_ module: String, for partner: String) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM outbox WHERE partner = ? AND module = ? AND state <> 'parked'", partner, module)
  }
}

extension OutboxTable where Access == Writing {
  /// Puts back what this module's sender had in flight when it stopped; call before it takes the first row.
  package func recover(_ module: String, for partner: String) throws(SQLiteError) {
    try tx.run(
      "UPDATE outbox SET state = 'pending', doubt = doubt | 1 WHERE partner = ? AND module = ? AND state = 'inflight'",
      partner, module)
  }

  /// Holds a row back until `time`, so that changes shortly after one another become one message.
  package func hold(_ ticket: OutboxTicket, until time: Timestamp) throws(SQLiteError) {
    try tx.run(
      "UPDATE outbox SET not_before = max(not_before, ?) WHERE seq = ? AND state = 'pending'", time,
      ticket.seq)
  }

  /// Makes one row that waits for its next attempt due now.
  package func hurry(_ ticket: OutboxTicket, of partner: String) throws(SQLiteError) {
    tx.signal(.outbox(partner: partner))
    try tx.run("UPDATE outbox SET not_before = 0 WHERE seq = ? AND state = 'pending'", ticket.seq)
  }

  /// Gives a row back untouched: it was not its turn yet.
  package func putBack(_ ticket: OutboxTicket, until time: Timestamp) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE outbox SET state = 'pending', attempts = max(0, attempts - 1), not_before = ?
      WHERE seq = ? AND state = 'inflight'
      """, time, ticket.seq)
  }
}
