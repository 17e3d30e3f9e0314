import BilateralBase

/// The public id of a charging point by ISO 15118 and eMI³, such as `DE*NVO*E1234*1`; case and stars do not count.
///
/// The party in it need not be the OCPI party that sends it (CR-26).
package struct EVSEID: Sendable, Hashable {
  /// Two letters of ISO 3166-1.
  package let country: String
  /// The three characters of the operator.
  package let operatorID: String
  /// What follows the `E`, without stars.
  package let outlet: String

  /// Reads an id with or without stars, in any case; nothing when the text is no such id.
  package init?(_ text: some StringProtocol) {
    let plain = text.utf8.filter { $0 != UInt8(ascii: "*") }.map(ASCII.upper)
    guard (7...36).contains(plain.count), plain[..<2].allSatisfy(ASCII.isUpperLetter),
      plain[5] == UInt8(ascii: "E"), plain.allSatisfy(\.isLetterOrDigit), Self.isParted(text)
    else { return nil }
    country = String(decoding: plain[..<2], as: UTF8.self)
    operatorID = String(decoding: plain[2..<5], as: UTF8.self)
    outlet = String(decoding: plain[6...], as: UTF8.self)
  }

  /// Whether stars stand behind country and operator, or at neither place.
  private static func isParted(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard !parts.contains(where: \.isEmpty) else { return false }
    if parts[0].utf8.count == 2 { return parts.count >= 3 && parts[1].utf8.count == 3 }
    return parts[0].utf8.count > 6
  }

  /// One spelling for equal ids, without stars.
  package var normalised: String { country + operatorID + "E" + outlet }
}

extension EVSEID: CustomStringConvertible {
  /// The id with its stars, `DE*NVO*E12341`.
  package var description: String { "\(country)*\(operatorID)*E\(outlet)" }

  /// Whether a text is an id by the older DIN 91286, `+49*810*000*438`.
  package static func isDIN(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard text.first == "+", parts.count >= 3, (2...4).contains(parts[0].utf8.count),
      (3...6).contains(parts[1].utf8.count)
    else { return false }
    return ([parts[0].dropFirst()] + parts.dropFirst()).allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy(ASCII.isDigit)
    }
  }
}

extension UInt8 {
  /// Whether the byte is an upper-case letter or a digit.
  var isLetterOrDigit: Bool { ASCII.isUpperLetter(self) || ASCII.isDigit(self) }
}
