/// A field table as a tree, so that a file is walked along it once.
struct Schema: Sendable {
  struct Node: Sendable {
    var children: [String: Int] = [:]
    /// The node for a key of any name.
    var any: Int?
    /// The node of one table of an array of tables.
    var element: Int?
    var field: Int?
  }

  let fields: [Field]
  private(set) var nodes: [Node] = [Node()]
  /// Built-in defaults by path, read by the same grammar as files.
  let builtIns: [String: TermEntry]

  static let partner = Schema(FieldTable.partner)
  static let fleet = Schema(FieldTable.fleet)
  static let group = Schema(FieldTable.group)

  init(_ fields: [Field]) {
    self.fields = fields
    var builtIns: [String: TermEntry] = [:]
    for (index, field) in fields.enumerated() {
      guard let text = field.fallback, let value = field.kind.builtIn(text) else { continue }
      builtIns[field.path] = TermEntry(value: value, text: text, place: nil, origin: .builtIn, field: index)
    }
    self.builtIns = builtIns
    for (index, field) in fields.enumerated() { add(field.path, index) }
  }

  private mutating func add(_ path: String, _ field: Int) {
    var at = 0
    for part in path.split(separator: ".") {
      let isArray = part.hasSuffix("[]")
      at = child(of: at, isArray ? String(part.dropLast(2)) : String(part))
      if isArray { at = element(of: at) }
    }
    nodes[at].field = field
  }

  private mutating func child(of parent: Int, _ key: String) -> Int {
    if let known = key == "*" ? nodes[parent].any : nodes[parent].children[key] { return known }
    nodes.append(Node())
    let made = nodes.count - 1
    if key == "*" { nodes[parent].any = made } else { nodes[parent].children[key] = made }
    return made
  }

  private mutating func element(of parent: Int) -> Int {
    if let known = nodes[parent].element { return known }
    nodes.append(Node())
    nodes[parent].element = nodes.count - 1
    return nodes.count - 1
  }

  /// The sections in which a key of that name is known, to help somebody who wrote it in the wrong one.
  func homes(ofKey key: String) -> [String] {
    fields.compactMap { field in
      guard field.path.hasSuffix("." + key), !field.path.contains("*") else { return nil }
      return String(field.path.dropLast(key.utf8.count + 1))
    }
  }
}

extension FieldKind {
  /// A built-in default by its text; nil when the table is wrong, which a test refuses.
  func builtIn(_ text: String) -> TermValue? {
    switch self {
    case .flag: return .flag(text == "true")
    case .integer: return Int(text).map(TermValue.integer)
    case .list(let kind):
      let items = text.split(separator: ", ").map { kind.builtIn(String($0)) }
      return items.contains(nil) ? nil : .list(items.compactMap { $0 })
    case .either(let first, let second): return first.isFlag ? second.builtIn(text) : first.builtIn(text)
    default: return try? value(of: text)
    }
  }

  private var isFlag: Bool { if case .flag = self { true } else { false } }
}
