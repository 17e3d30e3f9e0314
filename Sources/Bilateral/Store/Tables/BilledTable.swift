package import BilateralBase

/// A session or a CDR as far as billing looks at it: its text, when it was told, and what is said of it.
package struct BilledRow: Sendable {
  /// The row's number in its table.
  package let number: Int64
  package let country: String
  package let party: String
  package let id: String
  package let body: JSONText
  /// When it came, or when the partner took it; nil where the partner does not have it.
  package let told: Timestamp?
  /// What is said of a received CDR; nil of anything else.
  package let verdict: String?
  /// The detail of that word, where anything stands against the CDR.
  package let detail: JSONText?

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    country = try row.next()
    party = try row.next()
    id = try row.next()
    body = try row.next()
    told = try row.next()
    verdict = try row.next()
    detail = try row.next()
  }
}

/// Sessions and CDRs of one partner in the order of their rows, some thousand at a time: what reads all of a month.
package struct BilledTable<Access> {
  let tx: Transaction<Access>

  /// The range of rows that a partner's objects of a module lie in; nil when there are none.
  ///
  /// - Parameters:
  ///   - module: `sessions` or `cdrs`.
  ///   - partner: whose, or for whom.
  ///   - isOurs: whether our own objects are meant, as the partner may see them.
  /// - Returns: the first and the last row.
  /// - Throws: what SQLite says.
  package func range(
    _ module: String, _ partner: String, isOurs: Bool
  ) throws(SQLiteError) -> ClosedRange<Int64>? {
    let sql =
      isOurs
      ? "SELECT min(own_row), max(own_row) FROM views WHERE partner = ? AND module = ? AND visible = 1"
      : "SELECT min(row), max(row) FROM received WHERE partner = ? AND module = ? AND state = 'live'"
    let ends: (Int64?, Int64?)? = try tx.first(sql, partner, module) { row throws(SQLiteError) in
      try (row.next(), row.next())
    }
    guard let low = ends?.0, let high = ends?.1 else { return nil }
    return low...high
  }

  /// What a partner sent, of rows after one, last changed at or after a time.
  package func received(
    _ module: String, _ partner: String, after row: Int64, upTo last: Int64, since low: Timestamp, limit: Int
  ) throws(SQLiteError) -> [BilledRow] {
    try tx.rows(
      """
      SELECT r.row, r.country, r.party, r.object, r.body, r.first_seen, v.verdict,
        CASE WHEN v.grade <> 'accept' OR v.verdict IN ('mismatch', 'unpriceable') THEN v.detail END
      FROM received AS r LEFT JOIN cdr_verdicts AS v
        ON r.module = 'cdrs' AND v.partner = r.partner AND v.object = r.object AND v.country = r.country
        AND v.party = r.party
      WHERE r.module = ? AND r.partner = ? AND r.state = 'live' AND r.row > ? AND r.row <= ?
        AND r.last_updated >= ?
      ORDER BY r.row LIMIT ?
      """, module, partner, row, last, low, limit
    ) { row throws(SQLiteError) in try BilledRow(&row) }
  }

  /// What a partner may see of ours, likewise.
  package func own(
    _ module: String, for partner: String, after row: Int64, upTo last: Int64, since low: Timestamp,
    limit: Int
  ) throws(SQLiteError) -> [BilledRow] {
    try tx.rows(
      """
      SELECT o.row, o.country, o.party, o.object, o.body,
        CASE WHEN v.acknowledged_hash IS NULL THEN NULL ELSE v.acknowledged_at END, NULL, NULL
      FROM views AS v JOIN own AS o ON o.row = v.own_row
      WHERE v.partner = ? AND v.module = ? AND v.visible = 1 AND v.own_row > ? AND v.own_row <= ?
        AND o.deleted = 0 AND o.last_updated >= ?
      ORDER BY v.own_row LIMIT ?
      """, partner, module, row, last, low, limit
    ) { row throws(SQLiteError) in try BilledRow(&row) }
  }

  /// All credits of ours, whoever sees them.
  package func credits() throws(SQLiteError) -> [BilledRow] {
    try tx.rows(
      """
      SELECT o.row, o.country, o.party, o.object, o.body, o.last_updated, NULL, NULL
      FROM own_credits AS c JOIN own AS o
        ON o.module = 'cdrs' AND o.object = c.object AND o.country = c.country AND o.party = c.party
      WHERE o.deleted = 0 ORDER BY o.row
      """
    ) { row throws(SQLiteError) in try BilledRow(&row) }
  }

  /// One CDR of ours, or of a partner.
  package func cdr(
    _ key: ObjectKey, _ partner: String, isOurs: Bool
  ) throws(SQLiteError) -> BilledRow? {
    if isOurs {
      return try tx.first(
        """
        SELECT o.row, o.country, o.party, o.object, o.body,
          CASE WHEN v.acknowledged_hash IS NULL THEN NULL ELSE v.acknowledged_at END, NULL, NULL
        FROM own AS o LEFT JOIN views AS v ON v.own_row = o.row AND v.partner = ?
        WHERE o.module = 'cdrs' AND o.object = ? AND o.country = ? AND o.party = ? AND o.deleted = 0
        """, partner, key.id, key.country, key.party
      ) { row throws(SQLiteError) in try BilledRow(&row) }
    }
    return try tx.first(
      """
      SELECT row, country, party, object, body, first_seen, NULL, NULL FROM received
      WHERE module = 'cdrs' AND partner = ? AND object = ? AND country = ? AND party = ? AND state = 'live'
      """, partner, key.id, key.country, key.party
    ) { row throws(SQLiteError) in try BilledRow(&row) }
  }

  /// The CDR of ours that takes the place of another which a credit took back; nil where nothing does.
  package func revision(after id: String, of credit: BilledRow) throws(SQLiteError) -> BilledRow? {
    try tx.first(
      """
      SELECT row, country, party, object, body, last_updated, NULL, NULL FROM own
      WHERE module = 'cdrs' AND deleted = 0 AND row > ?1 AND row <= ?1 + 8 AND country = ?2 AND party = ?3
        AND json_extract(body, '$.bilateral_revision.replaces') = ?4 COLLATE NOCASE
      ORDER BY row LIMIT 1
      """, credit.number, credit.country, credit.party, id
    ) { row throws(SQLiteError) in try BilledRow(&row) }
  }
}

extension Transaction {
  package var billed: BilledTable<Access> { BilledTable(tx: self) }
}
