/// A problem at a byte, before line, column and path are known.
struct JSONFault: Error {
  var kind: JSONError.Kind
  var offset: Int
}

/// The lexical rules of RFC 8259 over a buffer: where a string, a number or a word ends.
///
/// Shared by the tape builder and by ``JSONGrammar``, so that there is one opinion on what a token is.
struct JSONScanner {
  let bytes: UnsafeBufferPointer<UInt8>

  /// The byte at an offset, or nothing past the end.
  @inline(__always)
  func byte(at offset: Int) -> UInt8? {
    offset < bytes.count ? bytes[offset] : nil
  }

  /// The first offset from `offset` on that is no blank.
  @inline(__always)
  func skippingBlanks(from offset: Int) -> Int {
    var index = offset
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      index &+= 1
    }
    return index
  }

  /// The fault for what stands at `offset`.
  func unexpected(at offset: Int) -> JSONFault {
    guard let byte = byte(at: offset) else { return JSONFault(kind: .unexpectedEnd, offset: offset) }
    return JSONFault(kind: .unexpectedByte(byte), offset: offset)
  }
}

extension JSONScanner {
  /// The offset of the closing quote of the string whose first byte stands at `start`.
  @inline(__always)
  func endOfString(from start: Int, hasEscapes: inout Bool) throws(JSONFault) -> Int {
    var index = start
    while true {
      index = nextSpecial(from: index)
      guard index < bytes.count else { throw JSONFault(kind: .unexpectedEnd, offset: index) }
      let byte = bytes[index]
      if byte == 0x22 { return index }
      if byte == 0x5C {
        hasEscapes = true
        index = try endOfEscape(at: index)
      } else if byte < 0x20 {
        throw JSONFault(kind: .controlCharacter(byte), offset: index)
      } else {
        index = try endOfScalar(at: index)
      }
    }
  }

  /// The first byte from `start` on that is a quote, a backslash, a control or not ASCII.
  ///
  /// Looks at eight bytes at a time: subtraction borrows only upwards, so the lowest flagged byte is a true hit.
  @inline(__always)
  private func nextSpecial(from start: Int) -> Int {
    guard let base = bytes.baseAddress else { return start }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var index = start
    while index &+ 8 <= bytes.count {
      let word = UInt64(littleEndian: UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self))
      let quote = (word ^ (ones &* 0x22)) &- ones
      let backslash = (word ^ (ones &* 0x5C)) &- ones
      let control = word &- (ones &* 0x20)
      let hits = (word | quote | backslash | control) & (ones &* 0x80)
      if hits != 0 { return index &+ hits.trailingZeroBitCount / 8 }
      index &+= 8
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte >= 0x80 { break }
      index &+= 1
    }
    return index
  }

  /// The offset behind the escape whose backslash stands at `offset`.
  private func endOfEscape(at offset: Int) throws(JSONFault) -> Int {
    switch byte(at: offset + 1) {
    case nil: throw JSONFault(kind: .unexpectedEnd, offset: offset + 1)
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return offset + 2
    case 0x75: break
    default: throw JSONFault(kind: .badEscape, offset: offset)
    }
    for index in offset + 2..<offset + 6 {
      guard let digit = byte(at: index) else { throw JSONFault(kind: .unexpectedEnd, offset: index) }
      guard JSONEscape.hexValue(digit) != nil else { throw JSONFault(kind: .badEscape, offset: offset) }
    }
    return offset + 6
  }

  /// The offset behind the multi-byte scalar at `offset` (RFC 3629: no overlong form, no surrogate).
  private func endOfScalar(at offset: Int) throws(JSONFault) -> Int {
    let lead = bytes[offset]
    let (length, low, high): (Int, UInt8, UInt8) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80, 0xBF)
      case 0xE0: (3, 0xA0, 0xBF)
      case 0xED: (3, 0x80, 0x9F)
      case 0xE1...0xEF: (3, 0x80, 0xBF)
      case 0xF0: (4, 0x90, 0xBF)
      case 0xF1...0xF3: (4, 0x80, 0xBF)
      case 0xF4: (4, 0x80, 0x8F)
      default: (0, 0, 0)
      }
    let bad = JSONFault(kind: .badUTF8, offset: offset)
    guard length > 0, offset &+ length <= bytes.count else { throw bad }
    guard bytes[offset &+ 1] >= low, bytes[offset &+ 1] <= high else { throw bad }
    for index in offset &+ 2..<max(offset &+ 2, offset &+ length) where bytes[index] & 0xC0 != 0x80 {
      throw bad
    }
    return offset &+ length
  }
}

extension JSONScanner {
  /// The offset behind the number that starts at `start`.
  @inline(__always)
  func endOfNumber(from start: Int) throws(JSONFault) -> Int {
    var index = start
    if byte(at: index) == 0x2D { index &+= 1 }
    if byte(at: index) == 0x30 {
      index &+= 1
      if isDigit(at: index) { throw JSONFault(kind: .badNumber, offset: start) }
    } else {
      index = try endOfDigits(from: index, of: start)
    }
    if byte(at: index) == 0x2E { index = try endOfDigits(from: index &+ 1, of: start) }
    if byte(at: index) == 0x65 || byte(at: index) == 0x45 {
      index &+= 1
      if byte(at: index) == 0x2B || byte(at: index) == 0x2D { index &+= 1 }
      index = try endOfDigits(from: index, of: start)
    }
    return index
  }

  @inline(__always)
  private func isDigit(at offset: Int) -> Bool {
    offset < bytes.count && bytes[offset] &- 0x30 <= 9
  }

  @inline(__always)
  private func endOfDigits(from offset: Int, of start: Int) throws(JSONFault) -> Int {
    var index = offset
    while isDigit(at: index) { index &+= 1 }
    guard index > offset else { throw JSONFault(kind: .badNumber, offset: start) }
    return index
  }

  /// The offset behind `word`, which must stand at `start`.
  func endOfLiteral(_ word: StaticString, from start: Int) throws(JSONFault) -> Int {
    for position in 0..<word.utf8CodeUnitCount where byte(at: start + position) != word.utf8Start[position] {
      throw JSONFault(kind: .badLiteral, offset: start)
    }
    return start + word.utf8CodeUnitCount
  }
}
