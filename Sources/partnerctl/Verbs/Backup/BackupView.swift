import BilateralBase

/// Says what was backed up.
struct BackupView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows it.
  func show(_ manifest: BackupManifest, at path: String, removed: [String], outside: [String]) {
    let bytes = manifest.files.map(\.size).reduce(0, +)
    guard invocation.form == .human else {
      let head: [JSONMember] = [
        .init("schema", "partnerctl.backup/1"), .init("path", .string(path)),
        .init("bytes", .number(String(bytes))), .init("removed", .array(removed.map { .string($0) })),
        .init("outside", .array(outside.map { .string($0) })), .init("manifest", manifest.json),
      ]
      return invocation.screen.printRaw(JSON.object(head).text + "\n")
    }
    let (screen, talk) = (invocation.screen, invocation.talk)
    let count = Cell.counted(manifest.files.count, "file")
    screen.print(
      "\(screen.style.mark(.done)) \(Cell.printable(path)): \(count), \(Self.size(bytes)), schema \(manifest.schema)"
    )
    for name in removed { screen.print("  removed \(Cell.printable(name))") }
    for path in outside { talk.print("not in it, since it lies elsewhere: \(Cell.printable(path))") }
    talk.print(
      manifest.hasSecrets
        ? "secrets are in it: whoever reads it can speak for us to every partner"
        : "no secrets are in it: without store/key the partners' tokens cannot be opened, and each is registered anew"
    )
  }

  /// Bytes for people: `812 B`, `4.1 MB`.
  static func size(_ bytes: Int) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000)]
    guard let (unit, scale) = units.first(where: { bytes >= $0.1 }) else { return "\(bytes) B" }
    return "\(bytes / scale).\(bytes % scale * 10 / scale) \(unit)"
  }
}
