import BilateralCrypto
package import BilateralTerms
import Foundation

/// Resolves the secret references of partner files and the fleet file: `secret:`, `env:`, `file:`.
package struct SecretVault: Sendable {
  /// A secret that cannot be had; exit code 77 at the command line.
  package struct Missing: Error, CustomStringConvertible {
    package let reference: String
    package let reason: String

    package var description: String { "\(reference): \(reason)" }

    /// How to put it there.
    package var help: String {
      switch SecretReference(reference) {
      case .stored(let name): "partnerctl secret set \(name) < FILE"
      case .environment(let name): "export \(name)=… before the start"
      case .file(let path): "put the file at \(path)"
      case nil: "see the reference in the partner file or partnerctl.toml"
      }
    }
  }

  private let folder: String
  private let environment: [String: String]

  /// Makes a vault over a fleet folder.
  package init(folder: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.folder = folder
    self.environment = environment
  }

  /// The bytes of a secret, without the line end a text editor leaves behind.
  package func bytes(_ reference: SecretReference) throws(Missing) -> [UInt8] {
    switch reference {
    case .stored(let name):
      return try file("\(folder)/secrets/\(name)", reference)
    case .file(let path):
      return try file(path.hasPrefix("/") ? path : "\(folder)/\(path)", reference)
    case .environment(let name):
      guard let value = environment[name] else { throw missing(reference, "is not set") }
      return Array(value.utf8)
    }
  }

  /// The bytes of a certificate: read like a secret, but anybody may be able to read its file.
  package func certificate(_ reference: SecretReference) throws(Missing) -> [UInt8] {
    let path: String
    switch reference {
    case .stored(let name): path = "\(folder)/secrets/\(name)"
    case .file(let name): path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
    case .environment: return try bytes(reference)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw missing(reference, "cannot be read at \(path)")
    }
    return Array(data)
  }

  /// The secret as text.
  package func text(_ reference: SecretReference) throws(Missing) -> String {
    let bytes = try bytes(reference)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw missing(reference, "is not UTF-8 text")
    }
    var end = text[...]
    while let last = end.last, last.isNewline || last == " " { end = end.dropLast() }
    return String(end)
  }

  private func file(_ path: String, _ reference: SecretReference) throws(Missing) -> [UInt8] {
    do {
      return try SecretFile.read(path)
    } catch {
      throw missing(reference, error.reason)
    }
  }

  private func missing(_ reference: SecretReference, _ reason: String) -> Missing {
    Missing(reference: "\(reference)", reason: reason)
  }
}
