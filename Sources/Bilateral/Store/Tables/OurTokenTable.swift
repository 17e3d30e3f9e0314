package import BilateralBase

/// A token that a partner presents to us, known by its SHA-256 only (S-02).
package struct OurTokenRow: Hashable, Sendable {
  package enum Kind: String, SQLValue, Sendable {
    /// Token A: opens the registration and nothing else.
    case registration
    /// Token B or C: opens the modules.
    case session
  }

  package let hash: [UInt8]
  package let partner: String
  package let kind: Kind
  package let createdAt: Timestamp
  /// Nil while it is pending: issued, but never presented.
  package let firstUsed: Timestamp?
  package let expiresAt: Timestamp?

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    hash = try row.next()
    partner = try row.next()
    kind = try row.next()
    createdAt = try row.next()
    firstUsed = try row.next()
    expiresAt = try row.next()
  }
}

/// The tokens by which partners are let in.
///
/// Ruling 13: each retry of a handshake issues a fresh token; all pending ones and the one in use are valid until
/// a pending *session* token is first presented, which ends all others of that partner, token A included. So a
/// lost answer never locks a partner out, and a rotation has no moment without a valid token.
package struct OurTokenTable<Access> {
  let tx: Transaction<Access>

  /// The token with this hash, nil when it is unknown, expired or revoked.
  package func token(hash: [UInt8]) throws(SQLiteError) -> OurTokenRow? {
    try tx.first(
      """
      SELECT hash, partner, kind, created_at, first_used, expires_at FROM our_tokens
      WHERE hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
      """, hash, tx.now
    ) { row throws(SQLiteError) in try OurTokenRow(&row) }
  }

  /// The valid tokens of a partner, oldest first.
  package func list(of partner: String) throws(SQLiteError) -> [OurTokenRow] {
    try tx.rows(
      """
      SELECT hash, partner, kind, created_at, first_used, expires_at FROM our_tokens
      WHERE partner = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
      ORDER BY created_at, hash
      """, partner, tx.now
    ) { row throws(SQLiteError) in try OurTokenRow(&row) }
  }
}

extension OurTokenTable where Access == Writing {
  /// Issues a token, pending; the partner must be known.
  package func issue(
    hash: [UInt8], to partner: String, kind: OurTokenRow.Kind, expires: Timestamp? = nil
  ) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO our_tokens (hash, partner, kind, created_at, expires_at) VALUES (?, ?, ?, ?, ?)", hash,
      partner, kind, tx.now, expires)
  }

  /// Lets a partner in by a token that another platform issued to it and that is in use.
  package func adopt(hash: [UInt8], of partner: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO our_tokens (hash, partner, kind, created_at, first_used) VALUES (?1, ?2, 'session', ?3, ?3)
      ON CONFLICT (hash) DO UPDATE SET partner = excluded.partner, kind = 'session', expires_at = NULL,
        revoked_at = NULL, first_used = excluded.first_used
      """, hash, partner, tx.now)
  }

  /// A valid token was presented: its first use is recorded, and that of a session token ends all others.
  ///
  /// Returns the token as it is now, nil when it is not valid. Only a token whose `firstUsed` is nil needs this
  /// call; a reader's look is enough for the others. `overlap` is that of ``endOthers(than:of:overlap:)``.
  package func use(hash: [UInt8], overlap: Int64 = 0) throws(SQLiteError) -> OurTokenRow? {
    guard let token = try token(hash: hash) else { return nil }
    guard token.firstUsed == nil else { return token }
    try noteUse(hash: hash)
    if token.kind == .session { try endOthers(than: hash, of: token.partner, overlap: overlap) }
    return try self.token(hash: hash)
  }

  /// Records the first use of a token and ends no other: the exchange that issued it has no outcome yet.
  package func noteUse(hash: [UInt8]) throws(SQLiteError) {
    try tx.run("UPDATE our_tokens SET first_used = ? WHERE hash = ? AND first_used IS NULL", tx.now, hash)
  }

  /// Ends all tokens of a partner but the one it has come to use.
  ///
  /// Those never presented and token A end at once. A session token that was in use lives on for `overlap` seconds,
  /// because requests that carry it may be on their way.
  package func endOthers(than hash: [UInt8], of partner: String, overlap: Int64) throws(SQLiteError) {
    if overlap > 0 {
      try tx.run(
        """
        UPDATE our_tokens SET expires_at = min(coalesce(expires_at, ?1), ?1)
        WHERE partner = ?2 AND revoked_at IS NULL AND hash IS NOT ?3 AND kind = 'session'
          AND first_used IS NOT NULL
        """, tx.now.adding(seconds: overlap), partner, hash)
    }
    try tx.run(
      """
      UPDATE our_tokens SET revoked_at = ?1
      WHERE partner = ?2 AND revoked_at IS NULL AND hash IS NOT ?3
        AND (?4 = 0 OR kind = 'registration' OR first_used IS NULL)
      """, tx.now, partner, hash, overlap)
  }

  /// Ends the oldest session tokens that were never used, but for so many: a partner that registers again and again
  /// does not fill the store.
  package func prune(of partner: String, keeping most: Int) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE our_tokens SET revoked_at = ?1
      WHERE hash IN (SELECT hash FROM our_tokens
        WHERE partner = ?2 AND kind = 'session' AND first_used IS NULL AND revoked_at IS NULL
        ORDER BY created_at DESC, hash LIMIT -1 OFFSET ?3)
      """, tx.now, partner, most)
  }

  /// Ends the tokens A of a partner, because another is issued in their place.
  package func endInvitations(of partner: String) throws(SQLiteError) {
    try tx.run(
      "UPDATE our_tokens SET revoked_at = ? WHERE partner = ? AND revoked_at IS NULL AND kind = 'registration'",
      tx.now, partner)
  }

  /// Counts the pending session tokens of a partner as used, because another is about to be issued beside them.
  ///
  /// Else the partner's next call with the token it has would end the new one before it was ever used.
  package func settle(of partner: String) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE our_tokens SET first_used = ?
      WHERE partner = ? AND kind = 'session' AND first_used IS NULL AND revoked_at IS NULL
      """, tx.now, partner)
  }

  /// Ends all tokens of a partner but one; returns how many.
  @discardableResult
  package func revoke(of partner: String, except hash: [UInt8]? = nil) throws(SQLiteError) -> Int {
    try tx.run(
      "UPDATE our_tokens SET revoked_at = ?1 WHERE partner = ?2 AND revoked_at IS NULL AND hash IS NOT ?3",
      tx.now, partner, hash)
  }
}

extension Transaction {
  package var ourTokens: OurTokenTable<Access> { OurTokenTable(tx: self) }
}
