import BilateralBase
import BilateralCrypto
package import BilateralStore
package import BilateralTerms

/// A partner file as it is put into force: its text, with the shared defaults it was read with, and its hashes.
///
/// Source: ruling 9.
package struct TermsSnapshot: Sendable {
  private static let defaultsMark = "\n# ==== partners/defaults.toml ====\n"
  /// Sections that take effect by `apply` only.
  private static let moneySections: Set<String> = [
    "pricing", "share", "settlement", "cdr", "dispute", "agreement",
  ]

  package let partner: String
  /// What is stored: the file, and the shared defaults below a mark.
  package let text: String
  package let hash: [UInt8]
  package let technicalHash: [UInt8]
  package let moneyHash: [UInt8]

  /// Takes a snapshot of a file.
  ///
  /// - Parameters:
  ///   - file: the file as read.
  ///   - text: its text.
  ///   - defaults: the text of the shared defaults it was read with, if there are such.
  package init(_ file: PartnerFile, text: String, defaults: String? = nil) {
    partner = file.id
    self.text = defaults.map { text + Self.defaultsMark + $0 } ?? text
    hash = SHA256.hash(self.text)
    technicalHash = Self.hash(file, money: false)
    moneyHash = Self.hash(file, money: true)
  }

  /// Splits a stored text into the file and the shared defaults.
  package static func parts(of stored: String) -> (file: String, defaults: String?) {
    guard let mark = stored.firstRange(of: defaultsMark) else { return (stored, nil) }
    return (String(stored[..<mark.lowerBound]), String(stored[mark.upperBound...]))
  }

  /// The hash over all values in force of the money sections, or of the others; comments do not count.
  package static func hash(_ file: PartnerFile, money: Bool) -> [UInt8] {
    var sha = SHA256()
    for value in file.effective where isMoney(value.path) == money {
      sha.update(Array("\(value.path)=\(value.text)\n".utf8))
    }
    return sha.finish()
  }

  private static func isMoney(_ path: String) -> Bool {
    let section = path.prefix { $0 != "." && $0 != "[" }
    return moneySections.contains(String(section))
  }

  /// Puts the snapshot into force, with audit record and event; false when exactly it is in force already.
  package func apply(_ tx: WriteTransaction, actor: String) throws -> Bool {
    let isNew = try tx.snapshots.apply(
      text, to: partner, hash: hash, technicalHash: technicalHash, moneyHash: moneyHash)
    guard isNew else { return false }
    let detail = JSONText(JSON.object([.init("sha256", .string(Hex.encode(hash)))]).bytes)
    try tx.audit.append(AuditEntry(actor: actor, action: "terms.apply", partner: partner, detail: detail))
    try tx.events.append(Event(type: "partner", partner: partner, id: partner, change: "applied"))
    return true
  }
}

extension PartnerTerms {
  /// Whether the money and share sections of the file differ from those in force (ruling 9).
  package var hasDrift: Bool {
    guard let applied else { return false }
    return TermsSnapshot.hash(applied, money: true) != TermsSnapshot.hash(technical, money: true)
  }
}
