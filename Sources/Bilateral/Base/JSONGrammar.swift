/// The grammar of RFC 8259 and nothing else.
///
/// It accepts what the grammar accepts: equal names in one object, lone surrogate escapes, nesting of any depth
/// (kept in a stack of bits, no recursion). It refuses a byte order mark, text that is not UTF-8 and anything
/// around the value but blanks. This is the judge behind `partnerctl json-check` (ruling 18).
package enum JSONGrammar {
  /// Whether the bytes are one JSON text.
  ///
  /// Linear in time, one bit of memory a level.
  package static func accepts(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      var walk = GrammarWalk(scanner: JSONScanner(bytes: buffer))
      do {
        try walk.run()
        return true
      } catch {
        return false
      }
    }
  }
}

/// One walk over a text: an offset and what is open.
private struct GrammarWalk {
  let scanner: JSONScanner
  var offset = 0
  var open = BitStack()

  init(scanner: JSONScanner) { self.scanner = scanner }

  mutating func run() throws(JSONFault) {
    var wantsValue = true
    while wantsValue || !open.isEmpty {
      offset = scanner.skippingBlanks(from: offset)
      wantsValue = wantsValue ? try startValue() : try continueContainer()
    }
    offset = scanner.skippingBlanks(from: offset)
    guard offset == scanner.bytes.count else { throw JSONFault(kind: .trailingBytes, offset: offset) }
  }

  /// Reads a scalar or opens a container; true when another value must follow at once.
  private mutating func startValue() throws(JSONFault) -> Bool {
    var hasEscapes = false
    switch scanner.byte(at: offset) {
    case 0x7B:
      return try enter(isObject: true, closing: 0x7D)
    case 0x5B:
      return try enter(isObject: false, closing: 0x5D)
    case 0x22: offset = try scanner.endOfString(from: offset + 1, hasEscapes: &hasEscapes) + 1
    case 0x74: offset = try scanner.endOfLiteral("true", from: offset)
    case 0x66: offset = try scanner.endOfLiteral("false", from: offset)
    case 0x6E: offset = try scanner.endOfLiteral("null", from: offset)
    case 0x2D?, (0x30...0x39)?: offset = try scanner.endOfNumber(from: offset)
    default: throw scanner.unexpected(at: offset)
    }
    return false
  }

  private mutating func enter(isObject: Bool, closing: UInt8) throws(JSONFault) -> Bool {
    offset = scanner.skippingBlanks(from: offset + 1)
    if scanner.byte(at: offset) == closing {
      offset += 1
      return false
    }
    open.push(isObject)
    if isObject { try key() }
    return true
  }

  /// Behind a value inside a container: a comma (true, another value follows) or the end of the container.
  private mutating func continueContainer() throws(JSONFault) -> Bool {
    let isObject = open.top
    switch scanner.byte(at: offset) {
    case 0x2C:
      offset = scanner.skippingBlanks(from: offset + 1)
      if isObject { try key() }
      return true
    case isObject ? 0x7D : 0x5D:
      offset += 1
      open.pop()
      return false
    default: throw scanner.unexpected(at: offset)
    }
  }

  private mutating func key() throws(JSONFault) {
    var hasEscapes = false
    guard scanner.byte(at: offset) == 0x22 else { throw scanner.unexpected(at: offset) }
    offset = try scanner.endOfString(from: offset + 1, hasEscapes: &hasEscapes) + 1
    offset = scanner.skippingBlanks(from: offset)
    guard scanner.byte(at: offset) == 0x3A else { throw scanner.unexpected(at: offset) }
    offset += 1
  }
}

/// A stack of booleans, 64 to a word.
private struct BitStack {
  private var words: [UInt64] = []
  private var count = 0

  var isEmpty: Bool { count == 0 }
  var top: Bool { words[(count - 1) >> 6] >> UInt64((count - 1) & 63) & 1 == 1 }

  mutating func push(_ bit: Bool) {
    if count >> 6 == words.count { words.append(0) }
    let mask: UInt64 = 1 << UInt64(count & 63)
    if bit { words[count >> 6] |= mask } else { words[count >> 6] &= ~mask }
    count += 1
  }

  mutating func pop() { count -= 1 }
}
