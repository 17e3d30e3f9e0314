package import BilateralBase
import BilateralCrypto

/// Something that must be provable later: a change of credentials, terms or permissions.
package struct AuditEntry: Hashable, Sendable {
  /// Who did it: an operator's name, a partner, the program itself.
  package var actor: String
  /// What was done, such as `terms.apply`.
  package var action: String
  package var partner: String?
  /// The particulars; never a secret.
  package var detail: JSONText

  package init(actor: String, action: String, partner: String? = nil, detail: JSONText = "{}") {
    self.actor = actor
    self.action = action
    self.partner = partner
    self.detail = detail
  }
}

/// A link of the audit chain.
package struct AuditRow: Hashable, Sendable {
  package let seq: Int64
  package let at: Timestamp
  package let entry: AuditEntry
  /// The hash of the link before, 32 zeros for the first.
  package let previous: [UInt8]
  package let hash: [UInt8]

  init(seq: Int64, at: Timestamp, entry: AuditEntry, previous: [UInt8]) {
    self.seq = seq
    self.at = at
    self.entry = entry
    self.previous = previous
    hash = Self.hash(seq: seq, at: at, entry: entry, previous: previous)
  }

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    seq = try row.next()
    at = try row.next()
    entry = try AuditEntry(actor: row.next(), action: row.next(), partner: row.next(), detail: row.next())
    previous = try row.next()
    hash = try row.next()
  }

  /// True when the row still says what was hashed when it was written.
  var isIntact: Bool { hash == Self.hash(seq: seq, at: at, entry: entry, previous: previous) }

  /// Each field goes in with its length before it, so that no two different rows read the same.
  private static func hash(seq: Int64, at: Timestamp, entry: AuditEntry, previous: [UInt8]) -> [UInt8] {
    var sha = SHA256()
    sha.update(previous)
    let numbers = [seq, at.microseconds]
    for number in numbers { add(withUnsafeBytes(of: number.bigEndian) { Array($0) }, to: &sha) }
    add(Array(entry.actor.utf8), to: &sha)
    add(Array(entry.action.utf8), to: &sha)
    // No partner and an empty name differ.
    add(entry.partner.map { [1] + Array($0.utf8) } ?? [0], to: &sha)
    add(entry.detail.bytes, to: &sha)
    return sha.finish()
  }

  private static func add(_ bytes: [UInt8], to sha: inout SHA256) {
    sha.update(withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { Array($0) })
    sha.update(bytes)
  }
}
