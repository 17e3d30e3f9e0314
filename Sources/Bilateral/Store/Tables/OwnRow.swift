package import BilateralBase

/// One of our own objects, in the superset of the versions.
package struct OwnObject: Sendable {
  /// The OCPI module, such as `locations`.
  package var module: String
  package var key: ObjectKey
  package var body: JSONText
  package var lastUpdated: Timestamp
  /// A hash of the content without `last_updated`.
  package var hash: [UInt8]

  package init(
    module: String, key: ObjectKey, body: JSONText, lastUpdated: Timestamp, hash: [UInt8]
  ) {
    self.module = module
    self.key = key
    self.body = body
    self.lastUpdated = lastUpdated
    self.hash = hash
  }
}

/// What writing one of our objects did; the number is its place in the sequence of changes.
package enum OwnOutcome: Hashable, Sendable {
  case created(Int64)
  case changed(Int64)
  case unchanged

  /// The number of the change, nil when nothing changed.
  package var change: Int64? {
    switch self {
    case .created(let number), .changed(let number): number
    case .unchanged: nil
    }
  }
}

/// A stored object of ours.
package struct OwnRow: Hashable, Sendable {
  /// The row's number, in order of creation.
  package let number: Int64
  package let module: String
  package let key: ObjectKey
  /// The number of its latest change, counted over all modules.
  package let change: Int64
  /// The number of its latest change to more than the status of EVSEs (see ``OwnTable/put(_:keepsShape:)``).
  package let shape: Int64
  package let lastUpdated: Timestamp
  package let createdAt: Timestamp
  package let hash: [UInt8]
  package let isDeleted: Bool
  package let body: JSONText

  static let columns = """
    own.row, own.module, own.country, own.party, own.object, own.sub, own.change, own.shape, own.last_updated,
    own.created_at, own.hash, own.deleted, own.body
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    module = try row.next()
    key = try ObjectKey(&row)
    change = try row.next()
    shape = try row.next()
    lastUpdated = try row.next()
    createdAt = try row.next()
    hash = try row.next()
    isDeleted = try row.next()
    body = try row.next()
  }
}
