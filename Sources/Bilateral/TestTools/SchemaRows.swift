import Foundation

/// The rows that an old database is filled with in tests: SQL by the name of the migration that it follows.
package enum SchemaRows {
  /// Reads `schema-rows.sql` of the store's tests.
  ///
  /// - Parameter tests: the folder `Tests`.
  /// - Returns: the statements, by the migration's name.
  /// - Throws: what reading the file throws.
  package static func read(below tests: String) throws -> [String: String] {
    let path = "\(tests)/BilateralStoreTests/Fixtures/schema-rows.sql"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let sections = text.components(separatedBy: "\n-- ").dropFirst()
    return sections.reduce(into: [:]) { found, section in
      let lines = section.components(separatedBy: "\n")
      guard lines[0].hasPrefix("20") else { return }
      found[lines[0]] = lines.dropFirst().joined(separator: "\n")
    }
  }
}
