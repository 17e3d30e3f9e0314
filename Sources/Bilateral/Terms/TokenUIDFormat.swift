import BilateralBase

/// How a partner spells the UIDs of RFID cards, `authorization.uid_format`.
///
/// Readers and back ends disagree about case, byte order and base. We hold a UID as upper-case hexadecimal in the order
/// of the card, and translate at the partner's border, in both directions. A text that is no RFID UID (app users,
/// contract ids) passes unchanged.
package enum TokenUIDFormat: String, Hashable, Sendable, CaseIterable {
  /// As it comes; nothing is translated.
  case asIs = "as-is"
  /// `04A1B2C3`.
  case hexUpper = "hex-upper"
  /// `04a1b2c3`.
  case hexLower = "hex-lower"
  /// `C3B2A104`: the bytes in the other order.
  case reversedBytes = "reversed-bytes"
  /// `77705923`: the number the bytes make.
  case decimal

  /// Our form of a UID as the partner spells it.
  package func ours(fromTheirs uid: String) -> String {
    switch self {
    case .asIs: uid
    case .hexUpper, .hexLower: Self.hexBytes(uid).map(Self.hex) ?? uid
    case .reversedBytes: Self.hexBytes(uid).map { Self.hex($0.reversed()) } ?? uid
    case .decimal: Self.decimalBytes(uid).map(Self.hex) ?? uid
    }
  }

  /// The partner's spelling of a UID in our form.
  package func theirs(fromOurs uid: String) -> String {
    guard self != .asIs, let bytes = Self.hexBytes(uid) else { return uid }
    return switch self {
    case .asIs, .hexUpper: Self.hex(bytes)
    case .hexLower: String(decoding: Self.hex(bytes).utf8.map(ASCII.lower), as: UTF8.self)
    case .reversedBytes: Self.hex(bytes.reversed())
    case .decimal: bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }.description
    }
  }

  /// The bytes of a hexadecimal UID, with `:`, `-` or spaces between them allowed; nil unless there are 4 to 10.
  private static func hexBytes(_ uid: String) -> [UInt8]? {
    var digits: [UInt8] = []
    for byte in uid.utf8 where ![UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: " ")].contains(byte) {
      guard let digit = ASCII.hexValue(byte) else { return nil }
      digits.append(digit)
    }
    if digits.count % 2 == 1 { digits.insert(0, at: 0) }
    guard (8...20).contains(digits.count) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The bytes of a decimal UID, filled up to a length cards have: 4, 7 or 10 bytes.
  private static func decimalBytes(_ uid: String) -> [UInt8]? {
    guard uid.utf8.allSatisfy(ASCII.isDigit), let number = UInt128(uid), number >> 80 == 0 else { return nil }
    let length = number >> 32 == 0 ? 4 : number >> 56 == 0 ? 7 : 10
    return (0..<length).reversed().map { UInt8(truncatingIfNeeded: number >> UInt128($0 * 8)) }
  }

  private static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
