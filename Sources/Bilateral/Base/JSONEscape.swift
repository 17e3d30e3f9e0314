/// The escapes of JSON strings: reading them out and telling their digits.
enum JSONEscape {
  /// The value of a hexadecimal digit.
  @inline(__always)
  static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  /// The text of a scanned string with escapes.
  ///
  /// A lone surrogate escape has no character: it becomes U+FFFD, so that one odd name does not cost a page.
  /// The received spelling stays in the raw bytes.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x5C, index + 1 < bytes.count else {
        text.append(bytes[index])
        index += 1
        continue
      }
      if bytes[index + 1] == 0x75 {
        index = appendScalar(at: index, of: bytes, to: &text)
      } else {
        text.append(simple(bytes[index + 1]))
        index += 2
      }
    }
    return text
  }

  private static func simple(_ letter: UInt8) -> UInt8 {
    switch letter {
    case 0x62: 0x08
    case 0x66: 0x0C
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x74: 0x09
    default: letter
    }
  }

  /// Appends the `\uXXXX` (or the pair) at `index` and gives the index behind it.
  private static func appendScalar(
    at index: Int, of bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]
  ) -> Int {
    let first = unit(at: index, of: bytes) ?? 0xFFFD
    var value = first
    var end = index + 6
    if (0xD800...0xDBFF).contains(first), let second = unit(at: end, of: bytes),
      (0xDC00...0xDFFF).contains(second)
    {
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      end += 6
    }
    text.append(
      contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
    return end
  }

  /// The code unit of the `\uXXXX` at `index`, if one stands there.
  private static func unit(at index: Int, of bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else { return nil }
    var value: UInt32 = 0
    for position in index + 2..<index + 6 {
      guard let digit = hexValue(bytes[position]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }
}
