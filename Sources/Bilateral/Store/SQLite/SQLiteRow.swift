import CSQLite

/// The current row of a query, read column by column in the order of the SELECT.
package struct SQLiteRow {
  private let statement: SQLiteStatement
  private var index: Int32 = 0

  init(_ statement: SQLiteStatement) { self.statement = statement }

  /// The next column as the type that the caller's property asks for.
  ///
  /// - Throws: `SQLiteError` with code `mismatch` when the column holds something else.
  package mutating func next<Value: SQLValue>() throws(SQLiteError) -> Value {
    let column = SQLitePlace(handle: statement.handle, index: index)
    index += 1
    if let value = Value(column: column) { return value }
    let message = "column \(index) is not \(Value.self)"
    throw SQLiteError(code: .mismatch, message: message, sql: statement.sql)
  }
}

/// Where a value is bound (counted from 1) or read (counted from 0) in a statement.
package struct SQLitePlace {
  let handle: OpaquePointer
  let index: Int32

  var isNull: Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }

  /// The bytes of a text or blob column, valid until the statement moves on.
  var bytes: UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, index)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, index)))
  }
}
