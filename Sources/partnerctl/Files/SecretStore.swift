import Glibc

/// The `secrets` folder of a fleet: files of mode 0600 in folders of mode 0700.
struct SecretStore: Sendable {
  /// The fleet it belongs to.
  let fleet: FleetFolder

  /// Writes a secret; an old value is replaced in one step.
  /// - Throws: exit 73 when it cannot be written, or the way there leads through a link.
  func set(_ name: SecretName, to value: [UInt8]) throws(Failure) {
    var folder = fleet.path("secrets")
    try ownFolder(folder)
    for part in name.parts.dropLast() {
      folder += "/" + part
      try ownFolder(folder)
    }
    try FileSystem.write(value, to: folder + "/" + (name.parts.last ?? ""), mode: 0o600)
  }

  /// Whether a secret is there.
  func has(_ name: SecretName) -> Bool {
    FileSystem.kind(fleet.path("secrets/" + name.parts.joined(separator: "/"))) == .file
  }

  private func ownFolder(_ path: String) throws(Failure) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      throw Failure(.cannotWrite, "\(path) is not a folder", help: "secrets may not lie behind a link")
    }
    try FileSystem.makeFolder(path, mode: 0o700)
    guard chmod(path, 0o700) == 0 else {
      throw Failure(.cannotWrite, "cannot close \(path) to others: \(Descriptor.reason(errno))")
    }
  }
}
