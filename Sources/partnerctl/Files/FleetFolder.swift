import BilateralBase

/// A fleet folder on disk: our side in `partnerctl.toml`, one file a partner, price lists, secrets and state.
struct FleetFolder: Sendable, Equatable {
  /// The absolute path.
  let path: String

  /// The file that describes our side and marks the folder.
  static let marker = "partnerctl.toml"

  /// The folder that a command works on: `-C`, then `PARTNERCTL_FLEET`, then the nearest one up.
  /// - Throws: exit 66 when there is none.
  static func find(_ invocation: Invocation) throws(Failure) -> FleetFolder {
    let console = invocation.console
    if let named = named(invocation) {
      guard FileSystem.kind(named) == .folder else {
        throw Failure(.missing, "there is no folder \(named)", help: "partnerctl init -C \(named) makes one")
      }
      return FleetFolder(path: named)
    }
    if let path = nearest(to: console.directory) { return FleetFolder(path: path) }
    throw Failure(
      .missing, "no fleet folder here or above (a folder with \(marker))",
      help: "partnerctl init makes one; -C DIR or PARTNERCTL_FLEET names one elsewhere")
  }

  /// The folder named by flag or environment, if any.
  static func named(_ invocation: Invocation) -> String? {
    let word = invocation.arguments.text("fleet") ?? invocation.console.environment["PARTNERCTL_FLEET"]
    guard let word, !word.isEmpty else { return nil }
    return invocation.console.absolute(word)
  }

  /// The nearest folder from `start` upwards that holds the marker or a `partners` folder.
  static func nearest(to start: String) -> String? {
    var folder = start
    while true {
      if FileSystem.kind(folder + "/" + marker) == .file { return folder }
      if FileSystem.kind(folder + "/partners") == .folder { return folder }
      let above = FileSystem.folder(of: folder)
      if above == folder || above == "." { return nil }
      folder = above
    }
  }

  /// A path inside the folder.
  func path(_ name: String) -> String { path + "/" + name }

  /// Ids of all partners that have a file, sorted; the shared defaults are not one.
  var partnerIDs: [String] {
    FileSystem.names(in: path("partners")).filter { $0.hasSuffix(".toml") && $0 != "defaults.toml" }
      .map { String($0.dropLast(5)) }
  }

  /// The name of a partner's file, relative to the folder.
  static func partnerFile(_ id: String) -> String { "partners/\(id).toml" }

  /// Whether a text can be a partner's id: it also names a file.
  static func isID(_ text: String) -> Bool {
    (2...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
