/// A view of one value of a ``JSONDocument``: two words, decoded only when asked.
package struct JSONNode: Sendable {
  /// The tape of the document.
  package let tape: JSONTape
  /// The index of the value's token.
  package let index: Int

  /// A view of the value at a token.
  package init(tape: JSONTape, index: Int) {
    self.tape = tape
    self.index = index
  }

  /// What the value is.
  package var kind: JSONKind { tape.tokens[index].kind }

  /// Whether the value is `null`.
  package var isNull: Bool { kind == .null }

  /// The decoded text of a string, otherwise nothing.
  package var string: String? { kind == .string ? tape.text(of: index) : nil }

  /// The spelling of a number, otherwise nothing.
  package var numberText: String? { kind == .number ? tape.text(of: index) : nil }

  /// The value of `true` or `false`, otherwise nothing.
  package var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }

  /// The value of a whole number that fits; `16.0` and `1e2` are none.
  package var int: Int? { numberText.flatMap { Int($0) } }

  /// The bytes of the value as they were received, quotes included.
  package var rawBytes: ArraySlice<UInt8> { tape.bytes[tape.tokens[index].rawRange] }

  /// The text of the value as it was received, quotes included.
  package var rawText: String { String(decoding: rawBytes, as: UTF8.self) }

  /// Where the value starts in the text.
  package var offset: Int { tape.tokens[index].rawRange.lowerBound }

  /// The value of the member with that name; nothing when there is none or this is no object.
  ///
  /// The search is linear.
  package subscript(key: String) -> JSONNode? {
    for member in members where member.name == key { return member.value }
    return nil
  }

  /// The element at that position; nothing when there is none or this is no array.
  ///
  /// The search is linear.
  package subscript(position: Int) -> JSONNode? {
    guard position >= 0 else { return nil }
    return elements.dropFirst(position).first { _ in true }
  }

  /// The elements of an array in order; empty for anything else.
  package var elements: JSONElements {
    let token = tape.tokens[index]
    return JSONElements(tape: tape, index: index + 1, end: token.kind == .array ? Int(token.next) : 0)
  }

  /// The members of an object in order; empty for anything else.
  package var members: JSONMembers {
    let token = tape.tokens[index]
    return JSONMembers(tape: tape, index: index + 1, end: token.kind == .object ? Int(token.next) : 0)
  }
}

/// The elements of an array, each a view.
package struct JSONElements: Sequence, IteratorProtocol {
  let tape: JSONTape
  var index: Int
  let end: Int

  /// The next element, or nothing behind the last.
  package mutating func next() -> JSONNode? {
    guard index < end else { return nil }
    defer { index = Int(tape.tokens[index].next) }
    return JSONNode(tape: tape, index: index)
  }
}

/// The members of an object, each a name and a view.
package struct JSONMembers: Sequence, IteratorProtocol {
  let tape: JSONTape
  var index: Int
  let end: Int

  /// The next member, or nothing behind the last.
  package mutating func next() -> (name: String, value: JSONNode)? {
    guard index < end else { return nil }
    let name = tape.text(of: index)
    let value = JSONNode(tape: tape, index: index + 1)
    index = Int(tape.tokens[index + 1].next)
    return (name, value)
  }
}
