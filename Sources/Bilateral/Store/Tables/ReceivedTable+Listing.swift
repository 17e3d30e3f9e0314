/// Lists and counts of received objects.
extension ReceivedTable {
  /// Live objects of a module, oldest first, of one partner or of all.
  package func list(
    _ module: String, from partner: String? = nil, _ filter: ListFilter
  ) throws(SQLiteError) -> ListPage<ReceivedRow> {
    guard let partner else { return try listOfAll(module, filter) }
    let condition = """
      FROM received WHERE module = ? AND partner = ? AND state = 'live' AND last_updated >= ? AND last_updated < ?
      """
    let rows = try tx.rows(
      "SELECT \(ReceivedRow.columns) \(condition) ORDER BY row LIMIT ? OFFSET ?", module, partner,
      filter.low, filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
    let total = try tx.count("SELECT count(*) \(condition)", module, partner, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  private func listOfAll(_ module: String, _ filter: ListFilter) throws(SQLiteError) -> ListPage<ReceivedRow>
  {
    let condition =
      "FROM received WHERE module = ? AND state = 'live' AND last_updated >= ? AND last_updated < ?"
    let rows = try tx.rows(
      "SELECT \(ReceivedRow.columns) \(condition) ORDER BY row LIMIT ? OFFSET ?", module, filter.low,
      filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
    let total = try tx.count("SELECT count(*) \(condition)", module, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  /// Live CDRs of a partner of whose amounts one of these words is said, oldest first.
  package func cdrs(
    judged verdicts: [String], from partner: String, _ filter: ListFilter
  ) throws(SQLiteError) -> ListPage<ReceivedRow> {
    let words = verdicts.map { "'\($0.filter { $0.isLetter || $0 == "-" })'" }.joined(separator: ", ")
    let condition = """
      FROM received WHERE module = 'cdrs' AND partner = ? AND state = 'live' AND last_updated >= ? AND last_updated < ?
        AND EXISTS (
          SELECT 1 FROM cdr_verdicts AS v
          WHERE v.partner = received.partner AND v.object = received.object AND v.country = received.country
            AND v.party = received.party AND v.verdict IN (\(words)))
      """
    let rows = try tx.rows(
      "SELECT \(ReceivedRow.columns) \(condition) ORDER BY row LIMIT ? OFFSET ?", partner, filter.low,
      filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
    let total = try tx.count("SELECT count(*) \(condition)", partner, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  /// How many objects of a module are live, of one partner or of all.
  package func count(_ module: String, from partner: String? = nil) throws(SQLiteError) -> Int {
    guard let partner else {
      return try tx.count("SELECT count(*) FROM received WHERE module = ? AND state = 'live'", module)
    }
    return try tx.count(
      "SELECT count(*) FROM received WHERE module = ? AND partner = ? AND state = 'live'", module, partner)
  }

  /// Hands over every live object in the canonical order of (country, party, id), by bytes (ruling 38).
  ///
  /// The texts are as received; bringing members in order and hashing is the caller's work.
  package func eachCanonical(
    _ module: String, from partner: String, _ body: (ObjectKey, JSONText) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT country, party, object, sub, body FROM received
      WHERE module = ? AND partner = ? AND state = 'live'
      ORDER BY country COLLATE BINARY, party COLLATE BINARY, object COLLATE BINARY, sub COLLATE BINARY
      """, module, partner
    ) { row throws(SQLiteError) in
      let key = try ObjectKey(&row)
      body(key, try row.next())
    }
  }
}
