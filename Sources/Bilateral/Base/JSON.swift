/// A JSON value as a tree of Swift values.
///
/// Members keep their order, numbers keep their spelling (`0.10` stays `0.10`), unknown members survive. Made for
/// small documents such as our own answers; pages of partners are read through ``JSONDocument``.
package enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number by its spelling, which must follow the JSON grammar.
  case number(String)
  case string(String)
  case array([JSON])
  case object([JSONMember])
}

/// One member of an object.
package struct JSONMember: Sendable, Hashable {
  /// The name, decoded.
  package var name: String
  /// The value.
  package var value: JSON

  /// Makes a member.
  package init(_ name: String, _ value: JSON) {
    self.name = name
    self.value = value
  }
}

extension JSON {
  /// Copies the value of a node and all below it.
  package init(_ node: JSONNode) {
    switch node.kind {
    case .null: self = .null
    case .true: self = .bool(true)
    case .false: self = .bool(false)
    case .number: self = .number(node.numberText ?? "0")
    case .string: self = .string(node.string ?? "")
    case .array: self = .array(node.elements.map { JSON($0) })
    case .object: self = .object(node.members.map { JSONMember($0.name, JSON($0.value)) })
    }
  }

  /// Reads a text; throws where it breaks the grammar or a limit.
  package static func parse(_ bytes: [UInt8], limits: JSONLimits = .wire) throws(JSONError) -> JSON {
    JSON(try JSONDocument(parsing: bytes, limits: limits).root)
  }

  /// Reads a text; throws where it breaks the grammar or a limit.
  package static func parse(_ text: String, limits: JSONLimits = .wire) throws(JSONError) -> JSON {
    try parse(Array(text.utf8), limits: limits)
  }

  /// The compact text of the value in UTF-8.
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The compact text of the value.
  package var text: String { String(decoding: bytes, as: UTF8.self) }
}
