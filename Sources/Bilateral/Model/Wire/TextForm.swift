/// What a text field must look like beyond its length.
package enum TextForm: String, Sendable, Hashable {
  /// Any printable text.
  case free
  /// Printable ASCII, OCPI's `CiString`.
  case ascii
  /// An absolute http or https URL.
  case url
  /// `-12.345678`; six decimals in 2.1.1, five to seven later (LOC-17).
  case latitude
  /// `-123.456789`; six decimals in 2.1.1, five to seven later (LOC-17).
  case longitude
  /// `HH:MM`.
  case timeOfDay
  /// `YYYY-MM-DD`.
  case date
  /// Two letters of ISO 639-1.
  case language
  /// Three letters, as ISO 3166-1 alpha-3 countries and ISO 4217 currencies.
  case threeLetters

  /// The largest length that follows from the form; 0 when the field says it.
  var longest: Int {
    switch self {
    case .free, .ascii: 0
    case .url: 255
    case .latitude: 10
    case .longitude: 11
    case .timeOfDay: 5
    case .date: 10
    case .language: 2
    case .threeLetters: 3
    }
  }

  /// Whether a text has the form in that version.
  func accepts(_ text: String, in version: OCPIVersion) -> Bool {
    switch self {
    case .free: return true
    case .ascii: return text.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7E }
    default: return accepts(Array(text.utf8), in: version)
    }
  }

  private func accepts(_ bytes: [UInt8], in version: OCPIVersion) -> Bool {
    switch self {
    case .free, .ascii: return true
    case .url: return Self.isURL(bytes)
    case .latitude: return Self.isCoordinate(bytes, degrees: 1...2, limit: 90, in: version)
    case .longitude: return Self.isCoordinate(bytes, degrees: 1...3, limit: 180, in: version)
    case .timeOfDay: return Self.matches(bytes, "dd:dd") && Self.isHour(bytes.prefix(2)) && bytes[3] < 0x36
    case .date: return Self.matches(bytes, "dddd-dd-dd")
    case .language: return bytes.count == 2 && bytes.allSatisfy(Self.isLetter)
    case .threeLetters: return bytes.count == 3 && bytes.allSatisfy(Self.isLetter)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
  private static func isHour(_ digits: ArraySlice<UInt8>) -> Bool {
    digits.lexicographicallyPrecedes("24".utf8)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func matches(_ bytes: [UInt8], _ mask: String) -> Bool {
    bytes.count == mask.utf8.count && zip(bytes, mask.utf8).allSatisfy { $1 == 0x64 ? isDigit($0) : $0 == $1 }
  }

  private static func isURL(_ bytes: [UInt8]) -> Bool {
    let lower = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let prefix = ["https://", "http://"].first(where: lower.hasPrefix) else { return false }
    let rest = bytes.dropFirst(prefix.utf8.count)
    guard let first = rest.first, first != 0x2F else { return false }
    return rest.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  private static func isCoordinate(
    _ bytes: [UInt8], degrees: ClosedRange<Int>, limit: Int, in version: OCPIVersion
  ) -> Bool {
    let body = bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
    guard let dot = body.firstIndex(of: 0x2E) else { return false }
    let whole = body[..<dot]
    let decimals = body[(dot + 1)...]
    guard whole.allSatisfy(isDigit), decimals.allSatisfy(isDigit), degrees.contains(whole.count) else {
      return false
    }
    guard (version == .v2_1_1 ? 6...6 : 5...7).contains(decimals.count) else { return false }
    let value = whole.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return value < limit || (value == limit && decimals.allSatisfy { $0 == 0x30 })
  }
}
