package import BilateralBase

/// What the store knows of a relation to a partner.
package struct PartnerRow: Hashable, Sendable {
  /// Where the relation stands; the words of the contract.
  package enum State: String, SQLValue, Sendable, CaseIterable {
    case new, invited, registering, registered, suspended, failed, ended
  }

  /// The id of the partner file.
  package let id: String
  package var state: State
  package var stateSince: Timestamp
  /// The negotiated OCPI version, nil before the first registration.
  package var version: String?
  package var versionsURL: String?
  /// The token we present to them, sealed; never in the clear (S-02).
  package var theirToken: [UInt8]?
  /// How they want the token in the header: `base64`, `raw` …, as learned.
  package var theirTokenForm: String?
  package var lastError: String?
  package let createdAt: Timestamp
  package var updatedAt: Timestamp

  static let columns = """
    id, state, state_since, version, versions_url, their_token, their_token_form, last_error, created_at,
    updated_at
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    id = try row.next()
    state = try row.next()
    stateSince = try row.next()
    version = try row.next()
    versionsURL = try row.next()
    theirToken = try row.next()
    theirTokenForm = try row.next()
    lastError = try row.next()
    createdAt = try row.next()
    updatedAt = try row.next()
  }
}

/// One endpoint that a partner announced in its version details.
package struct EndpointRow: Hashable, Sendable {
  package let module: String
  /// `SENDER` or `RECEIVER`; empty in 2.1.1, which has no such word.
  package let role: String
  package let url: String

  package init(module: String, role: String, url: String) {
    self.module = module
    self.role = role
    self.url = url
  }
}
