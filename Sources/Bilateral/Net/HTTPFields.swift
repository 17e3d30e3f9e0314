/// The fields of a head or trailer: in their order, duplicates kept, names compared without case (RFC 9110 §5).
///
/// No value here ever holds CR, LF, NUL or another control character: what comes from the wire was refused before,
/// and what the program puts in has such characters replaced by spaces, as RFC 9110 §5.5 allows. So no text that a
/// partner chose can end a line and begin another one.
package struct HTTPFields: Sendable, Equatable {
  /// One line: a name and its value, no white space around it.
  package struct Field: Sendable, Equatable {
    /// The name, in the spelling it came with.
    package let name: HTTPFieldName
    /// The value; bytes that are not UTF-8 are seen as Latin-1.
    package let value: String
  }

  private var fields: [Field] = []

  /// No fields.
  package init() {}

  /// These fields, in this order.
  package init(_ pairs: [(HTTPFieldName, String)]) {
    for (name, value) in pairs { add(name, value) }
  }

  /// How many lines there are.
  package var count: Int { fields.count }

  /// Adds a line at the end; control characters in the value become spaces.
  package mutating func add(_ name: HTTPFieldName, _ value: String) {
    fields.append(Field(name: name, value: Self.cleaned(value)))
  }

  /// Adds a line whose value was cut and judged byte by byte when it was read.
  mutating func addRead(_ name: HTTPFieldName, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Removes every line of this name, then adds one.
  package mutating func set(_ name: HTTPFieldName, _ value: String) {
    remove(name)
    add(name, value)
  }

  /// Removes every line of this name.
  package mutating func remove(_ name: HTTPFieldName) {
    if contains(name) { fields.removeAll { $0.name == name } }
  }

  /// The value of the first line of this name.
  package subscript(name: HTTPFieldName) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// The values of all lines of this name, in order.
  package func all(_ name: HTTPFieldName) -> [String] {
    fields.compactMap { $0.name == name ? $0.value : nil }
  }

  /// How many lines of this name there are.
  package func count(of name: HTTPFieldName) -> Int { fields.count { $0.name == name } }

  /// Whether there is a line of this name.
  package func contains(_ name: HTTPFieldName) -> Bool { fields.contains { $0.name == name } }

  /// The members of a comma-separated list over all lines of this name, lower-cased, white space cut (`Connection`).
  package func tokens(_ name: HTTPFieldName) -> [String] {
    guard contains(name) else { return [] }
    return all(name).flatMap { value in
      value.utf8.split(separator: 0x2c, omittingEmptySubsequences: false).map { part in
        HTTPSyntax.lowered(HTTPSyntax.text(HTTPSyntax.trimmed(Array(part)[...])))
      }
    }
  }

  /// Whether `Connection` names this option.
  func hasConnectionOption(_ option: String) -> Bool { tokens(.connection).contains(option) }

  private static func cleaned(_ value: String) -> String {
    let isClean =
      value.utf8.allSatisfy(HTTPSyntax.isValueByte) && value.utf8.first != 0x20 && value.utf8.last != 0x20
    guard !isClean else { return value }
    let bytes = value.utf8.map { HTTPSyntax.isValueByte($0) ? $0 : 0x20 }
    return HTTPSyntax.text(HTTPSyntax.trimmed(bytes[...]))
  }
}

extension HTTPFields: Sequence {
  package func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (HTTPFieldName, String)...) { self.init(elements) }
}
