extension TOMLParser {
  private static let quote = UInt8(ascii: "\"")
  private static let apostrophe = UInt8(ascii: "'")

  /// Reads a string of any of the four forms.
  mutating func string() throws(TOMLError) -> String {
    let mark = bytes[at]
    let isMultiline = peek(1) == mark && peek(2) == mark
    switch (mark == Self.quote, isMultiline) {
    case (true, true): return try multiline(mark, escapes: true)
    case (true, false): return try basicString()
    case (false, true): return try multiline(mark, escapes: false)
    case (false, false): return try literalString()
    }
  }

  /// Reads `"…"` with escapes.
  mutating func basicString() throws(TOMLError) -> String {
    let start = at
    at += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case Self.quote:
        at += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0x0A, 0x0D: throw unclosed(start)
      default: try plain(byte, into: &text)
      }
    }
    throw unclosed(start)
  }

  /// Reads `'…'`, everything as it stands.
  mutating func literalString() throws(TOMLError) -> String {
    let start = at
    at += 1
    while let byte = peek, byte != Self.apostrophe {
      guard byte != 0x0A, byte != 0x0D else { throw unclosed(start) }
      guard !Self.isControl(byte) else { throw controlCharacter() }
      at += 1
    }
    guard peek == Self.apostrophe else { throw unclosed(start) }
    at += 1
    return String(decoding: bytes[start + 1..<at - 1], as: UTF8.self)
  }

  private mutating func multiline(_ mark: UInt8, escapes: Bool) throws(TOMLError) -> String {
    let start = at
    at += 3
    if peek == 0x0A || (peek == 0x0D && peek(1) == 0x0A) { try newline() }
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case mark:
        if closes(mark, into: &text) { return String(decoding: text, as: UTF8.self) }
      case UInt8(ascii: "\\") where escapes:
        if try !lineContinuation() { try escape(into: &text) }
      case 0x0A, 0x0D:
        let before = at
        try newline()
        text += bytes[before..<at]
      default: try plain(byte, into: &text)
      }
    }
    throw .syntax(
      "the multi-line string is never closed", start..<start + 3, help: "close it with three quotes")
  }

  /// Takes a run of quotes: up to two belong to the text, three close it, so up to five may stand at the end.
  private mutating func closes(_ mark: UInt8, into text: inout [UInt8]) -> Bool {
    var count = 0
    while peek == mark, count < 5 {
      at += 1
      count += 1
    }
    text += repeatElement(mark, count: count >= 3 ? count - 3 : count)
    return count >= 3
  }

  /// Takes `\` at the end of a line with all blanks and line ends that follow.
  private mutating func lineContinuation() throws(TOMLError) -> Bool {
    var ahead = at + 1
    while ahead < bytes.count, bytes[ahead] == 0x20 || bytes[ahead] == 0x09 { ahead += 1 }
    guard ahead < bytes.count, bytes[ahead] == 0x0A || bytes[ahead] == 0x0D else { return false }
    at = ahead
    while let byte = peek {
      if byte == 0x20 || byte == 0x09 {
        at += 1
      } else if byte == 0x0A || byte == 0x0D {
        try newline()
      } else {
        break
      }
    }
    return true
  }

  private mutating func plain(_ byte: UInt8, into text: inout [UInt8]) throws(TOMLError) {
    guard !Self.isControl(byte) else { throw controlCharacter() }
    text.append(byte)
    at += 1
  }

  private mutating func escape(into text: inout [UInt8]) throws(TOMLError) {
    let start = at
    at += 1
    let letter = peek
    at += 1
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case Self.quote: text.append(Self.quote)
    case UInt8(ascii: "\\"): text.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "u"): text += Array(String(try scalar(digits: 4, from: start)).utf8)
    case UInt8(ascii: "U"): text += Array(String(try scalar(digits: 8, from: start)).utf8)
    default:
      at = start
      throw .syntax(
        "unknown escape in a string", start..<min(start + 2, bytes.count),
        help: #"write \\ for a backslash, or put the text in 'single quotes'"#)
    }
  }

  private mutating func scalar(digits: Int, from start: Int) throws(TOMLError) -> Character {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw .syntax("a Unicode escape needs \(digits) hexadecimal digits", start..<min(at + 1, bytes.count))
      }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw .syntax("the escape names no Unicode character", start..<at)
    }
    return Character(scalar)
  }

  private func unclosed(_ start: Int) -> TOMLError {
    .syntax("the string is not closed on its line", start..<at, help: "close it with the quote it began with")
  }

  private func controlCharacter() -> TOMLError {
    .syntax("control characters must be written as escapes", here, help: #"for example \u0007"#)
  }
}
