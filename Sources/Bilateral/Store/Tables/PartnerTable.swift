/// Relations to partners: where they stand, what was negotiated, what was learned.
///
/// Invariants: a partner has one row. Their token is kept sealed only. Endpoints are replaced as a whole with the
/// version they belong to, never mixed.
package struct PartnerTable<Access> {
  let tx: Transaction<Access>

  package func partner(_ id: String) throws(SQLiteError) -> PartnerRow? {
    try tx.first("SELECT \(PartnerRow.columns) FROM partners WHERE id = ?", id) { row throws(SQLiteError) in
      try PartnerRow(&row)
    }
  }

  /// All partners by id.
  package func list() throws(SQLiteError) -> [PartnerRow] {
    try tx.rows("SELECT \(PartnerRow.columns) FROM partners ORDER BY id") { row throws(SQLiteError) in
      try PartnerRow(&row)
    }
  }

  /// The endpoints of the negotiated version.
  package func endpoints(of partner: String) throws(SQLiteError) -> [EndpointRow] {
    try tx.rows(
      "SELECT module, role, url FROM endpoints WHERE partner = ? ORDER BY module, role", partner
    ) { row throws(SQLiteError) in try EndpointRow(module: row.next(), role: row.next(), url: row.next()) }
  }

  /// What was learned of a partner's habits, such as its way to encode tokens.
  package func facts(of partner: String) throws(SQLiteError) -> [String: String] {
    let pairs = try tx.rows("SELECT name, value FROM partner_facts WHERE partner = ?", partner) {
      row throws(SQLiteError) -> (String, String) in try (row.next(), row.next())
    }
    return Dictionary(pairs) { _, last in last }
  }
}

extension PartnerTable where Access == Writing {
  /// Makes the partner known as `new` when it is not known yet, and returns it.
  @discardableResult
  package func ensure(_ id: String) throws(SQLiteError) -> PartnerRow {
    try tx.run(
      """
      INSERT INTO partners (id, state, state_since, created_at, updated_at) VALUES (?1, 'new', ?2, ?2, ?2)
      ON CONFLICT (id) DO NOTHING
      """, id, tx.now)
    guard let row = try partner(id) else {
      throw SQLiteError(code: .corrupt, message: "the partner was not stored")
    }
    return row
  }

  /// Writes a partner's row; `stateSince` and `updatedAt` are set here.
  package func save(_ row: PartnerRow) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE partners SET state_since = iif(state = ?2, state_since, ?3), state = ?2, version = ?4,
        versions_url = ?5, their_token = ?6, their_token_form = ?7, last_error = ?8, updated_at = ?3
      WHERE id = ?1
      """, row.id, row.state, tx.now, row.version, row.versionsURL, row.theirToken, row.theirTokenForm,
      row.lastError)
  }

  /// Changes a partner's row in one go: read, change, save.
  @discardableResult
  package func update(
    _ id: String, _ change: (inout PartnerRow) -> Void
  ) throws(SQLiteError) -> PartnerRow {
    var row = try ensure(id)
    change(&row)
    try save(row)
    return try ensure(id)
  }

  /// Replaces all endpoints of a partner.
  package func replaceEndpoints(of partner: String, with endpoints: [EndpointRow]) throws(SQLiteError) {
    try tx.run("DELETE FROM endpoints WHERE partner = ?", partner)
    for endpoint in endpoints {
      try tx.run(
        """
        INSERT INTO endpoints (partner, module, role, url) VALUES (?, ?, ?, ?)
        ON CONFLICT (partner, module, role) DO UPDATE SET url = excluded.url
        """, partner, endpoint.module, endpoint.role, endpoint.url)
    }
  }

  /// Remembers a habit of a partner; nil forgets it.
  package func learn(_ name: String, _ value: String?, of partner: String) throws(SQLiteError) {
    guard let value else {
      try tx.run("DELETE FROM partner_facts WHERE partner = ? AND name = ?", partner, name)
      return
    }
    try tx.run(
      """
      INSERT INTO partner_facts (partner, name, value, learned_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (partner, name) DO UPDATE SET value = excluded.value, learned_at = excluded.learned_at
      """, partner, name, value, tx.now)
  }
}

extension Transaction {
  package var partners: PartnerTable<Access> { PartnerTable(tx: self) }
}

extension Migration {
  static let partners = Migration(
    "2026-11 partners",
    """
    CREATE TABLE partners (
      id               TEXT PRIMARY KEY,
      state            TEXT NOT NULL CHECK (state IN
        ('new', 'invited', 'registering', 'registered', 'suspended', 'failed', 'ended')),
      state_since      INTEGER NOT NULL,
      version          TEXT,
      versions_url     TEXT,
      their_token      BLOB,
      their_token_form TEXT,
      last_error       TEXT,
      created_at       INTEGER NOT NULL,
      updated_at       INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE endpoints (
      partner TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
      module  TEXT NOT NULL,
      role    TEXT NOT NULL,
      url     TEXT NOT NULL,
      PRIMARY KEY (partner, module, role)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE partner_facts (
      partner    TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
      name       TEXT NOT NULL,
      value      TEXT NOT NULL,
      learned_at INTEGER NOT NULL,
      PRIMARY KEY (partner, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE our_tokens (
      hash       BLOB PRIMARY KEY,
      partner    TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
      kind       TEXT NOT NULL CHECK (kind IN ('registration', 'session')),
      created_at INTEGER NOT NULL,
      first_used INTEGER,
      expires_at INTEGER,
      revoked_at INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX our_tokens_partner ON our_tokens (partner);
    CREATE TABLE snapshots (
      number         INTEGER PRIMARY KEY AUTOINCREMENT,
      partner        TEXT NOT NULL,
      text           TEXT NOT NULL,
      hash           BLOB NOT NULL,
      technical_hash BLOB NOT NULL,
      money_hash     BLOB NOT NULL,
      applied_at     INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX snapshots_partner ON snapshots (partner, number);
    CREATE TABLE registration_attempts (
      id          INTEGER PRIMARY KEY AUTOINCREMENT,
      partner     TEXT NOT NULL REFERENCES partners (id) ON DELETE CASCADE,
      role        TEXT NOT NULL CHECK (role IN ('initiator', 'receiver')),
      step        TEXT NOT NULL,
      our_token   BLOB,
      payload     BLOB,
      created_at  INTEGER NOT NULL,
      updated_at  INTEGER NOT NULL,
      finished_at INTEGER
    ) STRICT;
    CREATE INDEX registration_attempts_open ON registration_attempts (partner, finished_at);
    """)
}
