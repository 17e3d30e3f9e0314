import BilateralBase
import BilateralStore
import BilateralTerms

/// Tokens by what they say of cards.
struct CardSample: Equatable, Sendable {
  /// How many tokens there are.
  private(set) var count = 0
  /// The UIDs of those that are RFID cards, as they were sent.
  private(set) var cards: [String] = []

  /// Reads tokens.
  init(_ bodies: [JSONText]) {
    for body in bodies {
      guard let json = try? JSON.parse(body.bytes), let uid = json["uid"]?.string else { continue }
      count += 1
      if json["type"]?.string == "RFID" { cards.append(uid) }
    }
  }

  /// Cards by their UIDs.
  init(cards: [String]) { (count, self.cards) = (cards.count, cards) }

  /// Whether a UID is spelled so, and comes out with as many bytes as cards have.
  static func fits(_ uid: String, _ format: TokenUIDFormat) -> Bool {
    let agreed = format == .asIs ? TokenUIDFormat.hexUpper : format
    let ours = agreed.ours(fromTheirs: uid)
    return [8, 14, 20].contains(ours.utf8.count) && ours.utf8.allSatisfy(Self.isUpperHex)
      && agreed.theirs(fromOurs: ours) == uid
  }

  private static func isUpperHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte)
  }

  /// A format that most cards have while few have the agreed one; nil where the agreed one is as likely as any.
  func likelier(than format: TokenUIDFormat) -> TokenUIDFormat? {
    let fitting = cards.filter { Self.fits($0, format) }.count
    guard cards.count >= 3, fitting * 2 < cards.count else { return nil }
    return [TokenUIDFormat.hexUpper, .hexLower, .decimal].first { other in
      other != format && cards.filter { Self.fits($0, other) }.count * 5 >= cards.count * 4
    }
  }

  /// Whether most cards of 7 bytes end in 04, the maker that most of them begin with.
  func looksReversed(_ format: TokenUIDFormat) -> Bool {
    let long = cards.map { format.ours(fromTheirs: $0) }.filter { $0.utf8.count == 14 }
    guard long.count >= 10 else { return false }
    let (begins, ends) = (long.filter { $0.hasPrefix("04") }.count, long.filter { $0.hasSuffix("04") }.count)
    return ends * 5 >= long.count * 4 && begins * 5 < long.count
  }
}
