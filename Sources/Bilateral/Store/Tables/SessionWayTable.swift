/// On which way a session began to be told to a partner: its later states and its CDR go the same way.
///
/// Kept for partners that are reached on more than one way only. An entry is never changed.
package struct SessionWayTable<Access> {
  let tx: Transaction<Access>

  /// The way of one session as it is written in the table, nil when none was chosen yet.
  package func way(of session: ObjectKey, to partner: String) throws(SQLiteError) -> String? {
    try tx.first(
      "SELECT way FROM session_ways WHERE partner = ? AND country = ? AND party = ? AND session = ?",
      partner, session.country, session.party, session.id
    ) { row throws(SQLiteError) in try row.next() }
  }
}

extension SessionWayTable where Access == Writing {
  /// Chooses a way, unless one was chosen before.
  package func choose(_ way: String, for session: ObjectKey, to partner: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO session_ways (partner, country, party, session, way, chosen_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """, partner, session.country, session.party, session.id, way, tx.now)
  }
}

extension Transaction {
  package var sessionWays: SessionWayTable<Access> { SessionWayTable(tx: self) }
}

extension Migration {
  static let sessionWays = Migration(
    "2026-11 session ways",
    """
    CREATE TABLE session_ways (
      partner   TEXT NOT NULL,
      country   TEXT NOT NULL COLLATE NOCASE,
      party     TEXT NOT NULL COLLATE NOCASE,
      session   TEXT NOT NULL COLLATE NOCASE,
      way       TEXT NOT NULL,
      chosen_at INTEGER NOT NULL,
      PRIMARY KEY (partner, country, party, session)
    ) STRICT, WITHOUT ROWID;
    """)
}
