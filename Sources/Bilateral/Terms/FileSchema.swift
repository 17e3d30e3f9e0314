package import BilateralBase

/// The JSON Schema of our TOML files, from their field tables: editors complete and check by it while one writes.
///
/// It says less than `partnerctl validate`: no cross checks, and nothing about a value that may come from
/// partners/defaults.toml.
package enum FileSchema: String, Sendable, CaseIterable {
  case partner = "partner-file"
  case fleet = "fleet-file"
  case group = "group-file"

  private var fields: [Field] {
    switch self {
    case .partner: FieldTable.partner
    case .fleet: FieldTable.fleet
    case .group: FieldTable.group
    }
  }

  /// The schema, draft 2020-12.
  package var json: JSON {
    var root = Node()
    for field in fields { root.add(field, at: Self.steps(field.path)[...]) }
    let head: [JSONMember] = [
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"), .init("title", .string(rawValue)),
    ]
    return .object(head + root.members)
  }

  /// `pricing.sell.rule[].id` as `pricing`, `sell`, `rule`, `[]`, `id`.
  private static func steps(_ path: String) -> [Substring] {
    path.split(separator: ".").flatMap { part in part.hasSuffix("[]") ? [part.dropLast(2), "[]"] : [part] }
  }

  /// A table, an array of tables or a value.
  private struct Node {
    var names: [Substring] = []
    var children: [Substring: Node] = [:]
    var field: Field?

    mutating func add(_ field: Field, at steps: ArraySlice<Substring>) {
      guard let first = steps.first else {
        self.field = field
        return
      }
      if children[first] == nil { names.append(first) }
      children[first, default: Node()].add(field, at: steps.dropFirst())
    }

    var members: [JSONMember] {
      if names.isEmpty { return field.map { $0.schema } ?? [] }
      if let element = children["[]"] {
        return [.init("type", "array"), .init("items", .object(element.members))]
      }
      let named = names.filter { $0 != "*" }
      let properties = named.map { JSONMember(String($0), .object(children[$0]?.members ?? [])) }
      let other = children["*"].map { JSON.object($0.members) } ?? .bool(false)
      // A value and a table under one name: either may stand there.
      guard let field else { return table(properties, other) }
      return [.init("anyOf", .array([.object(field.schema), .object(table(properties, other))]))]
    }

    private func table(_ properties: [JSONMember], _ other: JSON) -> [JSONMember] {
      [
        .init("type", "object"), .init("properties", .object(properties)),
        .init("additionalProperties", other),
      ]
    }
  }
}

extension Field {
  /// What JSON Schema says of the value.
  fileprivate var schema: [JSONMember] {
    let words = note + (fallback.map { " (default \($0))" } ?? "") + (isMandatory ? "; always needed" : "")
    return [.init("description", .string(words))] + kind.schema
  }
}

extension FieldKind {
  /// What JSON Schema says of a kind; units and forms that it cannot say are named in words.
  fileprivate var schema: [JSONMember] {
    switch self {
    case .text(let length): [.init("type", "string"), .init("maxLength", JSON(length))]
    case .slug: Self.text("^[a-z0-9-]{2,40}$")
    case .choice(let words): [.init("enum", .array(words.map { .string($0) }))]
    case .flag: [.init("type", "boolean")]
    case .integer(let range):
      [
        .init("type", "integer"), .init("minimum", JSON(range.lowerBound)),
        .init("maximum", JSON(range.upperBound)),
      ]
    case .date: [.init("type", "string"), .init("format", "date")]
    case .dateTime: [.init("type", "string"), .init("format", "date-time")]
    case .secret: Self.text("^(secret|env|file):")
    case .digest: Self.text("^[0-9a-fA-F]{64}$")
    case .url: [.init("type", "string"), .init("format", "uri")]
    case .list(let kind): [.init("type", "array"), .init("items", .object(kind.schema))]
    case .either(let a, let b): [.init("anyOf", .array([.object(a.schema), .object(b.schema)]))]
    case .free: []
    default: [.init("type", "string"), .init("title", .string(name))]
    }
  }

  private static func text(_ pattern: String) -> [JSONMember] {
    [.init("type", "string"), .init("pattern", .string(pattern))]
  }
}
