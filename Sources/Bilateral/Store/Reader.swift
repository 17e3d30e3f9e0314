import BilateralBase

/// A read waiting for a reader's thread.
typealias ReadJob = @Sendable (SQLiteConnection) -> Void

/// One reading connection and the loop of its thread.
///
/// Unchecked: the connection belongs to the thread that runs `run`, which starts after `init`.
final class Reader: @unchecked Sendable {
  let connection: SQLiteConnection

  init(_ connection: SQLiteConnection) { self.connection = connection }

  /// Works until the queue is closed and drained.
  func run(_ queue: JobQueue<ReadJob>) {
    while let job = queue.take(upTo: 1).first { job(connection) }
  }

  /// Runs `body` on one consistent moment of the database and ends the transaction at once, so that the
  /// write-ahead log may be emptied.
  static func transaction<Value>(
    on connection: SQLiteConnection, now: Timestamp, _ body: (ReadTransaction) throws -> Value
  ) throws -> Value {
    do {
      try connection.run("BEGIN")
      defer { try? connection.run("ROLLBACK") }
      return try body(Transaction(connection: connection, signals: PendingSignals(), now: now))
    } catch let error as SQLiteError {
      throw StoreError(error)
    }
  }
}
