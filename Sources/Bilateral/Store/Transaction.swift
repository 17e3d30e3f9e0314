package import BilateralBase

/// Marks a transaction that may only read.
package enum Reading {}

/// Marks a transaction that may also write.
package enum Writing {}

package typealias ReadTransaction = Transaction<Reading>
package typealias WriteTransaction = Transaction<Writing>

/// The handle inside `Store.read` and `Store.write`; the tables hang on it (`tx.outbox`, `tx.cursors` …).
///
/// It is not `Sendable` and the closures are, so the compiler keeps it inside its closure. Methods that
/// change something exist only on `Transaction<Writing>`.
package struct Transaction<Access> {
  let connection: SQLiteConnection
  let signals: PendingSignals
  /// The time of the whole transaction, so that all its rows agree.
  package let now: Timestamp

  /// All rows of a query; for the tables and for tests, other rooms use the tables.
  package func rows<Value>(
    _ sql: String, _ arguments: any SQLValue...,
    read: (inout SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> [Value] {
    try connection.rows(sql, arguments, read: read)
  }

  /// The first row of a query, nil when there is none.
  package func first<Value>(
    _ sql: String, _ arguments: any SQLValue...,
    read: (inout SQLiteRow) throws(SQLiteError) -> Value
  ) throws(SQLiteError) -> Value? {
    try connection.first(sql, arguments, read: read)
  }

  /// The single number that a counting query returns.
  func count(_ sql: String, _ arguments: any SQLValue...) throws(SQLiteError) -> Int {
    try connection.first(sql, arguments) { row throws(SQLiteError) in try row.next() } ?? 0
  }
}

extension Transaction where Access == Writing {
  /// Runs one statement and returns how many rows it changed; for the tables and for tests.
  @discardableResult
  package func run(_ sql: String, _ arguments: any SQLValue...) throws(SQLiteError) -> Int {
    try connection.run(sql, arguments)
    return connection.changes
  }

  /// Wakes the listeners of a topic once this transaction is durable.
  package func signal(_ topic: StoreTopic) { signals.topics.insert(topic) }

  /// The next number of a named sequence; numbers are never given twice, even when rows are deleted.
  func next(in sequence: String) throws(SQLiteError) -> Int64 {
    let sql = """
      INSERT INTO sequences (name, value) VALUES (?, 1)
      ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value
      """
    let value: Int64? = try first(sql, sequence) { row throws(SQLiteError) in try row.next() }
    guard let value else { throw SQLiteError(code: .corrupt, message: "no sequence", sql: sql) }
    return value
  }
}

/// The topics that a transaction will announce when it is durable.
final class PendingSignals {
  var topics: Set<StoreTopic> = []
  /// What it enters in the audit.
  var acts: Set<String> = []
}
