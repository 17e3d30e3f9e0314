/// A UUID in its text form, lower case: request ids, object ids, file names.
package struct UUIDText: Hashable, Sendable, CustomStringConvertible {
  /// The 36 characters.
  package let description: String

  /// A random UUID (version 4) from the injected source; for ids that must not be guessed the source must be the
  /// operating system's.
  package static func random(using source: inout some RandomNumberGenerator) -> UUIDText {
    UUIDText(high: source.next(), low: source.next(), version: 4)
  }

  /// A UUID that sorts by time (version 7): 48 bits of milliseconds, then random bits.
  package static func ordered(at moment: Timestamp, using source: inout some RandomNumberGenerator)
    -> UUIDText
  {
    let milliseconds = UInt64(truncatingIfNeeded: moment.microseconds.flooredQuotient(by: 1000))
    return UUIDText(high: milliseconds << 16 | source.next() & 0xFFFF, low: source.next(), version: 7)
  }

  /// Reads a UUID of any version and case; nil for any other text.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(37))
    guard bytes.count == 36 else { return nil }
    for (place, byte) in bytes.enumerated() {
      let isDash = [8, 13, 18, 23].contains(place)
      guard isDash ? byte == UInt8(ascii: "-") : ASCII.hexValue(byte) != nil else { return nil }
    }
    description = String(decoding: bytes.map(ASCII.lower), as: UTF8.self)
  }

  private init(high: UInt64, low: UInt64, version: UInt64) {
    let top = high & 0xFFFF_FFFF_FFFF_0FFF | version << 12
    let bottom = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    description = String(unsafeUninitializedCapacity: 36) { text in
      var end = 0
      for place in 0..<32 {
        // Every request has two of these: no text of a digit each.
        if place == 8 || place == 12 || place == 16 || place == 20 {
          text[end] = UInt8(ascii: "-")
          end += 1
        }
        let half = place < 16 ? top : bottom
        let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - place % 16 * 4) & 0xF)
        text[end] = digit + (digit < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
        end += 1
      }
      return end
    }
  }
}
