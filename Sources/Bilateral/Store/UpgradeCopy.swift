import Glibc

/// The copy that stays beside a database when its schema changes: `before-upgrade-N.db`, by its old schema's number.
///
/// An older program refuses the new schema; with this copy one can go back to it. The newest one is kept.
package struct UpgradeCopy: Sendable {
  let path: String
  let newest: Int
  let files: String?

  /// Of the database at `path`, before it gets schema `newest`; `files` as in `StoreOptions`.
  init(of path: String, to newest: Int, files: String? = nil) {
    self.path = path
    self.newest = newest
    self.files = files
  }

  /// How the copies of a database of a schema are called.
  package static func name(_ schema: Int) -> String { "before-upgrade-\(schema).db" }

  /// Makes the copy when migrations are missing; a new database has nothing to keep.
  ///
  /// - Throws: `StoreError`: what keeps the database from being opened, or `noCopy`; then nothing was changed.
  func keep(before migrator: Migrator) throws(StoreError) {
    let applied = try migrator.check()
    guard applied > 0, applied < newest else { return }
    let (draft, kept) = (folder + "/before-upgrade.part", folder + "/" + Self.name(applied))
    do throws(StoreError) {
      try DatabaseCopy(of: path, to: draft, known: migrator.migrations, files: files).make()
    } catch {
      unlink(draft)
      throw StoreError(
        .noCopy, "no copy can be kept before schema \(applied) becomes \(newest): \(error.message)",
        help: error.kind == .damaged
          ? "restore the latest backup" : "free as much space as the database takes, beside it")
    }
    guard rename(draft, kept) == 0 else {
      throw StoreError(.noCopy, "cannot write \(kept): \(String(cString: strerror(errno)))")
    }
    forgetOthers(than: applied)
  }

  private func forgetOthers(than schema: Int) {
    for other in 1..<newest where other != schema { unlink(folder + "/" + Self.name(other)) }
  }

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }
}
