/// Indexes of random ids over a table that only grows, each in parts of neighbouring rows.
///
/// In one index over all, each row would be written into a page far from that of the row before: a page of log, and later
/// one of the database, for 40 bytes. Within a part, ids of neighbours share a few pages, which are written once for many of
/// them. Who looks for an id asks every part, the newest first: some microseconds for each.
///
/// The index of a column is on `(seq >> bits, column)`, only where the column is not null.
struct IndexParts: Sendable {
  let table: String
  /// A part has 2 to this power neighbours.
  let bits: Int
  let columns: [String]

  /// A `WITH` clause that makes `found`, a table of the `seq` of all rows one of whose columns is `value`.
  func found(_ value: String) -> String {
    let hits = columns.map { column in
      "SELECT seq FROM part CROSS JOIN \(table) WHERE seq >> \(bits) = number AND \(column) = \(value)"
    }
    return """
      WITH RECURSIVE part (number) AS (
        SELECT max(seq) >> \(bits) FROM \(table) UNION ALL
        SELECT number - 1 FROM part WHERE number > (SELECT min(seq) >> \(bits) FROM \(table))
      ), found (seq) AS (\(hits.joined(separator: " UNION ")))
      """
  }
}
