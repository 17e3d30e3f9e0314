import BilateralBase

/// Walks a TOML document along a schema: checked values by path, and a finding for everything that does not fit.
struct TermsReader {
  let schema: Schema
  let origin: TermOrigin
  private(set) var entries: [String: TermEntry] = [:]
  /// Every table by its path, with the place of its header or opening brace.
  private(set) var tables: [String: SourcePlace] = [:]
  private(set) var findings: [Diagnostic] = []

  init(_ schema: Schema, origin: TermOrigin = .file) {
    self.schema = schema
    self.origin = origin
  }

  mutating func read(_ document: TOMLDocument) {
    findings += document.problems
    walk(document.root, 0, "")
  }

  private mutating func walk(_ table: TOMLNode, _ node: Int, _ path: String) {
    for member in table.members {
      let inner = path.isEmpty ? member.key : path + "." + Self.spelled(member.key)
      let known = schema.nodes[node]
      guard let child = known.children[member.key] ?? known.any else {
        findings.append(unknown(member, known, inner))
        continue
      }
      step(member.value, child, inner)
    }
  }

  private mutating func step(_ value: TOMLNode, _ node: Int, _ path: String) {
    let known = schema.nodes[node]
    if let element = known.element {
      readTables(value, element, path)
    } else if let field = known.field {
      readValue(value, field, path)
    } else if value.kind == .table {
      tables[path] = value.place
      walk(value, node, path)
    } else {
      report(.wrongType, "expected a table, found \(value.kind.rawValue)", value, path, "write [\(path)]")
    }
  }

  private mutating func readTables(_ value: TOMLNode, _ element: Int, _ path: String) {
    guard value.kind == .array else {
      report(.wrongType, "expected an array of tables", value, path, "write [[\(path)]]")
      return
    }
    for (position, item) in value.elements.enumerated() {
      let inner = "\(path)[\(position)]"
      guard item.kind == .table else {
        report(.wrongType, "expected a table in the array", item, inner, "write [[\(path)]]")
        continue
      }
      tables[inner] = item.place
      walk(item, element, inner)
    }
  }

  private mutating func readValue(_ node: TOMLNode, _ field: Int, _ path: String) {
    do throws(ValueRefusal) {
      let value = try schema.fields[field].kind.read(node)
      entries[path] = TermEntry(
        value: value, text: Self.text(node), place: node.place, origin: origin, field: field,
        items: node.kind == .array ? node.elements.map(\.place) : [])
    } catch {
      findings.append(
        Diagnostic(.error, error.code.id, error.message, help: error.help, place: error.place, path: path))
    }
  }

  private mutating func report(
    _ code: FindingCode, _ message: String, _ node: TOMLNode, _ path: String, _ help: String
  ) {
    findings.append(Diagnostic(.error, code.id, message, help: help, place: node.place, path: path))
  }

  private func unknown(_ member: TOMLNode.Member, _ known: Schema.Node, _ path: String) -> Diagnostic {
    var help: String?
    if let meant = Suggestion.nearest(to: member.key, among: known.children.keys.sorted()) {
      help = "did you mean \"\(meant)\"?"
    } else if let home = schema.homes(ofKey: member.key).first {
      help = "\"\(member.key)\" belongs to [\(home)]"
    } else if !known.children.isEmpty {
      help = "known here: " + known.children.keys.sorted().prefix(12).joined(separator: ", ")
    }
    return Diagnostic(
      .error, FindingCode.unknownKey.id, "unknown key \"\(member.key)\"", help: help, place: member.keyPlace,
      path: path)
  }

  /// The value as people read it: texts without quotes, lists with commas.
  private static func text(_ node: TOMLNode) -> String {
    switch node.kind {
    case .string: node.string ?? ""
    case .array: node.elements.map(text).joined(separator: ", ")
    default: node.sourceText
    }
  }

  /// A key with dots or blanks in it is quoted, so that paths stay clear.
  private static func spelled(_ key: String) -> String {
    key.utf8.allSatisfy(TOMLKeyForm.isBare) && !key.isEmpty ? key : "\"\(key)\""
  }
}

/// What a key may hold without quotes.
private enum TOMLKeyForm {
  static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
