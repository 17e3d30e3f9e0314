/// One part of a dotted key and the bytes that spell it.
struct TOMLKeyPart {
  var name: String
  var range: Range<Int>
}

extension TOMLParser {
  /// Reads a key: bare, quoted or dotted parts.
  mutating func keyPath() throws(TOMLError) -> [TOMLKeyPart] {
    var parts = [try keyPart()]
    while true {
      let end = at
      skipBlanks()
      guard peek == UInt8(ascii: ".") else {
        at = end
        return parts
      }
      at += 1
      skipBlanks()
      guard parts.count < TOMLDocument.deepestNesting else {
        throw .syntax("the key has more than \(TOMLDocument.deepestNesting) parts", here)
      }
      parts.append(try keyPart())
    }
  }

  private mutating func keyPart() throws(TOMLError) -> TOMLKeyPart {
    let start = at
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      if peek(1) == peek, peek(2) == peek {
        throw .syntax("a key cannot be a multi-line string", start..<start + 3)
      }
      let name = peek == UInt8(ascii: "\"") ? try basicString() : try literalString()
      return TOMLKeyPart(name: name, range: start..<at)
    default:
      while let byte = peek, Self.isBareKey(byte) { at += 1 }
      guard at > start else { throw noKey() }
      return TOMLKeyPart(name: String(decoding: bytes[start..<at], as: UTF8.self), range: start..<at)
    }
  }

  private func noKey() -> TOMLError {
    switch peek {
    case nil, 0x0A, 0x0D: .syntax("expected a key before the end of the line", here)
    case UInt8(ascii: "="): .syntax("there is no key before \"=\"", here, help: "write key = value")
    case UInt8(ascii: "."): .syntax("a part of the dotted key is missing", here)
    default:
      .syntax(
        "this character cannot be part of a bare key", here,
        help: "bare keys hold A-Z a-z 0-9 _ -; put anything else in quotes")
    }
  }

  static func isBareKey(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
