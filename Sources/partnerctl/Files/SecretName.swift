/// The name of a secret, `acme/token-a`: it becomes a path below `secrets/` and may not lead out of it.
struct SecretName: Equatable, Sendable {
  /// The parts between the slashes, at most four.
  let parts: [String]

  /// The name that a text spells, with or without `secret:` before it; `nil` when it spells none.
  init?(_ text: String) {
    let body = text.hasPrefix("secret:") ? text.dropFirst(7) : text[...]
    let parts = body.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    guard (1...4).contains(parts.count), parts.allSatisfy(Self.isPart) else { return nil }
    self.parts = parts
  }

  private static func isPart(_ part: String) -> Bool {
    guard (1...64).contains(part.utf8.count), part.utf8.first != 46 else { return false }
    return part.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
        || [45, 46, 95].contains(byte)
    }
  }

  /// The spelling in partner files: `secret:acme/token-a`.
  var reference: String { "secret:" + parts.joined(separator: "/") }
}
