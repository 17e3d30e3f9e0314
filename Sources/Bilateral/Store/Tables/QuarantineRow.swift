package import BilateralBase

/// One reason why an object was refused.
package struct QuarantineFinding: Hashable, Sendable {
  /// Where in the object, such as `evses[3].uid`.
  package let path: String
  package let code: String
  package let message: String

  package init(path: String, code: String, message: String) {
    self.path = path
    self.code = code
    self.message = message
  }
}

/// An object that was refused, as it arrived.
package struct RefusedObject: Sendable {
  package var partner: String
  package var module: String
  /// What names it when seen again: its key as text, or a hash of its bytes when it has no readable key.
  package var identity: String
  package var version: String
  package var findings: [QuarantineFinding]
  package var raw: JSONText

  package init(
    partner: String, module: String, identity: String, version: String, findings: [QuarantineFinding],
    raw: JSONText
  ) {
    self.partner = partner
    self.module = module
    self.identity = identity
    self.version = version
    self.findings = findings
    self.raw = raw
  }
}

/// A refused object in the quarantine.
package struct QuarantineRow: Hashable, Sendable {
  package let number: Int64
  package let partner: String
  package let module: String
  package let identity: String
  package let version: String
  package let firstSeen: Timestamp
  package let lastSeen: Timestamp
  /// How often it came.
  package let count: Int
  /// True when the text was longer than the quarantine keeps.
  package let isCut: Bool
  package let raw: JSONText
  /// Why it was refused the last time.
  package internal(set) var findings: [QuarantineFinding] = []

  static let columns =
    "row, partner, module, identity, version, first_seen, last_seen, count, cut, raw"

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    partner = try row.next()
    module = try row.next()
    identity = try row.next()
    version = try row.next()
    firstSeen = try row.next()
    lastSeen = try row.next()
    count = try row.next()
    isCut = try row.next()
    raw = try row.next()
  }
}
