import CSQLite

/// The library that keeps our databases.
package enum DatabaseEngine {
  /// Its version, such as `3.40.1`.
  package static var version: String { String(cString: sqlite3_libversion()) }
}
