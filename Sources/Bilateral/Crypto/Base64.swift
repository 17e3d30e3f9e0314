/// Base64 (RFC 4648): strict when we write, strict or lenient when we read.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// What each byte stands for; 255 for none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (index, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(index) }
    return values
  }()

  /// The same, and the two characters that stand for others where a text goes into a URL.
  private static let lenientValues: [UInt8] = {
    var lenient = values
    lenient[Int(UInt8(ascii: "-"))] = 62
    lenient[Int(UInt8(ascii: "_"))] = 63
    return lenient
  }()

  /// The standard alphabet with padding.
  package static func encode(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
      for index in 0..<4 {
        out.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of a text in the one correct spelling; nil for any other, also for stray bits in the last character.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let bytes = Array(text.utf8)
    guard bytes.count.isMultiple(of: 4) else { return nil }
    let body = bytes.suffix(2).firstIndex(of: UInt8(ascii: "=")).map { bytes[..<$0] } ?? bytes[...]
    guard bytes[body.endIndex...].allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
    return body.withUnsafeBufferPointer { decodeUnpadded($0, values, allowsStrayBits: false) }
  }

  /// The bytes of a text as partners spell it: URL-safe alphabet, missing padding, blanks around it (P-04).
  package static func decodeLenient(_ text: some StringProtocol) -> [UInt8]? {
    var text = String(text)
    return text.withUTF8 { bytes in
      var (start, end) = (0, bytes.count)
      while start < end, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
      while end > start, [32, 9, 13, 10].contains(bytes[end - 1]) { end -= 1 }
      for _ in 0..<2 where end > start && bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
      return decodeUnpadded(
        UnsafeBufferPointer(rebasing: bytes[start..<end]), lenientValues, allowsStrayBits: true)
    }
  }

  private static func decodeUnpadded(
    _ body: UnsafeBufferPointer<UInt8>, _ values: [UInt8], allowsStrayBits: Bool
  ) -> [UInt8]? {
    guard body.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(body.count / 4 * 3 + 2)
    var bits: UInt32 = 0
    var pending = 0
    for byte in body {
      let value = values[Int(byte)]
      guard value != 255 else { return nil }
      bits = bits << 6 | UInt32(value)
      pending += 6
      if pending >= 8 {
        pending -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)))
      }
    }
    let stray = bits & (1 << UInt32(pending) - 1)
    return stray == 0 || allowsStrayBits ? out : nil
  }
}
