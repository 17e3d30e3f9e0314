import BilateralBase

/// Brings a database from whatever it was to the newest schema, in one transaction: a kill leaves the old one or the new.
struct Migrator {
  /// Marks our files, so that another program's database is never taken for ours: the letters "BILA".
  static let applicationID = 0x4249_4C41

  let connection: SQLiteConnection
  let migrations: [Migration]
  /// Called before each migration with its name.
  var willMigrate: (@Sendable (String) throws(SQLiteError) -> Void)?

  /// Applies what is missing.
  func migrate(at now: Timestamp) throws(StoreError) {
    let applied = try check()
    guard applied < migrations.count else { return }
    do throws(SQLiteError) {
      try apply(migrations.dropFirst(applied), at: now)
    } catch {
      throw StoreError(error)
    }
  }

  /// How many of our migrations the database has; a database that is ahead, foreign or other is refused.
  func check() throws(StoreError) -> Int {
    let known = migrations.map(\.name)
    let names = try applied()
    guard names.count <= known.count || !names.starts(with: known) else {
      throw StoreError(
        .newerSchema, "the database has schema \(names.count), this program knows \(known.count)",
        help: "start the newer version of the program")
    }
    guard known.starts(with: names) else {
      throw StoreError(
        .foreign, "the database's migrations are not those of this program",
        help: "it was made by another branch of the program; use that one or a new state folder")
    }
    return names.count
  }

  private func applied() throws(StoreError) -> [String] {
    do throws(SQLiteError) {
      let id = try number("PRAGMA application_id")
      let tables = try number("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
      if tables == 0 { return [] }
      guard id == Self.applicationID else {
        throw SQLiteError(code: .notADatabase, message: "the file is the database of another program")
      }
      return try connection.rows("SELECT name FROM migrations ORDER BY number", []) {
        row throws(SQLiteError) in try row.next()
      }
    } catch {
      throw StoreError(error)
    }
  }

  private func number(_ sql: String) throws(SQLiteError) -> Int {
    try connection.first(sql, []) { row throws(SQLiteError) in try row.next() } ?? 0
  }

  private func apply(_ missing: ArraySlice<Migration>, at now: Timestamp) throws(SQLiteError) {
    try connection.run("BEGIN IMMEDIATE")
    do {
      try connection.execute(
        script: """
          CREATE TABLE IF NOT EXISTS migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at INTEGER NOT NULL
          ) STRICT;
          PRAGMA application_id = \(Self.applicationID);
          """)
      for migration in missing {
        try willMigrate?(migration.name)
        try connection.execute(script: migration.sql)
        try connection.run("INSERT INTO migrations (name, applied_at) VALUES (?, ?)", migration.name, now)
      }
      try connection.run("COMMIT")
    } catch {
      if connection.isInTransaction { try? connection.run("ROLLBACK") }
      throw error
    }
  }
}
