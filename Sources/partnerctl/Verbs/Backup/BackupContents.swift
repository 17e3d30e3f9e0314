import Bilateral
import BilateralTerms
import Glibc

/// Which files of a fleet folder belong in a backup, and which of them are secret.
struct BackupContents {
  /// A file, by its name in the fleet folder.
  struct Entry: Equatable, Sendable {
    var name: String
    /// Below `secrets/`, or a private key.
    var isSecret: Bool
  }

  /// Folders and files that make up a fleet, whole; what is there and not in a backup is set aside by a restore.
  static let parts = [FleetFolder.marker, EVSEMapping.file, "partners", "groups", "tariffs"]
  /// Folders of which only files with the same name are replaced.
  private static let others = ["tls", "secrets"]

  /// The fleet.
  let fleet: FleetFolder

  /// All files, sorted by name; hidden ones are left out.
  func entries() -> [Entry] {
    let named = references()
    let names = Set((Self.parts + Self.others).flatMap { files(below: $0) } + named.inside)
    return names.sorted().map { Entry(name: $0, isSecret: isSecret($0, keys: named.keys)) }
  }

  /// Files that the fleet refers to and that lie elsewhere: certificates and keys by an absolute path.
  func outside() -> [String] { references().outside }

  /// The files of the parts that a restore makes as they were, by name.
  func partNames() -> [String] { Self.parts.flatMap { files(below: $0) }.sorted() }

  private func files(below name: String, depth: Int = 0) -> [String] {
    switch FileSystem.kind(fleet.path(name)) {
    case .file: return [name]
    case .folder where depth < 8:
      return FileSystem.names(in: fleet.path(name)).flatMap {
        files(below: "\(name)/\($0)", depth: depth + 1)
      }
    default: return []
    }
  }

  private func isSecret(_ name: String, keys: Set<String>) -> Bool {
    if name.hasPrefix("secrets/") || keys.contains(name) { return true }
    if [".key", ".p12", ".pfx"].contains(where: name.hasSuffix) { return true }
    guard !name.hasSuffix(".toml"), let bytes = try? FileSystem.read(fleet.path(name)) else { return false }
    return String(decoding: bytes.prefix(1 << 16), as: UTF8.self).contains("PRIVATE KEY-----")
  }

  /// Certificates and keys that files of the fleet name by `file:` or as a bundle.
  private func references() -> (inside: [String], outside: [String], keys: Set<String>) {
    guard let loaded = try? LoadedFleet.read(fleet.path) else { return ([], [], []) }
    let partners = loaded.partners.values.map(\.security)
    let keys = ([loaded.file.key] + partners.map(\.clientKey)).compactMap(Self.file)
    let rest =
      ([loaded.file.certificate] + partners.map(\.clientCertificate)).compactMap(Self.file)
      + partners.compactMap(\.caBundle)
    let all = Set(keys + rest)
    let inside = all.filter { !$0.hasPrefix("/") && FileSystem.kind(fleet.path($0)) == .file }
    return (Array(inside), all.filter { $0.hasPrefix("/") }.sorted(), Set(keys))
  }

  private static func file(_ reference: SecretReference?) -> String? {
    guard case .file(let path)? = reference else { return nil }
    return path
  }
}
