package import BilateralBase
import BilateralCrypto
package import BilateralStore
package import BilateralTerms

/// A partner file as it is put into force: its text, with the shared defaults, the groups of locations and the price
/// lists it was read with, and its hashes.
///
/// A group file belongs to the share terms of every partner that names it (ruling 9): a change of it is drift of those
/// partners and takes effect when they are applied again.
package struct TermsSnapshot: Sendable {
  /// Sections that take effect by `apply` only.
  private static let moneySections: Set<String> = [
    "pricing", "share", "settlement", "cdr", "dispute", "agreement",
  ]

  package let partner: String
  /// What is stored: the file, and below marks the shared defaults and the groups.
  package let text: String
  package let hash: [UInt8]
  package let technicalHash: [UInt8]
  package let moneyHash: [UInt8]
  /// The price lists it is applied with.
  private let lists: PriceTexts

  /// Takes a snapshot of a file.
  ///
  /// - Parameters:
  ///   - file: the file as read.
  ///   - text: its text.
  ///   - defaults: the text of the shared defaults it was read with, if there are such.
  ///   - groups: the groups of the fleet, of which those that the file names are kept.
  ///   - lists: the price lists of the fleet, likewise.
  package init(
    _ file: PartnerFile, text: String, defaults: String? = nil, groups: LocationGroups = LocationGroups(),
    lists: PriceTexts = PriceTexts()
  ) {
    partner = file.id
    self.lists = lists.named(by: file)
    self.text =
      SnapshotText(
        file: text, defaults: defaults, groups: groups.texts(for: file), lists: self.lists.hashes
      ).text
    hash = SHA256.hash(self.text)
    technicalHash = Self.hash(file, money: false)
    moneyHash = Self.hash(file, money: true, groups: groups, lists: lists)
  }

  /// The hash over all values in force of the money sections with the groups and lists they name, or of the other
  /// sections; comments of the partner file do not count.
  package static func hash(
    _ file: PartnerFile, money: Bool, groups: LocationGroups = LocationGroups(),
    lists: PriceTexts = PriceTexts()
  ) -> [UInt8] {
    var sha = SHA256()
    for value in file.effective where isMoney(value.path) == money {
      sha.update(Array("\(value.path)=\(value.text)\n".utf8))
    }
    if money {
      for (name, text) in groups.texts(for: file).sorted(by: { $0.key < $1.key }) {
        sha.update(Array("groups/\(name).toml=\(text)\n".utf8))
      }
      for (name, hash) in lists.named(by: file).hashes.sorted(by: { $0.key < $1.key }) {
        sha.update(Array("\(name)=\(hash)\n".utf8))
      }
    }
    return sha.finish()
  }

  /// Whether a value takes effect by `apply` only.
  package static func isMoney(_ path: String) -> Bool {
    let section = path.prefix { $0 != "." && $0 != "[" }
    return moneySections.contains(String(section))
  }

  /// Puts the snapshot into force, with audit record and event; false when exactly it is in force already.
  ///
  /// - Parameters:
  ///   - tx: writes all of it.
  ///   - actor: who does it.
  ///   - particulars: what else the audit record says.
  /// - Returns: whether anything changed.
  /// - Throws: what the store throws.
  package func apply(
    _ tx: WriteTransaction, actor: String, particulars: [JSONMember] = []
  ) throws -> Bool {
    let before = try tx.snapshots.current(of: partner)?.hash
    for file in lists.files.values {
      try tx.priceTexts.keep(String(decoding: file.bytes, as: UTF8.self), as: file.hash)
    }
    let isNew = try tx.snapshots.apply(
      text, to: partner, hash: hash, technicalHash: technicalHash, moneyHash: moneyHash)
    guard isNew else { return false }
    let said: [JSONMember] = [
      .init("sha256", .string(Hex.encode(hash))),
      .init("before", before.map { .string(Hex.encode($0)) } ?? .null),
    ]
    let detail = JSONText(JSON.object(said + particulars).bytes)
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
