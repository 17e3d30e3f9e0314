/// A party of the roaming world: ISO 3166 country and three-character party id, `NL-ACM`.
///
/// Both parts are case-insensitive in OCPI, so they are held in upper case: `nl-acm` and `NL-ACM` are one party.
/// The five characters lie in one integer, which makes it a cheap dictionary key.
package struct PartyID: Hashable, Comparable, Sendable {
  /// The five upper-case characters, first character in the highest byte, so that order is alphabetical.
  private let packed: UInt64

  /// Makes a party of its parts; nil unless the country has two letters and the party three letters or digits.
  package init?(country: some StringProtocol, party: some StringProtocol) {
    guard country.utf8.count == 2, party.utf8.count == 3 else { return nil }
    self.init(bytes: Array(country.utf8) + Array(party.utf8))
  }

  /// Reads `NL-ACM`, `NL*ACM` or `NLACM` in any case.
  package init?(_ text: some StringProtocol) {
    var bytes = Array(text.utf8.prefix(7))
    if bytes.count == 6, bytes[2] == UInt8(ascii: "-") || bytes[2] == UInt8(ascii: "*") {
      bytes.remove(at: 2)
    }
    self.init(bytes: bytes)
  }

  private init?(bytes: [UInt8]) {
    guard bytes.count == 5 else { return nil }
    var packed: UInt64 = 0
    for (place, byte) in bytes.enumerated() {
      let upper = ASCII.upper(byte)
      guard ASCII.isUpperLetter(upper) || (place >= 2 && ASCII.isDigit(upper)) else { return nil }
      packed = packed << 8 | UInt64(upper)
    }
    self.packed = packed
  }

  /// The country, two upper-case letters.
  package var country: String { characters(4, 3) }
  /// The party within the country, three upper-case letters or digits.
  package var party: String { characters(2, 1, 0) }

  private func characters(_ places: UInt64...) -> String {
    String(decoding: places.map { UInt8(truncatingIfNeeded: packed >> ($0 * 8)) }, as: UTF8.self)
  }

  package static func < (left: PartyID, right: PartyID) -> Bool { left.packed < right.packed }
}

extension PartyID: CustomStringConvertible {
  /// The party as `NL-ACM`.
  package var description: String { country + "-" + party }
}

/// A text of printable ASCII in which case does not count, OCPI's `CiString`.
///
/// It keeps the spelling it was made with (what is relayed keeps its case) and compares without it. Characters outside
/// ASCII are compared as they are; ``isPrintableASCII`` tells whether there are any.
package struct CiString: Sendable {
  /// The text as it was first spelled.
  package let text: String

  /// Wraps a text; any text is held, checks are the reader's work.
  package init(_ text: String) {
    self.text = text
  }

  /// Whether each character is printable ASCII (0x20 to 0x7E), as the type demands.
  package var isPrintableASCII: Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7E } }

  /// The text with ASCII letters in lower case: equal for equal values.
  package var folded: String { String(decoding: text.utf8.map(ASCII.lower), as: UTF8.self) }
}

extension CiString: Hashable, Comparable {
  package static func == (left: CiString, right: CiString) -> Bool {
    guard left.text.utf8.count == right.text.utf8.count else { return false }
    var (one, other) = (left.text, right.text)
    return one.withUTF8 { one in
      other.withUTF8 { other in
        one.indices.allSatisfy { one[$0] == other[$0] || ASCII.lower(one[$0]) == ASCII.lower(other[$0]) }
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(ASCII.lower(byte)) }
    hasher.combine(0xFF as UInt8)
  }

  package static func < (left: CiString, right: CiString) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8) { ASCII.lower($0) < ASCII.lower($1) }
  }
}

extension CiString: CustomStringConvertible, ExpressibleByStringLiteral {
  package var description: String { text }

  package init(stringLiteral text: String) {
    self.init(text)
  }
}
