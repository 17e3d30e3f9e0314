package import BilateralBase

/// Something odd about a session, told to our platform when it was seen first.
package struct SessionNote: Hashable, Sendable {
  /// The partner whose session it is; empty for ours.
  package var owner: String
  package var key: ObjectKey
  /// What is odd, such as `ghost`.
  package var word: String
  /// Since when it is so.
  package var since: Timestamp

  package init(owner: String, key: ObjectKey, word: String, since: Timestamp) {
    self.owner = owner
    self.key = key
    self.word = word
    self.since = since
  }
}

/// What is or was odd about sessions, one row a session and word, so that each is told once.
package struct SessionNoteTable<Access> {
  let tx: Transaction<Access>

  /// What is odd about one session, oldest first.
  package func list(_ key: ObjectKey, of owner: String) throws(SQLiteError) -> [SessionNote] {
    try tx.rows(
      """
      SELECT owner, country, party, object, '', word, since FROM session_notes
      WHERE owner = ? AND object = ? AND country = ? AND party = ? ORDER BY noted_at, word
      """, owner, key.id, key.country, key.party
    ) { row throws(SQLiteError) in
      try SessionNote(owner: row.next(), key: ObjectKey(&row), word: row.next(), since: row.next())
    }
  }

  /// How many sessions that have not ended there are of each owner and word.
  package func counts() throws(SQLiteError) -> [(owner: String, word: String, count: Int)] {
    try tx.rows(
      """
      SELECT owner, word, count(*) FROM session_notes JOIN running_sessions USING (owner, object, country, party)
      GROUP BY owner, word ORDER BY owner, word
      """
    ) { row throws(SQLiteError) in try (row.next(), row.next(), row.next()) }
  }
}

extension SessionNoteTable where Access == Writing {
  /// Notes something; false when it was noted before.
  package func note(_ note: SessionNote) throws(SQLiteError) -> Bool {
    let key = note.key
    return try tx.run(
      """
      INSERT INTO session_notes (owner, country, party, object, word, since, noted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, note.owner, key.country, key.party, key.id, note.word, note.since, tx.now) > 0
  }
}

extension Transaction {
  package var sessionNotes: SessionNoteTable<Access> { SessionNoteTable(tx: self) }
}
