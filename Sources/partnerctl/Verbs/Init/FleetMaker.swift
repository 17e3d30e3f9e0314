import BilateralCrypto

/// Makes a fleet folder: our side's file, the folders with their modes, and the two secrets no person chooses.
struct FleetMaker {
  /// Where.
  let fleet: FleetFolder
  /// The values for the template of `partnerctl.toml`.
  let values: [String: String]
  /// Whether only to say what would be made.
  let isDryRun: Bool

  /// Makes it and adds the names of what was made, in order.
  ///
  /// The marker is written last, so that a folder half made is not taken for a fleet.
  func make(_ made: inout [String]) throws(Failure) {
    made += ["partnerctl.toml", "partners/", "tariffs/", "groups/", "secrets/", ".gitignore"]
    if isDryRun { return }
    for folder in ["partners", "tariffs", "groups"] { try FileSystem.makeFolder(fleet.path(folder)) }
    try makeSecrets()
    try keepOutOfVersionControl()
    try FileSystem.write(Array(Template.fleet.filled(values).utf8), to: fleet.path(FleetFolder.marker))
  }

  /// The sealing key as Base64 (32 bytes) and the back office token as 64 hexadecimal digits (S-08).
  private func makeSecrets() throws(Failure) {
    let secrets = SecretStore(fleet: fleet)
    let random = SecureRandom()
    let values = [
      ("store/key", Base64.encode(SealingKey.makeKeyBytes(from: random))),
      ("backoffice/token", Hex.encode(random.bytes(32))),
    ]
    for (text, value) in values {
      guard let name = SecretName(text), !secrets.has(name) else { continue }
      try secrets.set(name, to: Array(value.utf8))
    }
  }

  private func keepOutOfVersionControl() throws(Failure) {
    let path = fleet.path(".gitignore")
    guard FileSystem.kind(path) == nil else { return }
    try FileSystem.write(Array("secrets/\nstate/\nbackups/\n".utf8), to: path)
  }
}
