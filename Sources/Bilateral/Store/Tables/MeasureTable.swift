/// How often something was measured on a day, by size.
package struct Measure: Hashable, Sendable {
  /// Days since 1970 UTC.
  package var day: Int64
  package var partner: String
  /// What was measured, such as `status-age`.
  package var name: String
  /// The upper bound of its size, in the unit of the measure; 0 where only the number counts.
  package var bucket: Int64
  package var count: Int

  package init(day: Int64, partner: String, name: String, bucket: Int64 = 0, count: Int = 1) {
    self.day = day
    self.partner = partner
    self.name = name
    self.bucket = bucket
    self.count = count
  }
}

/// Figures that nothing else tells later, counted by day: they outlive logs and name no driver.
package struct MeasureTable<Access> {
  let tx: Transaction<Access>

  /// The counts of one partner between two days, both counted.
  package func list(
    of partner: String, from first: Int64, through last: Int64
  ) throws(SQLiteError) -> [Measure] {
    try tx.rows(
      """
      SELECT day, partner, name, bucket, count FROM measures
      WHERE partner = ? AND day BETWEEN ? AND ? ORDER BY name, day, bucket
      """, partner, first, last
    ) { row throws(SQLiteError) in
      try Measure(
        day: row.next(), partner: row.next(), name: row.next(), bucket: row.next(), count: row.next())
    }
  }
}

extension MeasureTable where Access == Writing {
  /// Adds to the count of its day and size.
  package func add(_ measure: Measure) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO measures (day, partner, name, bucket, count) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count
      """, measure.day, measure.partner, measure.name, measure.bucket, measure.count)
  }
}

extension Transaction {
  package var measures: MeasureTable<Access> { MeasureTable(tx: self) }
}
