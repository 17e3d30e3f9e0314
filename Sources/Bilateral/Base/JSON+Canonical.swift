extension JSON {
  /// The canonical text: members sorted by name, no blanks, numbers as they were sent (ruling 38).
  ///
  /// Names are ordered by their UTF-8 bytes. Two documents are equivalent exactly if these bytes are equal.
  package var canonicalBytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(sortedByName())
    return writer.bytes
  }

  /// Whether two values say the same: the order of members does not matter, the spelling of numbers does.
  package func isEquivalent(to other: JSON) -> Bool {
    self == other || canonicalBytes == other.canonicalBytes
  }

  /// The value with the members of every object sorted by name.
  package func sortedByName() -> JSON {
    switch self {
    case .array(let elements): .array(elements.map { $0.sortedByName() })
    case .object(let members):
      .object(
        members.map { JSONMember($0.name, $0.value.sortedByName()) }
          .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    case .null, .bool, .number, .string: self
    }
  }
}
