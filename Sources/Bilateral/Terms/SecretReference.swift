/// Where a secret lies; never the secret itself.
package enum SecretReference: Hashable, Sendable {
  /// `secret:acme/token-a` is the file `secrets/acme/token-a` of the fleet folder.
  case stored(String)
  /// `env:NAME` is a variable of the process's environment.
  case environment(String)
  /// `file:tls/key.pem` is a file, relative to the fleet folder or absolute.
  case file(String)

  /// Reads a reference; nil for a literal, an empty name, or a path that climbs out of its folder.
  package init?(_ text: some StringProtocol) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = String(text[text.index(after: colon)...])
    switch text[..<colon] {
    case "secret":
      guard Self.isPath(name), !name.hasPrefix("/") else { return nil }
      self = .stored(name)
    case "env":
      guard Self.isVariable(name) else { return nil }
      self = .environment(name)
    case "file":
      guard Self.isPath(name) else { return nil }
      self = .file(name)
    default: return nil
    }
  }

  /// Path parts of letters, digits and `._-`, none of them empty, `.` or `..` (S-40: nothing outside the folder).
  private static func isPath(_ path: String) -> Bool {
    let relative = path.hasPrefix("/") ? path.dropFirst() : path[...]
    let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
    return path.utf8.count <= 255
      && parts.allSatisfy { part in
        !part.isEmpty && part != "." && part != ".." && part.utf8.allSatisfy(isPathByte)
      }
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    isVariableByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }

  private static func isVariable(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy(isVariableByte)
      && !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true)
  }

  private static func isVariableByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a text in a secret's place looks like the secret itself: 20 or more characters of a token alphabet.
  package static func looksLikeSecret(_ text: String) -> Bool {
    text.utf8.count >= 20
      && text.utf8.allSatisfy { isPathByte($0) || $0 == 0x2B || $0 == 0x2F || $0 == 0x3D }
  }
}

extension SecretReference: CustomStringConvertible {
  /// The form it is read from.
  package var description: String {
    switch self {
    case .stored(let name): "secret:\(name)"
    case .environment(let name): "env:\(name)"
    case .file(let path): "file:\(path)"
    }
  }
}
