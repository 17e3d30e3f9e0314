package import BilateralBase

/// A session that has not ended, as it was told last.
package struct RunningSession: Hashable, Sendable {
  /// The partner whose session it is; empty for ours.
  package var owner: String
  package var key: ObjectKey
  /// `ACTIVE`, `PENDING` or `RESERVATION`.
  package var status: String
  package var start: Timestamp
  /// kWh, as it was written.
  package var energy: String
  package var lastUpdated: Timestamp
  /// When we heard of it last.
  package var heardAt: Timestamp

  package init(
    owner: String, key: ObjectKey, status: String, start: Timestamp, energy: String, lastUpdated: Timestamp,
    heardAt: Timestamp
  ) {
    self.owner = owner
    self.key = key
    self.status = status
    self.start = start
    self.energy = energy
    self.lastUpdated = lastUpdated
    self.heardAt = heardAt
  }
}

/// The sessions that have not ended: few beside all there ever were, so that somebody can look at each now and then.
package struct RunningSessionTable<Access> {
  let tx: Transaction<Access>

  /// One of them; nil when it has ended or was never told.
  package func session(_ key: ObjectKey, of owner: String) throws(SQLiteError) -> RunningSession? {
    try rows(
      "WHERE owner = ? AND object = ? AND country = ? AND party = ?", owner, key.id, key.country, key.party
    ).first
  }

  /// Those that began before a moment or were told last before another, by owner and id.
  package func list(startedBefore start: Timestamp, heardBefore heard: Timestamp) throws(SQLiteError)
    -> [RunningSession]
  {
    try rows("WHERE start < ? OR heard_at < ? ORDER BY owner, object", start, heard)
  }

  /// How many there are.
  package func count() throws(SQLiteError) -> Int { try tx.count("SELECT count(*) FROM running_sessions") }

  /// How many a partner has.
  package func count(of owner: String) throws(SQLiteError) -> Int {
    try tx.count("SELECT count(*) FROM running_sessions WHERE owner = ?", owner)
  }

  private func rows(_ condition: String, _ arguments: any SQLValue...) throws(SQLiteError) -> [RunningSession]
  {
    try tx.connection.rows(
      """
      SELECT owner, country, party, object, '', status, start, energy, last_updated, heard_at
      FROM running_sessions \(condition)
      """, arguments
    ) { row throws(SQLiteError) in
      try RunningSession(
        owner: row.next(), key: ObjectKey(&row), status: row.next(), start: row.next(), energy: row.next(),
        lastUpdated: row.next(), heardAt: row.next())
    }
  }
}

extension RunningSessionTable where Access == Writing {
  /// Writes how a session stands.
  package func keep(_ session: RunningSession) throws(SQLiteError) {
    let key = session.key
    try tx.run(
      """
      INSERT OR REPLACE INTO running_sessions
        (owner, country, party, object, status, start, energy, last_updated, heard_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, session.owner, key.country, key.party, key.id, session.status, session.start, session.energy,
      session.lastUpdated, session.heardAt)
  }

  /// Takes a session out, because it ended; false when it was not there.
  @discardableResult
  package func end(_ key: ObjectKey, of owner: String) throws(SQLiteError) -> Bool {
    try tx.run(
      "DELETE FROM running_sessions WHERE owner = ? AND object = ? AND country = ? AND party = ?", owner,
      key.id, key.country, key.party) > 0
  }

  /// Takes out all sessions of a partner, after the end of a relation.
  package func erase(partner: String) throws(SQLiteError) {
    try tx.run("DELETE FROM running_sessions WHERE owner = ?", partner)
    try tx.run("DELETE FROM session_notes WHERE owner = ?", partner)
  }
}

extension Transaction {
  package var runningSessions: RunningSessionTable<Access> { RunningSessionTable(tx: self) }
}
