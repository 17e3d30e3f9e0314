import BilateralBase
import BilateralStore

/// Looks at every byte of a backup before anything is done with it.
struct BackupVerification {
  /// The backup's folder, absolute.
  let folder: String

  /// Verifies it.
  ///
  /// - Parameter progress: called with bytes read and bytes in all.
  /// - Returns: its manifest.
  /// - Throws: exit 66 where it or a file of it is missing (BR852), 65 where a file is damaged (BR853) or the database is
  ///   not whole or not ours, 6 where it has a newer schema (BS102).
  func verify(_ progress: (Int, Int) -> Void = { _, _ in }) throws(Failure) -> BackupManifest {
    let manifest = try self.manifest()
    let total = manifest.files.map(\.size).reduce(0, +)
    var read = 0
    for file in manifest.files {
      try verify(file)
      read += file.size
      progress(read, total)
    }
    try verifyDatabase(manifest)
    return manifest
  }

  private func manifest() throws(Failure) -> BackupManifest {
    let path = "\(folder)/\(BackupManifest.file)"
    guard FileSystem.kind(path) == .file else {
      throw Failure(
        .missing, "BR852 there is no backup at \(folder): it has no \(BackupManifest.file)",
        help: "partnerctl backup makes one, in backups/ of the fleet unless told otherwise")
    }
    return try BackupManifest(try FileSystem.read(path), of: folder)
  }

  private func verify(_ file: BackupManifest.File) throws(Failure) {
    let path = "\(folder)/\(file.path)"
    guard let size = FileSystem.size(path) else {
      throw Failure(
        .missing, "BR852 \(file.path) is missing from the backup", help: "take another backup, or look for it"
      )
    }
    guard size == file.size, try FileSystem.sha256(path) == file.sha256 else {
      throw Failure(
        .badInput, "BR853 \(file.path) is damaged: it is not what was backed up",
        help: "take another backup, or another copy of this one")
    }
  }

  private func verifyDatabase(_ manifest: BackupManifest) throws(Failure) {
    let path = "\(folder)/\(BackupManifest.database)"
    do throws(StoreError) {
      let facts = try SchemaFacts.read(path)
      try DatabaseCheck.whole.demand(of: path)
      guard facts.number == manifest.schema, facts.made == manifest.databaseMade else {
        throw StoreError(.foreign, "the database is not the one that the manifest names")
      }
    } catch {
      throw RunFault.failure(error)
    }
  }
}
