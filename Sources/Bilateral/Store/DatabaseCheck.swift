/// How closely a database is looked at.
package enum DatabaseCheck: String, Sendable {
  /// Pages and rows, without comparing indexes with tables.
  case quick = "quick_check"
  /// Everything, indexes against tables too; takes longer.
  case whole = "integrity_check"

  /// Looks at a database that may be in use.
  ///
  /// - Parameter path: the database.
  /// - Returns: what is wrong, at most ten lines; empty when it is whole.
  /// - Throws: `StoreError` when it cannot be read at all.
  package func problems(of path: String) throws(StoreError) -> [String] {
    do throws(SQLiteError) {
      return try problems(of: try SQLiteConnection(path: path, mode: .readOnly))
    } catch {
      throw StoreError(error)
    }
  }

  /// Looks at a database and throws when it is not whole.
  ///
  /// - Throws: `StoreError` of kind `damaged` with the first thing that is wrong, or what reading throws.
  package func demand(of path: String) throws(StoreError) {
    let found = try problems(of: path)
    if let first = found.first { throw Self.damaged(path, first) }
  }

  func demand(of connection: SQLiteConnection, at path: String) throws {
    if let first = try problems(of: connection).first { throw Self.damaged(path, first) }
  }

  private func problems(of connection: SQLiteConnection) throws(SQLiteError) -> [String] {
    var found = try connection.rows("PRAGMA \(rawValue)(10)", []) { row throws(SQLiteError) -> String in
      try row.next()
    }.filter { $0 != "ok" }
    if self == .whole {
      found += try connection.rows("PRAGMA foreign_key_check", []) { row throws(SQLiteError) -> String in
        "a row of \(try row.next() as String) names one that is not there"
      }.prefix(10)
    }
    return found
  }

  private static func damaged(_ path: String, _ what: String) -> StoreError {
    StoreError(.damaged, "\(path) is damaged: \(what)", help: "restore the latest backup that is whole")
  }
}
