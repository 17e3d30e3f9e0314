import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralStore

/// What a CDR of ours says of the one whose place it takes: a member of its own that partners never see.
struct CDRRevision: Hashable {
  /// The first one, which everything goes back to.
  let root: CiString
  /// 1 for that, 2 for what takes its place.
  let number: Int

  private static let member = "bilateral_revision"

  /// Of a CDR; the first of its line when it does not say otherwise.
  init(of cdr: CDR) {
    let said = cdr.extras[Self.member].flatMap { try? JSON.parse(Array($0.utf8)) }
    root = said?["of"]?.string.map { CiString($0) } ?? cdr.id
    number = said?["number"]?.int ?? 1
  }

  private init(root: CiString, number: Int) {
    self.root = root
    self.number = number
  }

  /// The one that takes its place.
  var next: CDRRevision { CDRRevision(root: root, number: number + 1) }

  /// Whether the CDR takes the place of another.
  var isRevision: Bool { number > 1 }

  /// The id of its CDR.
  var id: CiString { number == 1 ? root : CiString(Self.short(root.text, within: 36, ending: "-\(number)")) }

  /// The id of the CDR that takes another back.
  static func creditID(of id: CiString) -> CiString {
    CiString(short(id.text, within: 39, ending: "-X"))
  }

  /// What a CDR took the place of; nil where it is the first of its line.
  static func replaced(by cdr: CDR) -> ObjectKey? {
    let said = cdr.extras[Self.member].flatMap { try? JSON.parse(Array($0.utf8)) }
    guard cdr.isCredit != true, let id = said?["replaces"]?.string else { return nil }
    return ObjectKey(country: cdr.party.country, party: cdr.party.party, id: id)
  }

  /// Says so in a CDR.
  func mark(_ cdr: inout CDR, replacing id: CiString) {
    let json: JSON = [
      "of": .string(root.text), "number": JSON(number), "replaces": .string(id.text),
    ]
    cdr.extras = Extras(
      cdr.extras.members.filter { $0.name != Self.member } + [.init(name: Self.member, json: json.text)])
  }

  /// The text with its ending, in so many characters; a digest stands for what is cut away.
  private static func short(_ text: String, within limit: Int, ending: String) -> String {
    guard text.utf8.count + ending.utf8.count > limit else { return text + ending }
    let digest = "~" + Hex.encode(SHA256.hash(text)).prefix(6)
    return text.prefix(limit - digest.utf8.count - ending.utf8.count) + digest + ending
  }
}
