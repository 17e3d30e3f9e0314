/// Ids of EVSEs and contracts as ISO 15118 forms them: their shape, one spelling for comparing, and the check digit.
///
/// Nothing is ever refused for them: partners write them in many ways, and a driver must charge (partner file, section E).
package enum ChargingID {
  /// Without separators, in upper case: two spellings of one id are equal so.
  package static func plain(_ id: some StringProtocol) -> String {
    String(id.uppercased().filter { $0 != "*" && $0 != "-" })
  }

  /// Whether a text has the form of an EVSE id: country, operator, `E`, and what the operator likes; or the older form of
  /// numbers, such as `+49*810*000*438`.
  package static func isEVSEID(_ text: String) -> Bool {
    if text.first == "+" || text.first?.isNumber == true { return isNumeric(text) }
    let bytes = Array(text.uppercased().utf8)
    guard bytes.allSatisfy({ isLetterOrDigit($0) || $0 == star }) else { return false }
    var rest = bytes[...]
    guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(isLetter) else { return false }
    rest = rest.dropFirst(2)
    if rest.first == star { rest = rest.dropFirst() }
    guard rest.prefix(3).count == 3, rest.prefix(3).allSatisfy(isLetterOrDigit) else { return false }
    rest = rest.dropFirst(3)
    if rest.first == star { rest = rest.dropFirst() }
    guard rest.first == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    return (1...30).contains(rest.count) && rest.first != star
  }

  private static func isNumeric(_ text: String) -> Bool {
    let parts = (text.first == "+" ? text.dropFirst() : text[...]).split(
      separator: "*", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else {
      return false
    }
    return parts[0].count <= 3 && (3...6).contains(parts[1].count)
      && parts.dropFirst(2).joined(separator: "*").count <= 32
  }

  /// The check digit that a contract id should end with; nil when it has none, or is of another form.
  ///
  /// - Parameter id: with or without separators; 15 characters with the digit.
  /// - Returns: the digit that is right, where the one that stands there is not.
  package static func rightCheckDigit(of id: String) -> Character? {
    let plain = Array(plain(id).utf8)
    guard plain.count == 15, plain.allSatisfy(isLetterOrDigit), plain.prefix(2).allSatisfy(isLetter) else {
      return nil
    }
    let right = checkDigit(plain.prefix(14))
    return right == plain[14] ? nil : Character(UnicodeScalar(right))
  }

  /// ISO 15118-2 annex H: each character is two numbers modulo 2 and two modulo 3, which are multiplied by growing powers
  /// of two matrices; the digit makes both sums vanish.
  private static func checkDigit(_ characters: ArraySlice<UInt8>) -> UInt8 {
    var (twos, threes) = (Pair(modulus: 2), Pair(modulus: 3))
    for character in characters {
      let value = isDigit(character) ? Int(character) - 48 : Int(character) - 55
      twos.add(value / 18, value / 9 % 2)
      threes.add(value / 3 % 3, value % 3)
    }
    // The fifteenth power of the first matrix is the unit; of the second, its inverse with a minus is ((0, 2), (2, 1)).
    let (a, b) = (2 * threes.sum.1 % 3, (2 * threes.sum.0 + threes.sum.1) % 3)
    let value = twos.sum.0 * 18 + twos.sum.1 * 9 + a * 3 + b
    return UInt8(value < 10 ? value + 48 : value + 55)
  }

  /// A sum of pairs, each multiplied by the next power of ((0, 1), (1, 1)), or for 3 of ((0, 1), (1, 2)).
  private struct Pair {
    let modulus: Int
    var sum = (0, 0)
    private var power = (1, 0, 0, 1)

    init(modulus: Int) { self.modulus = modulus }

    mutating func add(_ first: Int, _ second: Int) {
      let (a, b, c, d) = power
      let last = modulus - 1
      power = (b % modulus, (a + last * b) % modulus, d % modulus, (c + last * d) % modulus)
      sum.0 = (sum.0 + first * power.0 + second * power.2) % modulus
      sum.1 = (sum.1 + first * power.1 + second * power.3) % modulus
    }
  }

  private static let star = UInt8(ascii: "*")
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isLetterOrDigit(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
}
