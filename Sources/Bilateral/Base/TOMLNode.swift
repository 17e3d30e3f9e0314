/// A view of one value of a `TOMLDocument`.
package struct TOMLNode: Sendable {
  /// The kinds of value, by the names people use.
  package enum Kind: String, Hashable, Sendable {
    case string, integer, float, boolean
    case dateTime = "date-time"
    case array, table
  }

  /// A key with its place and value.
  package struct Member: Sendable {
    package let key: String
    /// Where the key is written for the first time.
    package let keyPlace: SourcePlace
    package let value: TOMLNode
  }

  let document: TOMLDocument
  let index: Int

  private var node: TOMLTree.Node { document.tree.nodes[index] }

  /// What kind of value this is.
  package var kind: Kind {
    switch node.content {
    case .string: .string
    case .integer: .integer
    case .float: .float
    case .boolean: .boolean
    case .dateTime: .dateTime
    case .array: .array
    case .table: .table
    }
  }

  /// Where the value is written; for a table made by a header, the header.
  package var place: SourcePlace { document.position.place(node.range, file: document.file) }

  /// The value as it is written, such as `0x1F` or `1_000.0`; of a table made by a header, the header.
  package var sourceText: String { String(decoding: document.bytes[node.range], as: UTF8.self) }

  /// The text of a string.
  package var string: String? { if case .string(let text) = node.content { text } else { nil } }

  /// The value of an integer.
  package var integer: Int64? { if case .integer(let value) = node.content { value } else { nil } }

  /// The text of a float without underscores, or `inf`, `-inf`, `nan`.
  package var float: String? { if case .float(let text) = node.content { text } else { nil } }

  /// The value of a boolean.
  package var boolean: Bool? { if case .boolean(let value) = node.content { value } else { nil } }

  /// The value of a date, a time or both.
  package var dateTime: TOMLDateTime? { if case .dateTime(let value) = node.content { value } else { nil } }

  /// The elements of an array; empty for anything else.
  package var elements: [TOMLNode] {
    guard case .array(let elements, _) = node.content else { return [] }
    return elements.map { TOMLNode(document: document, index: $0) }
  }

  /// Whether this is an array made by `[[headers]]`.
  package var isArrayOfTables: Bool {
    if case .array(_, ofTables: true) = node.content { true } else { false }
  }

  /// Keys and values of a table in written order; empty for anything else.
  package var members: [Member] {
    guard case .table(let table) = node.content else { return [] }
    return table.keys.map { key in
      Member(
        key: key.name, keyPlace: document.position.place(key.range, file: document.file),
        value: TOMLNode(document: document, index: key.node))
    }
  }

  /// The value under `key`, when this is a table that has it; O(1).
  package subscript(key: String) -> TOMLNode? {
    document.tree.child(key, of: index).map { TOMLNode(document: document, index: $0) }
  }

  /// The comments that belong to this value.
  package var comments: TOMLComments { document.tree.comments[index] ?? TOMLComments() }
}
