/// Why a text is not the JSON that was asked for, and where.
package struct JSONError: Error, Sendable, Hashable {
  /// The closed list of things that can be wrong with a text.
  package enum Kind: Sendable, Hashable {
    /// The text ends inside a value, or is empty.
    case unexpectedEnd
    /// A byte that cannot start or continue what stands here.
    case unexpectedByte(UInt8)
    /// A number that breaks the grammar (`01`, `1.`, `.5`, `+1`, `NaN`).
    case badNumber
    /// A word that is none of `true`, `false`, `null`.
    case badLiteral
    /// A backslash followed by something that is no escape.
    case badEscape
    /// A raw control character inside a string.
    case controlCharacter(UInt8)
    /// Bytes inside a string that are not UTF-8 (overlong, surrogate, truncated, above U+10FFFF).
    case badUTF8
    /// Something follows the value.
    case trailingBytes
    /// A byte order mark before the text.
    case byteOrderMark
    /// Deeper than the limit, which is given.
    case tooDeep(Int)
    /// Larger than the limit in bytes, which is given.
    case tooLarge(Int)
    /// A member name that its object has already.
    case duplicateKey(String)
  }

  /// What is wrong.
  package var kind: Kind
  /// Byte offset of the problem, from 0.
  package var offset: Int
  /// Line of the problem, from 1.
  package var line: Int
  /// Column of the problem in bytes, from 1.
  package var column: Int
  /// The value that was being read.
  package var path: JSONPath

  /// Makes an error; counts line and column in `bytes` up to `offset`.
  init(_ kind: Kind, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, path: JSONPath = JSONPath()) {
    self.kind = kind
    self.offset = offset
    self.path = path
    var line = 1
    var start = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      start = index + 1
    }
    self.line = line
    self.column = offset - start + 1
  }
}

extension JSONError: CustomStringConvertible {
  /// One line: what, line and column, and the path when there is one.
  package var description: String {
    let place = "line \(line), column \(column)"
    return path.isRoot ? "\(kind.description) at \(place)" : "\(kind.description) at \(place) (\(path))"
  }
}

extension JSONError.Kind: CustomStringConvertible {
  /// The problem in words, without its place.
  package var description: String {
    switch self {
    case .unexpectedEnd: "the JSON text ends too early"
    case .unexpectedByte(let byte): "unexpected \(Self.show(byte))"
    case .badNumber: "not a JSON number"
    case .badLiteral: "expected true, false or null"
    case .badEscape: "unknown escape in a string"
    case .controlCharacter(let byte): "raw control character \(Self.show(byte)) in a string"
    case .badUTF8: "bytes that are not UTF-8 in a string"
    case .trailingBytes: "something follows the JSON value"
    case .byteOrderMark: "byte order mark before the JSON text"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .tooLarge(let limit): "larger than \(limit) bytes"
    case .duplicateKey(let key): "member \"\(key)\" stands twice in one object"
    }
  }

  private static func show(_ byte: UInt8) -> String {
    (0x21...0x7E).contains(byte)
      ? "'\(Unicode.Scalar(byte))'" : "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
