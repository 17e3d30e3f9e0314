/// What we say of the amount of a received CDR.
package struct CDRVerdictRow: Hashable, Sendable {
  package var partner: String
  package var key: ObjectKey
  /// One word: `exact`, `within-tolerance`, `explained`, `mismatch`, `unpriceable`.
  package var verdict: String
  /// What becomes of it: `accept`, `note` or `reject-record`.
  package var grade: String
  /// Both amounts, the findings, what stands against it and the retail price, as JSON.
  package var detail: JSONText

  package init(
    partner: String, key: ObjectKey, verdict: String, grade: String = "accept", detail: JSONText
  ) {
    self.grade = grade
    self.partner = partner
    self.key = key
    self.verdict = verdict
    self.detail = detail
  }
}

/// What we say of the amounts of received CDRs; written in the transaction that takes the CDR in.
package struct CDRVerdictTable<Access> {
  let tx: Transaction<Access>

  /// What is said of one CDR; nil when nobody looked yet.
  package func verdict(on key: ObjectKey, from partner: String) throws(SQLiteError) -> CDRVerdictRow? {
    try tx.first(
      """
      SELECT partner, country, party, object, '', verdict, grade, detail FROM cdr_verdicts
      WHERE partner = ? AND country = ? AND party = ? AND object = ?
      """, partner, key.country, key.party, key.id
    ) { row throws(SQLiteError) in try Self.row(&row) }
  }

  /// Verdicts of one partner, newest first.
  package func list(
    from partner: String, verdict: String? = nil, limit: Int = 1000, offset: Int = 0
  ) throws(SQLiteError) -> [CDRVerdictRow] {
    try tx.rows(
      """
      SELECT partner, country, party, object, '', verdict, grade, detail FROM cdr_verdicts
      WHERE partner = ?1 AND (?2 IS NULL OR verdict = ?2)
      ORDER BY checked_at DESC, object LIMIT ?3 OFFSET ?4
      """, partner, verdict, limit, offset
    ) { row throws(SQLiteError) in try Self.row(&row) }
  }

  /// How many there are of each partner and word.
  package func counts() throws(SQLiteError) -> [(partner: String, verdict: String, count: Int)] {
    try tx.rows(
      """
      SELECT partner, verdict, count(*) FROM cdr_verdicts GROUP BY partner, verdict ORDER BY partner, verdict
      """
    ) { row throws(SQLiteError) in try (row.next(), row.next(), row.next()) }
  }

  /// What is said of those CDRs of a partner that are not simply accepted.
  package func weighed(from partner: String) throws(SQLiteError) -> [CDRVerdictRow] {
    try tx.rows(
      """
      SELECT partner, country, party, object, '', verdict, grade, detail FROM cdr_verdicts
      WHERE partner = ? AND grade <> 'accept' ORDER BY object
      """, partner
    ) { row throws(SQLiteError) in try Self.row(&row) }
  }

  /// How many there are of each partner and grade.
  package func grades() throws(SQLiteError) -> [(partner: String, grade: String, count: Int)] {
    try tx.rows(
      "SELECT partner, grade, count(*) FROM cdr_verdicts GROUP BY partner, grade ORDER BY partner, grade"
    ) { row throws(SQLiteError) in try (row.next(), row.next(), row.next()) }
  }

  private static func row(_ row: inout SQLiteRow) throws(SQLiteError) -> CDRVerdictRow {
    try CDRVerdictRow(
      partner: row.next(), key: ObjectKey(&row), verdict: row.next(), grade: row.next(),
      detail: row.next())
  }
}

extension CDRVerdictTable where Access == Writing {
  /// Records what is said of a CDR; a later word takes the place of an earlier one.
  package func keep(_ row: CDRVerdictRow) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO cdr_verdicts (partner, country, party, object, verdict, grade, detail, checked_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner, object, country, party) DO UPDATE
      SET verdict = excluded.verdict, grade = excluded.grade, detail = excluded.detail,
        checked_at = excluded.checked_at
      """, row.partner, row.key.country, row.key.party, row.key.id, row.verdict, row.grade, row.detail,
      tx.now)
  }

  /// Forgets all that was said of a partner's CDRs.
  package func erase(partner: String) throws(SQLiteError) {
    try tx.run("DELETE FROM cdr_verdicts WHERE partner = ?", partner)
  }
}

extension Transaction {
  package var cdrVerdicts: CDRVerdictTable<Access> { CDRVerdictTable(tx: self) }
}

extension Migration {
  static let cdrVerdicts = Migration(
    "2026-11 cdr verdicts",
    """
    CREATE TABLE cdr_verdicts (
      partner    TEXT NOT NULL,
      country    TEXT NOT NULL COLLATE NOCASE,
      party      TEXT NOT NULL COLLATE NOCASE,
      object     TEXT NOT NULL COLLATE NOCASE,
      verdict    TEXT NOT NULL,
      detail     TEXT NOT NULL,
      checked_at INTEGER NOT NULL,
      PRIMARY KEY (partner, object, country, party)
    ) STRICT;
    CREATE INDEX cdr_verdicts_word ON cdr_verdicts (partner, verdict);
    """)
}
