import CSQLite

/// One connection to one database file; every C call of the house goes through here and `SQLiteStatement`.
///
/// The connection is opened without SQLite's own mutex: exactly one thread at a time may use it, and the type
/// is not `Sendable`, so that the compiler keeps it with its owner.
package final class SQLiteConnection {
  /// How a file is opened.
  package enum Mode: Sendable {
    case readWrite
    case readOnly
  }

  let handle: OpaquePointer
  private var idle: [String: SQLiteStatement] = [:]
  private let log: UnsafeMutablePointer<Int32>

  /// Called before each step of a statement; a test throws here to see that nothing half done stays.
  package var willStep: (@Sendable (String) throws(SQLiteError) -> Void)?

  /// Opens the file; the file must exist already, so that its permissions are ours and not the umask's.
  ///
  /// - Parameters:
  ///   - path: where it lies.
  ///   - mode: whether it may be written.
  ///   - files: the name under which SQLite knows the file system to use; nil is its own.
  /// - Throws: `SQLiteError` when the file cannot be opened.
  package init(path: String, mode: Mode, files: String? = nil) throws(SQLiteError) {
    let access = mode == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, files)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw SQLiteError(code: ResultCode(rawValue: code), message: "\(message): \(path)")
    }
    handle = opened
    log = .allocate(capacity: 1)
    log.initialize(to: 0)
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit {
    idle.removeAll()
    sqlite3_close_v2(handle)
    log.deallocate()
  }

  /// True while a transaction is open; SQLite ends one by itself after some errors, such as a full disk.
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Rows changed by the last INSERT, UPDATE or DELETE.
  package var changes: Int { Int(sqlite3_changes64(handle)) }

  /// The rowid of the last INSERT.
  package var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// Runs several statements without arguments, as in a migration.
  package func execute(script sql: String) throws(SQLiteError) {
    try willStep?(sql)
    try check(sqlite3_exec(handle, sql, nil, nil, nil), sql: sql)
  }

  /// Runs one statement for its effect.
  package func run(_ sql: String, _ arguments: any SQLValue...) throws(SQLiteError) {
    try run(sql, arguments)
  }

  /// Runs one statement for its effect, with the arguments in an array.
  package func run(_ sql: String, _ arguments: [any SQLValue]) throws(SQLiteError) {
    try withStatement(sql, arguments) { statement throws(SQLiteError) in while try statement.step() {} }
  }

  /// All rows of a query, each read in the order of its columns.
  package func rows<Value>(
    _ sql: String, _ arguments: [any SQLValue],
    read: (inout SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> [Value] {
    try withStatement(sql, arguments) { statement throws(SQLiteError) in
      var found: [Value] = []
      while try statement.step() {
        var row = SQLiteRow(statement)
        found.append(try read(&row))
      }
      return found
    }
  }

  /// The first row of a query, nil when there is none.
  package func first<Value>(
    _ sql: String, _ arguments: [any SQLValue],
    read: (inout SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value? {
    try withStatement(sql, arguments) { statement throws(SQLiteError) in
      guard try statement.step() else { return nil }
      var row = SQLiteRow(statement)
      return try read(&row)
    }
  }

  /// Lends a prepared statement; it is taken out of the cache meanwhile, so that the same text may be nested.
  private func withStatement<Value>(
    _ sql: String, _ arguments: [any SQLValue],
    _ body: (SQLiteStatement) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value {
    let statement = try checkOut(sql)
    defer {
      statement.reset()
      idle[sql] = statement
    }
    try statement.bind(arguments)
    return try body(statement)
  }

  private func checkOut(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
    if let statement = idle.removeValue(forKey: sql) { return statement }
    return try SQLiteStatement(sql, on: self)
  }

  /// Counts the pages of the write-ahead log from now on; SQLite no longer moves them by itself within a commit.
  func watchLog() {
    sqlite3_wal_hook(
      handle,
      { log, _, _, pages in
        log?.assumingMemoryBound(to: Int32.self).pointee = pages
        return SQLITE_OK
      }, log)
  }

  /// Pages in the write-ahead log after the last commit of this connection; see ``watchLog()``.
  var logPages: Int { Int(log.pointee) }

  /// Moves as much of the write-ahead log into the database as no reader still needs, beside readers and the writer.
  ///
  /// - Returns: how much it has and how much of it is moved; nil when it could not, or another connection is at it.
  func moveLog() -> LogFill? {
    var (pages, moved) = (Int32(0), Int32(0))
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved)
    return code == SQLITE_OK && pages >= 0 ? LogFill(pages: Int(pages), moved: Int(moved)) : nil
  }

  /// Moves the write-ahead log into the database and waits, 20 ms at most, until no reader is in it any more: then the
  /// next commit starts it anew.
  ///
  /// - Returns: how much it has and how much of it is moved, and whether it starts anew.
  func restartLog() -> (fill: LogFill, startsAnew: Bool) {
    sqlite3_busy_timeout(handle, 20)
    defer { sqlite3_busy_timeout(handle, 5000) }
    var (pages, moved) = (Int32(0), Int32(0))
    let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_RESTART, &pages, &moved)
    return (LogFill(pages: Int(pages), moved: Int(moved)), code == SQLITE_OK)
  }

  /// Moves the write-ahead log into the database and empties its file; false when a reader still needs it.
  ///
  /// Waits at most 50 ms, because the writer has nothing better to do only for so long.
  package func truncateLog() -> Bool {
    sqlite3_busy_timeout(handle, 50)
    defer { sqlite3_busy_timeout(handle, 5000) }
    return sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) == SQLITE_OK
  }

  /// What SQLite said last on this connection.
  var lastError: SQLiteError {
    SQLiteError(
      code: ResultCode(rawValue: sqlite3_extended_errcode(handle)),
      message: String(cString: sqlite3_errmsg(handle)))
  }

  func check(_ code: Int32, sql: String?) throws(SQLiteError) {
    guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
    let message = String(cString: sqlite3_errmsg(handle))
    throw SQLiteError(code: ResultCode(rawValue: code), message: message, sql: sql)
  }
}
