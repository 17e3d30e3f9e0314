package import BilateralBase

/// Rows for figures: handed over one by one, since a month of them need not be in memory at once.
extension ReceivedTable {
  /// Hands over a partner's live objects of a module that were updated since a moment, in order of arrival.
  package func each(
    _ module: String, from partner: String, updatedSince time: Timestamp, _ body: (ReceivedRow) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND partner = ? AND state = 'live' AND last_updated >= ? ORDER BY row
      """, module, partner, time
    ) { row throws(SQLiteError) in body(try ReceivedRow(&row)) }
  }

  /// How many of a partner's objects were seen first within a time.
  package func countNew(
    _ module: String, from partner: String, within span: Range<Timestamp>
  ) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM received WHERE module = ? AND partner = ? AND first_seen >= ? AND first_seen < ?",
      module, partner, span.lowerBound, span.upperBound)
  }
}

extension ViewTable {
  /// Hands over our live objects that a partner sees and that were updated since a moment, in order of creation.
  package func each(
    _ module: String, for partner: String, updatedSince time: Timestamp, _ body: (OwnRow) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.visible = 1 AND own.deleted = 0
        AND own.last_updated >= ? ORDER BY own.row
      """, partner, module, time
    ) { row throws(SQLiteError) in body(try OwnRow(&row)) }
  }

  /// How many of our objects that a partner sees were made within a time.
  package func countNew(
    _ module: String, for partner: String, within span: Range<Timestamp>
  ) throws(SQLiteError) -> Int {
    try tx.count(
      """
      SELECT count(*) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND own.created_at >= ? AND own.created_at < ?
      """, partner, module, span.lowerBound, span.upperBound)
  }
}

extension MeasureTable {
  /// The counts of all partners since a day, added up.
  package func sums(
    since day: Int64
  ) throws(SQLiteError) -> [(partner: String, name: String, bucket: Int64, count: Int)] {
    try tx.rows(
      """
      SELECT partner, name, bucket, sum(count) FROM measures WHERE day >= ? GROUP BY partner, name, bucket
      ORDER BY partner
      """, day
    ) { row throws(SQLiteError) in try (row.next(), row.next(), row.next(), row.next()) }
  }
}
