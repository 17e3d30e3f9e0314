/// What a JSON value is.
package enum JSONKind: UInt8, Sendable, Hashable {
  case null, `false`, `true`, number, string, array, object
}

/// One value or member name on the tape, 16 bytes.
///
/// A container is followed by its contents: elements in order, or name and value in turn. `next` leads past them.
package struct JSONToken: Sendable {
  /// Where the value starts; for strings behind the opening quote.
  package var offset: UInt32
  /// Bytes of the value; for strings without the quotes.
  package var length: UInt32
  /// Index of the token after this one and all it holds.
  package var next: UInt32
  /// What the value is.
  package var kind: JSONKind
  /// Whether a string holds a backslash and must be decoded.
  package var hasEscapes = false

  /// Where the value starts and ends in the text, quotes included.
  var rawRange: Range<Int> {
    let quote = kind == .string ? 1 : 0
    return Int(offset) - quote..<Int(offset) + Int(length) + quote
  }
}

/// The bytes of a text and the flat list of its tokens; shared by all nodes of a document.
package final class JSONTape: Sendable {
  /// The text.
  package let bytes: [UInt8]
  /// The tokens in the order of the text; the first is the root.
  package let tokens: ContiguousArray<JSONToken>

  init(bytes: [UInt8], tokens: ContiguousArray<JSONToken>) {
    self.bytes = bytes
    self.tokens = tokens
  }

  /// Calls with the bytes of a token without quotes; the buffer lives only inside the call.
  @inlinable
  package func withContent<R>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    let token = tokens[index]
    return bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[Int(token.offset)..<Int(token.offset) + Int(token.length)]))
    }
  }

  /// Calls with all bytes and tokens; the buffers live only inside the call.
  @inlinable
  package func withBuffers<R, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<JSONToken>) throws(Failure) -> R
  ) throws(Failure) -> R {
    try bytes.withUnsafeBufferPointer { bytes throws(Failure) in
      try tokens.withUnsafeBufferPointer { tokens throws(Failure) in try body(bytes, tokens) }
    }
  }

  /// Where the value at a token stands, seen from the value at `root` that holds it.
  package func path(of target: Int, below root: Int) -> JSONPath {
    var path = JSONPath()
    var container = root
    while container < target, let (step, value) = step(from: container, towards: target) {
      path.steps.append(step)
      container = value
    }
    return path
  }

  private func step(from container: Int, towards target: Int) -> (JSONPath.Step, Int)? {
    let isObject = tokens[container].kind == .object
    var (child, position) = (container + 1, 0)
    while child < Int(tokens[container].next) {
      let value = isObject ? child + 1 : child
      let next = Int(tokens[value].next)
      if target < next { return (isObject ? .member(text(of: child)) : .element(position), value) }
      (child, position) = (next, position + 1)
    }
    return nil
  }

  /// The decoded text of a string token, or the spelling of any other scalar.
  package func text(of index: Int) -> String {
    withContent(of: index) {
      tokens[index].hasEscapes
        ? String(decoding: JSONEscape.decode($0), as: UTF8.self) : String(decoding: $0, as: UTF8.self)
    }
  }

  /// Whether the string token spells `name`, without making a `String` in the usual case.
  @inlinable
  package func string(at index: Int, equals name: StaticString) -> Bool {
    let token = tokens[index]
    guard !token.hasEscapes else { return text(of: index) == name.description }
    guard Int(token.length) == name.utf8CodeUnitCount else { return false }
    return withContent(of: index) { content in
      for position in 0..<content.count where content[position] != name.utf8Start[position] { return false }
      return true
    }
  }
}
