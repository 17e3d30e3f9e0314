import BilateralBase

/// The id of a driver's contract by ISO 15118 and eMI³ (EMAID), such as `NL-ACM-C12345678-X`.
///
/// Country, provider and nine characters of the contract; a check digit may follow. Case and separators do not count.
/// OCPI recommends the form and does not demand it, so a contract id that has another one is no fault.
package struct ContractID: Sendable, Hashable {
  /// The fourteen characters in upper case, without separators and check digit: equal for equal contracts.
  package let normalised: String
  /// The check digit that was given.
  package let statedCheckDigit: Character?

  /// Reads an id with or without `-` and check digit, in any case; nothing when it has another form.
  package init?(_ text: some StringProtocol) {
    let plain = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "*") }.map(ASCII.upper)
    guard (14...15).contains(plain.count), plain[..<2].allSatisfy(ASCII.isUpperLetter),
      plain.allSatisfy(\.isLetterOrDigit)
    else { return nil }
    normalised = String(decoding: plain[..<14], as: UTF8.self)
    statedCheckDigit = plain.count == 15 ? Character(Unicode.Scalar(plain[14])) : nil
  }

  /// The check digit that the contract must have.
  package var checkDigit: Character { CheckDigit.of(normalised) }
  /// Whether the stated check digit is right; one that is not stated cannot be wrong.
  package var hasRightCheckDigit: Bool { statedCheckDigit.map { $0 == checkDigit } ?? true }

  package static func == (left: ContractID, right: ContractID) -> Bool { left.normalised == right.normalised }
  package func hash(into hasher: inout Hasher) { hasher.combine(normalised) }
}

extension ContractID: CustomStringConvertible {
  /// The id with separators and its right check digit.
  package var description: String {
    let (country, rest) = (normalised.prefix(2), normalised.dropFirst(2))
    return "\(country)-\(rest.prefix(3))-\(rest.dropFirst(3))-\(checkDigit)"
  }
}

/// The check digit of contract ids, ISO 15118-1 annex H.
///
/// Each character stands for two numbers modulo 2 and two modulo 3. Weighted by powers of one matrix for each modulus,
/// those of all fifteen characters add up to zero.
private enum CheckDigit {
  private typealias Pair = (UInt32, UInt32)

  /// The digit for fourteen letters and digits.
  static func of(_ text: String) -> Character {
    var (twos, threes): (Pair, Pair) = ((0, 0), (0, 0))
    // Horner's rule from the last character on: what is summed up is multiplied by the matrix at each step.
    for byte in text.utf8.reversed() {
      let value = value(of: byte)
      twos = (twos.0 + value / 18, twos.1 + value / 9 % 2)
      twos = (twos.1 % 2, (twos.0 + twos.1) % 2)
      threes = (threes.0 + value / 3 % 3, threes.1 + value % 3)
      threes = (threes.1 % 3, (threes.0 + 2 * threes.1) % 3)
    }
    // The fifteenth power is the identity modulo 2 and the inverse modulo 3.
    let last = (2 * threes.1 % 3, (2 * threes.0 + threes.1) % 3)
    return character(twos.0 * 18 + twos.1 * 9 + last.0 * 3 + last.1)
  }

  private static func value(of byte: UInt8) -> UInt32 {
    UInt32(ASCII.isDigit(byte) ? byte - 0x30 : byte - 0x37)
  }

  private static func character(_ value: UInt32) -> Character {
    Character(Unicode.Scalar(UInt8(value < 10 ? value + 0x30 : value + 0x37)))
  }
}
