/// One view over all partners.
extension ReceivedTable {
  /// Live objects of a module, one entry an object with all copies of it.
  ///
  /// Entries come in order of the first copy's arrival, copies too; an entry counts when one of its copies lies within
  /// the filter's times.
  package func network(_ module: String, _ filter: ListFilter) throws(SQLiteError) -> ListPage<[ReceivedRow]>
  {
    let groups = """
      FROM received WHERE module = ? AND state = 'live' AND last_updated >= ? AND last_updated < ?
      GROUP BY object, country, party, sub
      """
    let keys = try tx.rows(
      "SELECT country, party, object, sub \(groups) ORDER BY min(row) LIMIT ? OFFSET ?", module, filter.low,
      filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
    var entries: [[ReceivedRow]] = []
    for key in keys { entries.append(try copies(module, key)) }
    let total = try tx.count(
      "SELECT count(*) FROM (SELECT 1 \(groups))", module, filter.low, filter.high)
    return ListPage(rows: entries, total: total)
  }

  /// Every connection's copy of one object, in order of arrival; several count where several partners sent it.
  private func copies(_ module: String, _ key: ObjectKey) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND object = ? AND country = ? AND party = ? AND sub = ? AND state <> 'removed' ORDER BY row
      """, module, key.id, key.country, key.party, key.sub
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }
}
