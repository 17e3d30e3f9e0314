import CSQLite

/// A prepared statement; lives in its connection's cache and never longer than that.
package final class SQLiteStatement {
  let handle: OpaquePointer
  let sql: String
  unowned let connection: SQLiteConnection

  init(_ sql: String, on connection: SQLiteConnection) throws(SQLiteError) {
    var prepared: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    let code = sqlite3_prepare_v3(connection.handle, sql, -1, flags, &prepared, nil)
    try connection.check(code, sql: sql)
    guard let prepared else {
      throw SQLiteError(code: .mismatch, message: "the statement is empty", sql: sql)
    }
    handle = prepared
    self.sql = sql
    self.connection = connection
  }

  deinit { sqlite3_finalize(handle) }

  func bind(_ arguments: [any SQLValue]) throws(SQLiteError) {
    guard sqlite3_bind_parameter_count(handle) == Int32(arguments.count) else {
      let message = "\(arguments.count) arguments for \(sqlite3_bind_parameter_count(handle)) places"
      throw SQLiteError(code: .mismatch, message: message, sql: sql)
    }
    var index: Int32 = 0
    for argument in arguments {
      index += 1
      try connection.check(argument.bind(to: SQLitePlace(handle: handle, index: index)), sql: sql)
    }
  }

  /// Moves to the next row; false at the end.
  func step() throws(SQLiteError) -> Bool {
    try connection.willStep?(sql)
    let code = sqlite3_step(handle)
    try connection.check(code, sql: sql)
    return code == SQLITE_ROW
  }

  /// Makes the statement ready for its next use and lets go of bound bytes.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }
}
