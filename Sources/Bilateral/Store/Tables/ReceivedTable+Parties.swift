/// Received objects by their owner.
extension ReceivedTable {
  /// Live objects of one party that a partner sent.
  package func ofParty(
    country: String, party: String, _ module: String, from partner: String
  ) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND state = 'live'
      """, module, partner, country, party
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }

  /// How many live objects of a module a partner sent, by a member of their text such as `status`.
  package func tally(_ module: String, by member: String) throws(SQLiteError) -> [(
    partner: String, value: String, count: Int
  )] {
    try tx.rows(
      """
      SELECT partner, coalesce(json_extract(body, '$.' || ?), ''), count(*) FROM received
      WHERE module = ? AND state = 'live' GROUP BY 1, 2 ORDER BY 1, 2
      """, member, module
    ) { row throws(SQLiteError) in (partner: try row.next(), value: try row.next(), count: try row.next()) }
  }
}
