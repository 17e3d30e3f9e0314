/// Finds the first byte that breaks UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
enum UTF8Check {
  /// The offset of the first sequence that is not UTF-8, or `nil` when all of it is; O(n).
  static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    var at = 0
    while at < bytes.count {
      let length = sequenceLength(bytes, at)
      guard length > 0 else { return at }
      at += length
    }
    return nil
  }

  private static func sequenceLength(_ bytes: [UInt8], _ at: Int) -> Int {
    let lead = bytes[at]
    if lead < 0x80 { return 1 }
    guard let (length, second) = rule(lead), at + length <= bytes.count, second.contains(bytes[at + 1])
    else { return 0 }
    for offset in 2..<max(2, length) where bytes[at + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }

  /// Length of a sequence by its lead byte, and what the second byte may be.
  private static func rule(_ lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
  }
}
