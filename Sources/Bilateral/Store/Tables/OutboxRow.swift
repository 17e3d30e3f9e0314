package import BilateralBase

/// Something a partner must be told.
package struct OutboxRow: Hashable, Sendable {
  package enum State: String, SQLValue, Sendable {
    /// Waiting for its turn and its time.
    case pending
    /// Taken by a sender that has not yet reported.
    case inflight
    /// Given up until an operator says otherwise.
    case parked
  }

  /// The row's place in the queue; with `generation` the ticket that an acknowledgement must show.
  package let seq: Int64
  /// Which state of a coalesced row this is; grows each time a newer state takes the row over.
  package let generation: Int64
  package let partner: String
  package let module: String
  package let key: ObjectKey
  /// Rows of one lane are sent strictly one after the other.
  package let lane: String
  /// True for "send the newest state of this object", false for a message that must arrive itself.
  package let isCoalesced: Bool
  /// What to send; nil for a state, whose text is made from our own object at the moment of sending.
  package let body: JSONText?
  package let correlation: String?
  package let state: State
  package let attempts: Int
  package let notBefore: Timestamp
  package let lastError: String?
  /// What an operator can do about a parked row.
  package let hint: String?
  package let createdAt: Timestamp
  /// Whether an earlier attempt may have arrived without anybody knowing, or the partner read another state than it
  /// acknowledged: then it is not known what it has.
  package let isInDoubt: Bool

  static let columns = """
    seq, generation, partner, module, country, party, object, sub, lane, coalesced, body, correlation,
    state, attempts, not_before, last_error, hint, created_at, doubt
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    seq = try row.next()
    generation = try row.next()
    partner = try row.next()
    module = try row.next()
    key = try ObjectKey(&row)
    lane = try row.next()
    isCoalesced = try row.next()
    body = try row.next()
    correlation = try row.next()
    state = try row.next()
    attempts = try row.next()
    notBefore = try row.next()
    lastError = try row.next()
    hint = try row.next()
    createdAt = try row.next()
    isInDoubt = try row.next()
  }

  /// The ticket that acknowledges exactly this state of the row.
  package var ticket: OutboxTicket { OutboxTicket(seq: seq, generation: generation) }
}

/// Names one state of one row: a report about an older state never touches a newer one.
package struct OutboxTicket: Hashable, Sendable {
  package let seq: Int64
  package let generation: Int64
}

/// How much waits for a partner.
package struct OutboxBacklog: Hashable, Sendable {
  package let partner: String
  package let module: String
  /// Rows not yet delivered, those in flight included.
  package let waiting: Int
  package let parked: Int
  /// When the oldest waiting row was asked for, nil when nothing waits.
  package let oldest: Timestamp?
}
