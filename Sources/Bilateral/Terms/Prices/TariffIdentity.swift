import BilateralBase
import BilateralCrypto
import BilateralModel

/// The ids of the tariffs that are made for partners.
enum TariffIdentity {
  /// An id that stays the same as long as partner, base tariff and rules do, and tells nothing (ruling 26).
  ///
  /// 32 hexadecimal digits of a hash; another hash is taken in the rare case that the digits spell the partner's name.
  static func id(partner: String, party: PartyID, base: CiString, rule: String?) -> CiString {
    let name = CiString(partner).folded
    let seed = [partner, party.description, base.folded, rule.map { "rule " + $0 } ?? "base"]
      .joined(separator: "\u{0}")
    var digits = ""
    for attempt in 0..<16 {
      digits = String(Hex.encode(SHA256.hash("\(attempt)\u{0}\(seed)")).prefix(32)).lowercased()
      if name.isEmpty || digits.firstRange(of: name) == nil { break }
    }
    return CiString(digits)
  }
}
