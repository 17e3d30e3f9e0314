package import BilateralBase

/// The numbers of a store and the hooks of its tests.
package struct StoreOptions: Sendable {
  /// Where `tx.now` comes from.
  package var clock: WallClock = .system
  /// Reader threads, each with a connection.
  package var readers = 3
  /// Writes that may wait; one more is refused with `busy`.
  package var writeQueue = 1024
  /// Reads that may wait.
  package var readQueue = 4096
  /// Most closures that share one commit.
  package var batch = 256
  /// Bytes of write-ahead log above which it is emptied.
  package var logLimit = 32 << 20
  /// Pages of new write-ahead log that are moved into the database meanwhile, by a thread of its own.
  package var logPass = 1000
  /// Pages of write-ahead log from which on it is to start anew.
  package var logRestart = 4000
  /// Whether each commit waits for the disk; only what may be lost in a power cut does without.
  package var waitsForDisk = true
  /// Whether a copy is laid beside the database before its schema changes.
  package var copiesBeforeUpgrade = true
  /// The name under which SQLite knows the file system to use; a test names one whose calls fail.
  package var files: String?
  /// Called by the writer around each commit; a test copies the files here and so sees a crash.
  package var onCommit: (@Sendable (CommitMoment) -> Void)?
  /// Called by the writer around each commit that enters something in the audit, with the actions: a test dies there.
  package var onActs: (@Sendable (CommitMoment, Set<String>) -> Void)?
  /// Called before each step of each of the writer's statements; a test throws here.
  package var willStep: (@Sendable (String) throws(SQLiteError) -> Void)?

  /// Called before each migration, with its name; a test dies or throws here.
  package var willMigrate: (@Sendable (String) throws(SQLiteError) -> Void)?

  package init() {}
}
