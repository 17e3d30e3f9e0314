/// Putting work into the outbox.
extension OutboxTable where Access == Writing {
  /// Asks for the newest state of an object to be sent; many requests become one row.
  ///
  /// Write our own object in the same transaction. A row that is being sent right now gets a new generation, so
  /// the report about the older state puts it back into the queue. A parked row is tried again: the new state
  /// may be the one that the partner accepts.
  @discardableResult
  package func enqueueState(
    of key: ObjectKey, in module: String, for partner: String, correlation: String? = nil
  ) throws(SQLiteError) -> OutboxTicket {
    try enqueue(
      """
      INSERT INTO outbox (partner, module, country, party, object, sub, lane, coalesced, correlation, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
      ON CONFLICT (partner, module, lane) WHERE coalesced = 1 DO UPDATE SET
        generation = generation + 1, correlation = excluded.correlation,
        attempts = iif(state = 'parked', 0, attempts), not_before = iif(state = 'parked', 0, not_before),
        state = iif(state = 'parked', 'pending', state)
      RETURNING seq, generation
      """, for: partner,
      [partner, module, key.country, key.party, key.id, key.sub, key.description, correlation, tx.now])
  }

  /// Takes back the request to send an object's state, unless it is on its way, parked, or may have arrived unnoticed.
  package func forgetState(
    of key: ObjectKey, in module: String, for partner: String
  ) throws(SQLiteError) {
    try tx.run(
      """
      DELETE FROM outbox
      WHERE partner = ? AND module = ? AND lane = ? AND coalesced = 1 AND state = 'pending' AND doubt = 0
      """, partner, module, key.description)
  }

  /// Asks for an object to be told whole, because the partner reads another state of it than it acknowledged, or than is
  /// on its way to it: which of them it takes for the newest is not known.
  ///
  /// Needed where the state comes back to the acknowledged one: without this nobody would say so (ruling 19). It is
  /// taken back when the partner shows that it has what it read.
  ///
  /// - Parameters:
  ///   - key: the object.
  ///   - module: its module.
  ///   - partner: who reads it.
  /// - Throws: `SQLiteError`.
  package func doubt(_ key: ObjectKey, in module: String, for partner: String) throws(SQLiteError) {
    try enqueueState(of: key, in: module, for: partner)
    try tx.run(
      "UPDATE outbox SET doubt = doubt | 2 WHERE partner = ? AND module = ? AND lane = ? AND coalesced = 1",
      partner, module, key.description)
  }

  /// Takes back the request to send an object's state, now that the partner has shown that it read just that; not where
  /// an attempt may have arrived after it.
  package func forgetRead(
    _ key: ObjectKey, in module: String, for partner: String
  ) throws(SQLiteError) {
    try tx.run(
      """
      DELETE FROM outbox
      WHERE partner = ? AND module = ? AND lane = ? AND coalesced = 1 AND state = 'pending' AND doubt & 1 = 0
      """, partner, module, key.description)
  }

  /// Puts a message into the queue that must arrive itself, such as a CDR; never merged with another.
  ///
  /// `lane` orders messages among themselves (a credit after its original); nil takes the object's own key.
  @discardableResult
  package func enqueueMessage(
    _ body: JSONText, about key: ObjectKey, in module: String, for partner: String, lane: String? = nil,
    correlation: String? = nil
  ) throws(SQLiteError) -> OutboxTicket {
    try enqueue(
      """
      INSERT INTO outbox (partner, module, country, party, object, sub, lane, coalesced, body, correlation,
        created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) RETURNING seq, generation
      """, for: partner,
      [
        partner, module, key.country, key.party, key.id, key.sub, lane ?? key.description, body, correlation,
        tx.now,
      ])
  }

  private func enqueue(
    _ sql: String, for partner: String, _ arguments: [any SQLValue]
  ) throws(SQLiteError) -> OutboxTicket {
    tx.signal(.outbox(partner: partner))
    let ticket = try tx.connection.first(sql, arguments) { row throws(SQLiteError) in
      try OutboxTicket(seq: row.next(), generation: row.next())
    }
    guard let ticket else { throw SQLiteError(code: .corrupt, message: "no row was queued", sql: sql) }
    return ticket
  }
}
