/// The tagged JSON of the public TOML test suite: every value as `{"type": …, "value": …}` with a text value.
package enum TOMLTaggedJSON {
  /// Writes the document's root; the nesting is bounded by `TOMLDocument.deepestNesting`.
  package static func text(of document: TOMLDocument) -> String {
    var out = ""
    write(document.root, to: &out)
    return out
  }

  private static func write(_ node: TOMLNode, to out: inout String) {
    switch node.kind {
    case .table: writeTable(node, to: &out)
    case .array: writeArray(node, to: &out)
    case .string: tag("string", node.string, to: &out)
    case .integer: tag("integer", node.integer.map(String.init), to: &out)
    case .float: tag("float", node.float, to: &out)
    case .boolean: tag("bool", node.boolean.map { $0 ? "true" : "false" }, to: &out)
    case .dateTime: tag(node.dateTime?.kind.rawValue ?? "", node.dateTime?.text, to: &out)
    }
  }

  private static func writeTable(_ node: TOMLNode, to out: inout String) {
    out += "{"
    for (position, member) in node.members.enumerated() {
      if position > 0 { out += "," }
      quote(member.key, to: &out)
      out += ":"
      write(member.value, to: &out)
    }
    out += "}"
  }

  private static func writeArray(_ node: TOMLNode, to out: inout String) {
    out += "["
    for (position, element) in node.elements.enumerated() {
      if position > 0 { out += "," }
      write(element, to: &out)
    }
    out += "]"
  }

  private static func tag(_ type: String, _ value: String?, to out: inout String) {
    out += "{\"type\":\"\(type)\",\"value\":"
    quote(value ?? "", to: &out)
    out += "}"
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}
