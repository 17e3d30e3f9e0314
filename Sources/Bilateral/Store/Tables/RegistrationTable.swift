package import BilateralBase

/// One attempt at the credentials handshake, durable at every step.
package struct RegistrationRow: Hashable, Sendable {
  package enum Role: String, SQLValue, Sendable {
    case initiator
    case receiver
  }

  package let id: Int64
  package let partner: String
  package let role: Role
  /// The step it has reached, in the words of the handshake's state machine.
  package let step: String
  /// The hash of the token issued for this attempt.
  package let ourToken: [UInt8]?
  /// What the next step needs, sealed.
  package let payload: [UInt8]?
  package let createdAt: Timestamp
  package let updatedAt: Timestamp
  package let finishedAt: Timestamp?

  static let columns =
    "id, partner, role, step, our_token, payload, created_at, updated_at, finished_at"

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    id = try row.next()
    partner = try row.next()
    role = try row.next()
    step = try row.next()
    ourToken = try row.next()
    payload = try row.next()
    createdAt = try row.next()
    updatedAt = try row.next()
    finishedAt = try row.next()
  }
}

/// Attempts at the credentials handshake, so that a crash between two steps is resumed and not guessed at.
package struct RegistrationTable<Access> {
  let tx: Transaction<Access>

  /// Attempts of a partner that have not ended, newest first.
  package func open(of partner: String) throws(SQLiteError) -> [RegistrationRow] {
    try tx.rows(
      """
      SELECT \(RegistrationRow.columns) FROM registration_attempts
      WHERE partner = ? AND finished_at IS NULL ORDER BY id DESC
      """, partner
    ) { row throws(SQLiteError) in try RegistrationRow(&row) }
  }
}

extension RegistrationTable where Access == Writing {
  /// Begins an attempt and returns its number.
  package func begin(
    _ role: RegistrationRow.Role, with partner: String, step: String, ourToken: [UInt8]? = nil,
    payload: [UInt8]? = nil
  ) throws(SQLiteError) -> Int64 {
    try tx.run(
      """
      INSERT INTO registration_attempts (partner, role, step, our_token, payload, created_at, updated_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
      """, partner, role, step, ourToken, payload, tx.now)
    return tx.connection.lastInsertedRow
  }

  /// Records the step an attempt has reached; a nil token or payload leaves what is stored.
  package func advance(
    _ id: Int64, to step: String, ourToken: [UInt8]? = nil, payload: [UInt8]? = nil, isFinished: Bool = false
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE registration_attempts SET step = ?2, our_token = coalesce(?3, our_token),
        payload = coalesce(?4, payload), updated_at = ?5, finished_at = iif(?6, ?5, NULL)
      WHERE id = ?1
      """, id, step, ourToken, payload, tx.now, isFinished)
  }

  /// Ends every open attempt of a partner, because one has succeeded or a reset was asked; returns how many.
  @discardableResult
  package func close(of partner: String, step: String) throws(SQLiteError) -> Int {
    try tx.run(
      """
      UPDATE registration_attempts SET step = ?1, payload = NULL, updated_at = ?2, finished_at = ?2
      WHERE partner = ?3 AND finished_at IS NULL
      """, step, tx.now, partner)
  }
}

extension Transaction {
  package var registrations: RegistrationTable<Access> { RegistrationTable(tx: self) }
}
