package import BilateralBase

/// A token that a partner gave us, sealed; one of perhaps several of which we do not know yet which it lets in.
package struct TheirTokenRow: Hashable, Sendable {
  /// Grows with each token received, so the highest is the newest.
  package let number: Int64
  package let token: [UInt8]
  /// How it stands in the header.
  package let form: String
  package let receivedAt: Timestamp

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    number = try row.next()
    token = try row.next()
    form = try row.next()
    receivedAt = try row.next()
  }
}

/// The tokens that partners gave us and that may still be valid there.
///
/// After an exchange whose end one side did not see, the partner may let in the new token or the one before. So a
/// token is forgotten only when a newer one was let in. The one in use stands in the partner's row.
package struct TheirTokenTable<Access> {
  let tx: Transaction<Access>

  /// All that may be valid, newest first.
  package func list(of partner: String) throws(SQLiteError) -> [TheirTokenRow] {
    try tx.rows(
      """
      SELECT number, token, form, received_at FROM their_tokens WHERE partner = ? ORDER BY number DESC
      """, partner
    ) { row throws(SQLiteError) in try TheirTokenRow(&row) }
  }

  /// The number of the one in use; nil when there is none.
  package func inUse(of partner: String) throws(SQLiteError) -> Int64? {
    try tx.first(
      """
      SELECT number FROM their_tokens AS held JOIN partners ON partners.id = held.partner
      WHERE held.partner = ? AND held.token = partners.their_token
      """, partner
    ) { row throws(SQLiteError) in try row.next() }
  }
}

extension TheirTokenTable where Access == Writing {
  /// Most tokens kept beside the one in use.
  private static var most: Int { 8 }

  /// Takes a token into use and keeps the others, until the new one has been let in.
  package func receive(_ token: [UInt8], form: String, from partner: String) throws(SQLiteError) {
    if let row = try tx.partners.partner(partner), let before = row.theirToken,
      try inUse(of: partner) == nil
    {
      try add(before, form: row.theirTokenForm ?? form, of: partner)
    }
    try add(token, form: form, of: partner)
    try use(token, form: form, of: partner)
    try tx.run(
      """
      DELETE FROM their_tokens WHERE partner = ?1 AND number NOT IN
        (SELECT number FROM their_tokens WHERE partner = ?1 ORDER BY number DESC LIMIT ?2)
      """, partner, Self.most)
  }

  /// The partner let a token in: older ones are forgotten, newer ones are kept.
  ///
  /// - Parameters:
  ///   - number: the token.
  ///   - refused: the number of the one in use that the partner had refused before; when another is in use by now,
  ///     it stays in use. Nil when the token itself is in use.
  ///   - partner: whose.
  /// - Throws: what SQLite throws.
  package func accept(_ number: Int64, insteadOf refused: Int64?, of partner: String) throws(SQLiteError) {
    guard let row = try list(of: partner).first(where: { $0.number == number }) else { return }
    let current = try inUse(of: partner)
    guard current == (refused ?? number) else { return }
    try use(row.token, form: row.form, of: partner)
    try tx.run("DELETE FROM their_tokens WHERE partner = ? AND number < ?", partner, number)
  }

  /// Forgets all tokens of a partner.
  package func forget(of partner: String) throws(SQLiteError) {
    try tx.run("DELETE FROM their_tokens WHERE partner = ?", partner)
    try tx.partners.update(partner) { row in (row.theirToken, row.theirTokenForm) = (nil, nil) }
  }

  private func add(_ token: [UInt8], form: String, of partner: String) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO their_tokens (partner, token, form, received_at) VALUES (?, ?, ?, ?)", partner, token,
      form, tx.now)
  }

  private func use(_ token: [UInt8], form: String, of partner: String) throws(SQLiteError) {
    try tx.partners.update(partner) { row in (row.theirToken, row.theirTokenForm) = (token, form) }
  }
}

extension Transaction {
  package var theirTokens: TheirTokenTable<Access> { TheirTokenTable(tx: self) }
}

extension Migration {
  static let theirTokens = Migration(
    "2026-11 their tokens",
    """
    CREATE TABLE their_tokens (
      number      INTEGER PRIMARY KEY AUTOINCREMENT,
      partner     TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
      token       BLOB NOT NULL,
      form        TEXT NOT NULL,
      received_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX their_tokens_partner ON their_tokens (partner);
    INSERT INTO their_tokens (partner, token, form, received_at)
      SELECT id, their_token, coalesce(their_token_form, 'base64'), updated_at FROM partners
      WHERE their_token IS NOT NULL;
    """)
}
