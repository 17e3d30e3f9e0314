/// Text of a marked-up document, XML or HTML: what is not marked up by us is always escaped.
package struct MarkupText {
  /// The text so far.
  package private(set) var text: String
  private var open: [String] = []

  /// Begins with a head, such as an XML declaration.
  package init(_ head: String) { text = head }

  /// Opens an element, whose content is what comes in the closure.
  package mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: (inout MarkupText) -> Void
  ) {
    begin(name, attributes)
    text += "\n"
    open.append(name)
    content(&self)
    open.removeLast()
    indent()
    text += "</\(name)>\n"
  }

  /// An element with text; nothing where there is none.
  package mutating func leaf(
    _ name: String, _ content: String?, _ attributes: KeyValuePairs<String, String> = [:]
  ) {
    guard let content, !content.isEmpty else { return }
    begin(name, attributes)
    text += Self.escaped(content) + "</\(name)>\n"
  }

  /// A line as it is.
  package mutating func raw(_ line: String) {
    indent()
    text += line + "\n"
  }

  private mutating func begin(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    indent()
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
    text += ">"
  }

  private mutating func indent() { text += String(repeating: " ", count: open.count) }

  /// With the characters replaced that mean something in markup, and without those that no document may hold.
  package static func escaped(_ content: String) -> String {
    var escaped = ""
    for scalar in content.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += " "
      case let scalar where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value): continue
      case "\u{FFFE}", "\u{FFFF}": continue
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
