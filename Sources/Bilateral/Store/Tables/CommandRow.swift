package import BilateralBase

/// One command, charging profile or similar order between us and a partner, from either side.
package struct CommandRow: Hashable, Sendable {
  /// Who orders whom.
  package enum Direction: String, SQLValue, Hashable, Sendable {
    /// We order the partner.
    case out
    /// The partner orders us.
    case `in`
  }

  /// How far it is.
  package enum Phase: String, SQLValue, Hashable, Sendable {
    /// To be sent to the partner.
    case prepared
    /// On its way to the partner; what becomes of it is not known.
    case sending
    /// The result is awaited: from the partner, or from our platform.
    case awaited
    /// The result is to be told to the partner.
    case answering
    /// Nothing more is to be done, though a late result may still come.
    case ended
  }

  package let id: String
  package let direction: Direction
  package let partner: String
  /// The command by its word, such as `START_SESSION`.
  package let kind: String
  package let module: String
  /// Their `response_url`, or the secret end of ours.
  package var callback: String
  /// The object of the command: theirs as received, ours in the superset of the versions.
  package let body: JSONText
  /// The id of the session or the reservation, or the uid of the token, that it is about.
  package let subject: String
  /// The uid of the token in our form, empty when there is none.
  package let token: String
  /// The uid of the EVSE, empty when the charge point may choose.
  package let place: String
  /// The version that is spoken about it.
  package let version: String
  package let correlation: String
  package let createdAt: Timestamp
  /// The question that was put to our platform.
  package var askID: String?
  package var phase: Phase
  /// When something is to be done next, nil when nothing is.
  package var dueAt: Timestamp?
  /// When the result is no longer waited for, or no longer offered.
  package var deadline: Timestamp
  /// Until when an order of ours may be sent.
  package let sendBy: Timestamp
  package var attempts = 0
  /// The word of the first answer.
  package var response: String?
  /// What came of it, as our platform reads it.
  package var outcome: JSONText?
  package var endedAt: Timestamp?

  package init(
    id: String, direction: Direction, partner: String, kind: String, module: String, callback: String,
    body: JSONText, subject: String, token: String, place: String, version: String, correlation: String,
    createdAt: Timestamp, phase: Phase, dueAt: Timestamp?, deadline: Timestamp, sendBy: Timestamp
  ) {
    self.id = id
    self.direction = direction
    self.partner = partner
    self.kind = kind
    self.module = module
    self.callback = callback
    self.body = body
    self.subject = subject
    self.token = token
    self.place = place
    self.version = version
    self.correlation = correlation
    self.createdAt = createdAt
    self.phase = phase
    self.dueAt = dueAt
    self.deadline = deadline
    self.sendBy = sendBy
  }

  static let columns = """
    id, direction, partner, kind, module, callback, body, subject, token, place, version, correlation,
    created_at, ask_id, phase, due_at, deadline, send_by, attempts, response, outcome, ended_at
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    id = try row.next()
    direction = try row.next()
    partner = try row.next()
    kind = try row.next()
    module = try row.next()
    callback = try row.next()
    body = try row.next()
    subject = try row.next()
    token = try row.next()
    place = try row.next()
    version = try row.next()
    correlation = try row.next()
    createdAt = try row.next()
    askID = try row.next()
    phase = try row.next()
    dueAt = try row.next()
    deadline = try row.next()
    sendBy = try row.next()
    attempts = try row.next()
    response = try row.next()
    outcome = try row.next()
    endedAt = try row.next()
  }
}
