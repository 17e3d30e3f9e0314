package import BilateralBase

/// What a database says of itself, without a row of its tables being read.
package struct SchemaFacts: Hashable, Sendable {
  /// The migrations that it has, in order.
  package let migrations: [String]
  /// When its first migration was applied, to the millisecond: tells databases apart, and copies keep it.
  package let made: Timestamp

  /// The schema's number: how many migrations it has.
  package var number: Int { migrations.count }

  /// Reads them from a file that may be in use.
  ///
  /// - Parameters:
  ///   - path: the database.
  ///   - known: the migrations of this program.
  /// - Returns: the facts of one of our databases, as old as it may be.
  /// - Throws: `StoreError`: `missing`, `foreign` or `newerSchema`, `broken`.
  package static func read(
    _ path: String, known: [Migration] = Migrations.all
  ) throws(StoreError) -> SchemaFacts {
    guard StoreFile.exists(path) else {
      throw StoreError(.missing, "there is no database at \(path)", help: "start `partnerctl run` once")
    }
    do {
      return try read(try SQLiteConnection(path: path, mode: .readOnly), known: known)
    } catch let error as SQLiteError {
      throw StoreError(error)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.broken, "cannot read \(path)")
    }
  }

  /// Reads them by a connection.
  static func read(_ connection: SQLiteConnection, known: [Migration]) throws -> SchemaFacts {
    let count = try Migrator(connection: connection, migrations: known).check()
    guard count > 0 else {
      throw StoreError(.foreign, "the database is empty", help: "it was never used by `partnerctl run`")
    }
    let made: Timestamp? = try connection.first("SELECT applied_at FROM migrations WHERE number = 1", []) {
      row throws(SQLiteError) in try row.next()
    }
    return SchemaFacts(
      migrations: known.prefix(count).map(\.name),
      made: Timestamp(microseconds: (made?.microseconds ?? 0) / 1000 * 1000))
  }
}
