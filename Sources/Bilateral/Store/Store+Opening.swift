import BilateralBase

/// How the connections of a store are made ready.
extension Store {
  static func openWriter(
    _ path: String, _ options: StoreOptions, _ migrations: [Migration]
  ) throws(StoreError) -> SQLiteConnection {
    do {
      let connection = try SQLiteConnection(path: path, mode: .readWrite, files: options.files)
      try connection.prepareWriter(waitsForDisk: options.waitsForDisk)
      let migrator = Migrator(
        connection: connection, migrations: migrations, willMigrate: options.willMigrate)
      if options.copiesBeforeUpgrade {
        try UpgradeCopy(of: path, to: migrations.count, files: options.files).keep(before: migrator)
      }
      try migrator.migrate(at: options.clock.now())
      connection.willStep = options.willStep
      return connection
    } catch let error as SQLiteError {
      throw StoreError(error)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.broken, "cannot open \(path)")
    }
  }

  static func openReaders(_ path: String, _ options: StoreOptions) throws(StoreError) -> [Reader] {
    try openReaders(path, .readWrite, count: options.readers, files: options.files)
  }

  /// Readers of a database that somebody else writes, or nobody.
  static func openReaders(
    readingOnly path: String, _ options: StoreOptions, _ migrations: [Migration]
  ) throws(StoreError) -> [Reader] {
    guard StoreFile.exists(path) else {
      throw StoreError(.missing, "there is no database at \(path)", help: "start `partnerctl run` once")
    }
    let readers = try openReaders(path, .readOnly, count: 1, files: options.files)
    for reader in readers {
      let applied = try Migrator(connection: reader.connection, migrations: migrations).check()
      guard applied == migrations.count else {
        throw StoreError(
          .olderSchema, "the database has schema \(applied), this program needs \(migrations.count)",
          help: "start `partnerctl run` once")
      }
    }
    return readers
  }

  static func start(_ readers: [Reader], on queue: JobQueue<ReadJob>) -> [DatabaseThread] {
    readers.map { reader in DatabaseThread { reader.run(queue) } }
  }

  private static func openReaders(
    _ path: String, _ mode: SQLiteConnection.Mode, count: Int, files: String?
  ) throws(StoreError) -> [Reader] {
    do throws(SQLiteError) {
      return try (0..<max(1, count)).map { _ throws(SQLiteError) in
        let connection = try SQLiteConnection(path: path, mode: mode, files: files)
        try connection.prepareReader()
        return Reader(connection)
      }
    } catch {
      throw StoreError(error)
    }
  }
}

extension SQLiteConnection {
  /// `FULL` makes each commit wait for the disk; sorting stays in memory, so that nothing leaks to `/tmp`.
  fileprivate func prepareWriter(waitsForDisk: Bool) throws(SQLiteError) {
    try execute(
      script: """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = \(waitsForDisk ? "FULL" : "NORMAL");
        PRAGMA foreign_keys = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        PRAGMA wal_autocheckpoint = 4000;
        """)
  }

  fileprivate func prepareReader() throws(SQLiteError) {
    try execute(
      script: """
        PRAGMA query_only = ON;
        PRAGMA trusted_schema = OFF;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -4096;
        """)
  }
}
