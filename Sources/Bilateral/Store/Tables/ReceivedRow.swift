package import BilateralBase

/// An object as a partner sends it to us, before it is stored.
package struct ReceivedObject: Sendable {
  /// The OCPI module, such as `locations`.
  package var module: String
  /// The partner that sent it, by the id of its partner file.
  package var partner: String
  /// The partner whose connection brought it: the same, or a hub.
  package var connection: String
  /// Which copy counts when another connection brought one too; nil when there is only one way to the partner.
  package var precedence: Precedence?
  package var key: ObjectKey
  /// The OCPI version it was received in.
  package var version: String
  /// The text as received, unknown members included.
  package var body: JSONText
  package var lastUpdated: Timestamp
  /// A hash of what counts as content.
  ///
  /// Leave `last_updated` out of it: then a partner that restamps everything
  /// each night causes no events (wants of the field: "nothing changed" must be seen).
  package var hash: [UInt8]
  /// The generation of the full crawl that delivers it; nil for a push or a delta, which count as seen too.
  package var generation: Int64?
  /// When the list that shows it was asked for; nil for what the partner pushed.
  ///
  /// What was pushed since then may be newer than the list, even where both carry the same time.
  package var askedAt: Timestamp?
  /// The id under which another connection told of the same; nil where ids agree.
  package var sameAs: String?
  /// Whether the partner's file gives such objects to another connection; it is taken all the same, and told of.
  package var isOffRoute = false

  /// Makes it; what says nothing of its connection came on the partner's own.
  package init(
    module: String, partner: String, key: ObjectKey, version: String, body: JSONText,
    lastUpdated: Timestamp, hash: [UInt8], generation: Int64? = nil, connection: String? = nil,
    precedence: Precedence? = nil
  ) {
    self.connection = connection ?? partner
    self.precedence = precedence
    self.module = module
    self.partner = partner
    self.key = key
    self.version = version
    self.body = body
    self.lastUpdated = lastUpdated
    self.hash = hash
    self.generation = generation
  }
}

/// What an arriving object did to the store.
package enum ReceivedOutcome: Hashable, Sendable {
  /// Nothing of this key was known.
  case created
  /// The content is new.
  case updated
  /// A removed object is back.
  case restored
  /// The content is what we have; a newer `last_updated` is taken over, no event is due.
  case unchanged
  /// Kept beside the copy of another connection, which counts.
  case beside
  /// Older than what we have, and different: ignored.
  case stale
  /// What we have is final, and this is something else: held; the table itself never says so.
  case final

  /// True when the platform has something new to see.
  package var isChange: Bool { self == .created || self == .updated || self == .restored }
}

/// A stored object of a partner.
package struct ReceivedRow: Hashable, Sendable {
  package enum State: String, SQLValue, Sendable {
    /// It counts.
    case live
    /// Kept, while the copy of another connection counts.
    case beside
    case removed
  }

  /// The row's number, in order of first arrival.
  package let number: Int64
  package let module: String
  package let partner: String
  /// Whose connection brought it.
  package let connection: String
  package let key: ObjectKey
  package let version: String
  package let lastUpdated: Timestamp
  package let hash: [UInt8]
  package let firstSeen: Timestamp
  /// When its content last changed here.
  package let changedAt: Timestamp
  /// When the partner last mentioned it.
  package let heardAt: Timestamp
  package let generation: Int64
  package let state: State
  package let removedReason: String?
  /// The id of the entry that this is another telling of; nil for entries of their own.
  package let sameAs: String?
  package let body: JSONText

  static let columns = """
    row, module, partner, country, party, object, sub, version, last_updated, hash, first_seen,
    changed_at, heard_at, generation, state, removed_reason, body, connection, same_as
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    module = try row.next()
    partner = try row.next()
    key = try ObjectKey(&row)
    version = try row.next()
    lastUpdated = try row.next()
    hash = try row.next()
    firstSeen = try row.next()
    changedAt = try row.next()
    heardAt = try row.next()
    generation = try row.next()
    state = try row.next()
    removedReason = try row.next()
    body = try row.next()
    connection = try row.next()
    sameAs = try row.next()
  }
}
