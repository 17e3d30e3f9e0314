package import BilateralBase

/// Looking for objects of ours by what people know of them.
extension OwnTable {
  /// Our objects of an id, whichever of our parties has them, deleted ones included.
  package func objects(_ module: String, id: String) throws(SQLiteError) -> [OwnRow] {
    try tx.rows("SELECT \(OwnRow.columns) FROM own WHERE module = ? AND object = ? ORDER BY row", module, id)
    {
      row throws(SQLiteError) in try OwnRow(&row)
    }
  }

  /// Live objects in whose text a word stands, without regard to case, newest first.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - word: at least one character; read the objects to see where it stands.
  ///   - since: objects last updated before are left out.
  ///   - limit: at most so many.
  /// - Returns: the rows.
  /// - Throws: what SQLite says.
  package func mentioning(
    _ module: String, _ word: String, since: Timestamp = Timestamp(microseconds: 0), limit: Int = 500
  ) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM own
      WHERE module = ? AND deleted = 0 AND last_updated >= ? AND body LIKE ? ESCAPE '\\'
      ORDER BY row DESC LIMIT ?
      """, module, since, SQLPattern.containing(word), limit
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// Tokens with a number printed on the card, a contract id or a uid, hyphens and spaces not counted; deleted ones too.
  package func tokens(printed number: String) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM own
      WHERE module = 'tokens' AND ?1 IN (\(SQLPattern.printedNumbers)) LIMIT 50
      """, SQLPattern.bare(number)
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }
}

/// The same among what partners sent.
extension ReceivedTable {
  /// Live objects in whose text a word stands, without regard to case, newest first.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - word: at least one character; read the objects to see where it stands.
  ///   - since: objects last updated before are left out.
  ///   - limit: at most so many.
  /// - Returns: the rows.
  /// - Throws: what SQLite says.
  package func mentioning(
    _ module: String, _ word: String, since: Timestamp = Timestamp(microseconds: 0), limit: Int = 500
  ) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND state = 'live' AND last_updated >= ? AND body LIKE ? ESCAPE '\\'
      ORDER BY row DESC LIMIT ?
      """, module, since, SQLPattern.containing(word), limit
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }

  /// Tokens with a number printed on the card, a contract id or a uid, hyphens and spaces not counted; removed ones too.
  package func tokens(printed number: String) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = 'tokens' AND state <> 'beside' AND ?1 IN (\(SQLPattern.printedNumbers)) LIMIT 50
      """, SQLPattern.bare(number)
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }
}

/// Texts for comparisons in SQL.
enum SQLPattern {
  /// A `LIKE` pattern for a text anywhere, with `\` before its own wildcards.
  static func containing(_ text: String) -> String {
    "%" + text.map { "%_\\".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "%"
  }

  /// A number as it is compared: upper case, without hyphens, asterisks and spaces.
  static func bare(_ number: String) -> String {
    String(number.uppercased().filter { !"-* ".contains($0) })
  }

  /// What may be printed on a card, in each version's words.
  static let printedNumbers = ["$.visual_number", "$.contract_id", "$.auth_id", "$.uid"].map { path in
    "upper(replace(replace(replace(coalesce(json_extract(body, '\(path)'), ''), '-', ''), '*', ''), ' ', ''))"
  }.joined(separator: ", ")
}
