/// What SQLite refused, with the statement but never with its arguments: those hold tokens and personal data.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The extended result code.
  package let code: ResultCode
  /// SQLite's own sentence.
  package let message: String
  /// The statement with its placeholders, nil when no statement was involved.
  package let sql: String?

  package init(code: ResultCode, message: String, sql: String? = nil) {
    self.code = code
    self.message = message
    self.sql = sql
  }

  package var description: String {
    let place = sql.map { " in \"\(Self.oneLine($0))\"" } ?? ""
    return "SQLite \(code.rawValue): \(message)\(place)"
  }

  private static func oneLine(_ sql: String) -> String {
    sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
