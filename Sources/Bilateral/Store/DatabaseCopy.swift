import CSQLite
import Glibc

/// Copies a database as it was at one moment, while others may write to it.
///
/// One read transaction spans the copy, so that it is of one moment however much is written meanwhile; writers never
/// wait for it. As long as it lasts SQLite cannot empty the write-ahead log, which therefore grows by what is written.
package struct DatabaseCopy: Sendable {
  /// Pages copied between two calls of `progress`.
  static let stride: Int32 = 2048

  let source: String
  let target: String
  let known: [Migration]
  let files: String?

  /// A copy to be made.
  ///
  /// - Parameters:
  ///   - source: the database; it may be in use.
  ///   - target: where the copy goes; what lies there is written over.
  ///   - known: the migrations of this program.
  ///   - files: as in `StoreOptions`.
  package init(
    of source: String, to target: String, known: [Migration] = Migrations.all, files: String? = nil
  ) {
    self.source = source
    self.target = target
    self.known = known
    self.files = files
  }

  /// Copies, makes one plain file of it (no log beside it), looks whether it is whole, and waits for the disk.
  ///
  /// - Parameter progress: called with pages done and pages in all.
  /// - Returns: what the copy says of itself.
  /// - Throws: `StoreError`: `missing`, `foreign`, `newerSchema`; `full` or `readOnly` of the target; `damaged`.
  @discardableResult
  package func make(progress: (Int, Int) -> Void = { _, _ in }) throws(StoreError) -> SchemaFacts {
    _ = try SchemaFacts.read(source, known: known)
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(target + suffix) }
    try StoreFile.prepare(target)
    do {
      try copy(progress)
      let facts = try settle()
      try sync()
      return facts
    } catch let error as SQLiteError {
      throw StoreError(error)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.broken, "cannot copy \(source)")
    }
  }

  private func copy(_ progress: (Int, Int) -> Void) throws(SQLiteError) {
    let from = try SQLiteConnection(path: source, mode: .readOnly, files: files)
    let to = try SQLiteConnection(path: target, mode: .readWrite, files: files)
    try to.execute(script: "PRAGMA synchronous = OFF;")
    // The copy's own transaction begins anew with every piece; inside this one all pieces are of one moment.
    try from.run("BEGIN")
    defer { try? from.run("ROLLBACK") }
    _ = try from.first("SELECT count(*) FROM sqlite_schema", []) { row throws(SQLiteError) -> Int in
      try row.next()
    }
    guard let backup = sqlite3_backup_init(to.handle, "main", from.handle, "main") else {
      throw to.lastError
    }
    var code = SQLITE_OK
    while code == SQLITE_OK {
      code = sqlite3_backup_step(backup, Self.stride)
      let total = Int(sqlite3_backup_pagecount(backup))
      progress(total - Int(sqlite3_backup_remaining(backup)), total)
    }
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, end == SQLITE_OK else { throw to.lastError }
  }

  /// Takes the copy out of the mode that needs a log beside it, and checks its pages.
  private func settle() throws -> SchemaFacts {
    let copy = try SQLiteConnection(path: target, mode: .readWrite, files: files)
    try copy.execute(script: "PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE;")
    try DatabaseCheck.quick.demand(of: copy, at: target)
    return try SchemaFacts.read(copy, known: known)
  }

  private func sync() throws(StoreError) {
    let file = open(target, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw StoreError(.readOnly, "cannot open \(target)") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw StoreError(.broken, "\(target) does not reach the disk") }
  }
}
