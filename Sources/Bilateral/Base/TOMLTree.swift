/// The nodes of a TOML document in one flat list, so that neither reading nor releasing it recurses.
struct TOMLTree: Sendable {
  /// A key with the bytes that spell it; compared by code points, never by canonical equivalence.
  struct Name: Hashable, Sendable {
    let text: String

    static func == (a: Name, b: Name) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
  }

  /// Who made a table, which decides who may still add to it.
  enum Origin: Equatable, Sendable {
    /// The document itself, or a `[header]`: closed for other headers of the same name.
    case header
    /// Only named on the way to a deeper table: a header may still define it once.
    case implied
    /// By a dotted key of the section with this number: only that section may add to it.
    case dotted(section: Int)
    /// `{ … }`: closed.
    case inline
  }

  struct Table: Sendable {
    var origin: Origin
    /// Keys in written order, with the places of the key's first spelling.
    var keys: [(name: String, range: Range<Int>, node: Int)] = []
    var index: [Name: Int] = [:]
  }

  enum Content: Sendable {
    case string(String)
    case integer(Int64)
    case float(String)
    case boolean(Bool)
    case dateTime(TOMLDateTime)
    case array([Int], ofTables: Bool)
    case table(Table)
  }

  struct Node: Sendable {
    var content: Content
    /// The bytes of the value, or of the header that made the table.
    var range: Range<Int>
    var depth = 0
  }

  var nodes: [Node] = [Node(content: .table(Table(origin: .header)), range: 0..<0)]
  /// Comments by node; sparse, since most values have none.
  var comments: [Int: TOMLComments] = [:]
  /// Comments after the last value.
  var closingComments: [TOMLComment] = []

  /// Adds a node that no table or array holds yet.
  mutating func add(_ content: Content, _ range: Range<Int>) -> Int {
    nodes.append(Node(content: content, range: range))
    return nodes.count - 1
  }

  /// The node of `key` in the table `table`, when it is a table that has it.
  func child(_ key: String, of table: Int) -> Int? {
    guard case .table(let content) = nodes[table].content, let at = content.index[Name(text: key)] else {
      return nil
    }
    return content.keys[at].node
  }

  /// Puts `node` under `key`; the caller has checked that the key is free.
  mutating func attach(_ node: Int, to table: Int, key: String, range: Range<Int>) {
    guard case .table(var content) = nodes[table].content else { return }
    nodes[table].content = .boolean(false)  // keeps the table's storage unshared while it grows
    content.index[Name(text: key)] = content.keys.count
    content.keys.append((key, range, node))
    nodes[table].content = .table(content)
  }

  /// Appends to an array.
  mutating func append(_ node: Int, toArray array: Int) {
    guard case .array(var elements, let ofTables) = nodes[array].content else { return }
    nodes[array].content = .boolean(false)
    elements.append(node)
    nodes[array].content = .array(elements, ofTables: ofTables)
  }

  /// The origin of a table, `nil` for anything else.
  func origin(_ node: Int) -> Origin? {
    guard case .table(let table) = nodes[node].content else { return nil }
    return table.origin
  }

  mutating func setOrigin(_ origin: Origin, of node: Int) {
    guard case .table(var table) = nodes[node].content else { return }
    table.origin = origin
    nodes[node].content = .table(table)
  }
}
