/// The character classes of RFC 9110 and RFC 3986, each as one table look-up.
enum HTTPSyntax {
  private static let token: ByteSet = ByteSet(alphanumericAnd: "!#$%&'*+-.^_`|~")
  private static let unreserved: ByteSet = ByteSet(alphanumericAnd: "-._~")
  private static let path: ByteSet = ByteSet(alphanumericAnd: "-._~!$&'()*+,;=:@/%")
  private static let query: ByteSet = ByteSet(alphanumericAnd: "-._~!$&'()*+,;=:@/?%")

  /// Whether the bytes are a token: field names and methods (RFC 9110 §5.6.2).
  static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy(token.contains)
  }

  /// Whether a byte may stand in a token.
  static func isTokenByte(_ byte: UInt8) -> Bool { token.contains(byte) }

  /// Whether a byte needs no encoding anywhere in a URL (RFC 3986 §2.3).
  static func isUnreserved(_ byte: UInt8) -> Bool { unreserved.contains(byte) }

  /// Whether the bytes are a path of RFC 3986, every `%` followed by two hex digits.
  static func isPath(_ bytes: some Collection<UInt8>) -> Bool { isEncoded(bytes, in: path) }

  /// Whether the bytes are a query of RFC 3986, every `%` followed by two hex digits.
  static func isQuery(_ bytes: some Collection<UInt8>) -> Bool { isEncoded(bytes, in: query) }

  private static func isEncoded(_ bytes: some Collection<UInt8>, in set: ByteSet) -> Bool {
    var digitsDue = 0
    for byte in bytes {
      if digitsDue > 0 {
        guard hexValue(byte) != nil else { return false }
        digitsDue -= 1
      } else {
        guard set.contains(byte) else { return false }
        if byte == 0x25 { digitsDue = 2 }
      }
    }
    return digitsDue == 0
  }

  /// Whether a byte may stand in a field value: visible, space, tab, or above ASCII (RFC 9110 §5.5).
  static func isValueByte(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != 0x7f || byte == 0x09 }

  /// 0 to 9.
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// The value of a hex digit in either case.
  static func hexValue(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x37
    case 0x61...0x66: Int(byte) - 0x57
    default: nil
    }
  }

  /// A decimal number of digits alone: no sign, no space, at most 18 digits, so it cannot overflow.
  static func decimal(_ bytes: some Collection<UInt8>) -> Int? {
    guard !bytes.isEmpty, bytes.count <= 18, bytes.allSatisfy(isDigit) else { return nil }
    return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Cuts spaces and tabs from both ends.
  static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var rest = bytes
    while let byte = rest.first, byte == 0x20 || byte == 0x09 { rest.removeFirst() }
    while let byte = rest.last, byte == 0x20 || byte == 0x09 { rest.removeLast() }
    return rest
  }

  /// Wire bytes as text: UTF-8 where they are that, else each byte as its Latin-1 character, so nothing is lost.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// ASCII letters to lower case, other bytes as they are.
  static func lowered(_ text: String) -> String {
    guard text.utf8.contains(where: { (0x41...0x5a).contains($0) }) else { return text }
    return String(decoding: text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

/// A set of bytes in 256 bits.
private struct ByteSet: Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// Letters and digits of ASCII, and those of the text.
  init(alphanumericAnd text: StaticString) {
    for byte in UInt8(ascii: "0")...UInt8(ascii: "9") { insert(byte) }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") {
      insert(byte)
      insert(byte | 0x20)
    }
    text.withUTF8Buffer { for byte in $0 { insert(byte) } }
  }

  private mutating func insert(_ byte: UInt8) {
    if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
  }

  func contains(_ byte: UInt8) -> Bool {
    byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte - 64) & 1 == 1
  }
}
