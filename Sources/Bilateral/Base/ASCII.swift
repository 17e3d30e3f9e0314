/// Questions about single ASCII bytes, free of locale and of Unicode tables.
package enum ASCII {
  /// The byte with `a` to `z` turned into `A` to `Z`.
  package static func upper(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte & 0xDF : byte }

  /// The byte with `A` to `Z` turned into `a` to `z`.
  package static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

  /// Whether the byte is `0` to `9`.
  package static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// Whether the byte is `A` to `Z`.
  package static func isUpperLetter(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

  /// Whether the byte is a letter of either case.
  package static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// The value of a hexadecimal digit of either case; nil for other bytes.
  package static func hexValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte &- 0x30 }
    let letter = lower(byte) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }
}
