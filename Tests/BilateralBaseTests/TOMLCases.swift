import BilateralBase
import Foundation
import Testing

/// A table of small TOML texts: `text ⇒ outcome` a line, `¶` for LF, `␍` for CR, `␉` for tab, `‹00›` for a byte.
struct TOMLCase: CustomTestStringConvertible, Sendable {
  let text: String
  let outcome: String

  var testDescription: String { text }
  var bytes: [UInt8] { Self.expand(text) }

  static func table(_ text: String) -> [TOMLCase] {
    text.split(separator: "\n").compactMap { line in
      guard let arrow = line.range(of: " ⇒ ") else { return nil }
      return TOMLCase(text: String(line[..<arrow.lowerBound]), outcome: String(line[arrow.upperBound...]))
    }
  }

  private static func expand(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "¶": out.append(0x0A)
      case "␍": out.append(0x0D)
      case "␉": out.append(0x09)
      case "‹":
        out.append(UInt8(String(rest.prefix(2)), radix: 16) ?? 0)
        rest.removeFirst(3)
      default: out += Array(String(scalar).utf8)
      }
    }
    return out
  }

  /// A short spelling of a value, independent of the tagged JSON.
  static func spell(_ node: TOMLNode) -> String {
    switch node.kind {
    case .table: "{" + node.members.map { "\($0.key): \(spell($0.value))" }.joined(separator: ", ") + "}"
    case .array: "[" + node.elements.map(spell).joined(separator: ", ") + "]"
    case .string: "\"" + (node.string ?? "?").unicodeScalars.map(spell).joined() + "\""
    case .integer: node.integer.map(String.init) ?? "?"
    case .float: "float \(node.float ?? "?")"
    case .boolean: "\(node.boolean ?? false)"
    case .dateTime: "\(node.dateTime?.kind.rawValue ?? "?") \(node.dateTime?.text ?? "?")"
    }
  }

  private static func spell(_ scalar: Unicode.Scalar) -> String {
    guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(scalar) }
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "‹\(hex.count == 1 ? "0" : "")\(hex)›"
  }
}
