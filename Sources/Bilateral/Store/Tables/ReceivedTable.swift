package import BilateralBase

/// What partners sent us, of every module, as they sent it.
///
/// Invariants: one row per (module, partner, key). The stored content is never older than any content offered
/// before, so the order of arrival does not matter. A removed object keeps its row, so that a late old copy
/// cannot bring it back.
package struct ReceivedTable<Access> {
  let tx: Transaction<Access>

  /// The object of one partner.
  package func object(_ module: String, from partner: String, _ key: ObjectKey) throws(SQLiteError)
    -> ReceivedRow?
  {
    try tx.first(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, module, partner, key.country, key.party, key.id, key.sub
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }

  /// Every partner's live copies of an id, whoever sent them: a token's uid, an object that came by two routes.
  package func objects(_ module: String, id: String) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND object = ? AND state = 'live' ORDER BY row
      """, module, id
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }
}

extension ReceivedTable where Access == Writing {
  /// Takes an object over unless what we have is newer; the caller writes the event when `isChange`.
  package func put(_ object: ReceivedObject) throws(SQLiteError) -> ReceivedOutcome {
    guard let known = try known(object) else {
      try insert(object)
      if object.module == "tariffs" { try tx.tariffVersions.keep(object) }
      return .created
    }
    let outcome = Self.outcome(of: object, on: known)
    if object.module == "tariffs", outcome.isChange { try tx.tariffVersions.keep(object) }
    switch outcome {
    case .updated, .restored, .created: try replace(known.number, with: object)
    // Equal times too: a part of it may carry another time.
    case .unchanged where object.lastUpdated >= known.lastUpdated: try restamp(known.number, with: object)
    case .unchanged, .stale, .final: try touch(known.number, object)
    }
    return outcome
  }

  /// Notes that a full crawl mentioned an object that could not be read: it is not missing.
  package func mention(
    _ module: String, from partner: String, _ key: ObjectKey, generation: Int64
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET heard_at = ?, generation = ?
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, tx.now, generation, module, partner, key.country, key.party, key.id, key.sub)
  }

  /// Marks an object as removed by the partner's word at `time`; false when it is unknown, removed or newer.
  package func remove(
    _ module: String, from partner: String, _ key: ObjectKey, at time: Timestamp, reason: String
  ) throws(SQLiteError) -> Bool {
    try tx.run(
      """
      UPDATE received SET state = 'removed', removed_reason = ?, last_updated = ?, changed_at = ?
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
        AND state = 'live' AND last_updated <= ?
      """, reason, time, tx.now, module, partner, key.country, key.party, key.id, key.sub, time) > 0
  }

  /// Deletes every row of a partner, after the end of a relation; returns how many.
  package func erase(partner: String) throws(SQLiteError) -> Int {
    try tx.tariffVersions.erase(partner: partner)
    return try tx.run("DELETE FROM received WHERE partner = ?", partner)
  }

  private struct Known {
    let number: Int64
    let lastUpdated: Timestamp
    let hash: [UInt8]
    let state: ReceivedRow.State
  }

  /// The law of arrival, alone so that it can be read: newer wins, equal times let the later arrival win.
  private static func outcome(of object: ReceivedObject, on known: Known) -> ReceivedOutcome {
    let isSame = object.hash == known.hash
    switch known.state {
    case .removed: return object.lastUpdated < known.lastUpdated ? .stale : .restored
    case .live where isSame: return .unchanged
    case .live: return object.lastUpdated < known.lastUpdated ? .stale : .updated
    }
  }

  private func known(_ object: ReceivedObject) throws(SQLiteError) -> Known? {
    try tx.first(
      """
      SELECT row, last_updated, hash, state FROM received
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, object.module, object.partner, object.key.country, object.key.party, object.key.id,
      object.key.sub
    ) { row throws(SQLiteError) in
      try Known(number: row.next(), lastUpdated: row.next(), hash: row.next(), state: row.next())
    }
  }

  private func insert(_ object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO received (module, partner, country, party, object, sub, version, last_updated, hash,
        first_seen, changed_at, heard_at, generation, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, object.module, object.partner, object.key.country, object.key.party, object.key.id,
      object.key.sub, object.version, object.lastUpdated, object.hash, tx.now, tx.now, tx.now,
      try generation(of: object), object.body)
  }

  private func replace(_ number: Int64, with object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET country = ?, party = ?, object = ?, sub = ?, version = ?, last_updated = ?,
        hash = ?, changed_at = ?, heard_at = ?, generation = ?, state = 'live', removed_reason = NULL, body = ?
      WHERE row = ?
      """, object.key.country, object.key.party, object.key.id, object.key.sub, object.version,
      object.lastUpdated, object.hash, tx.now, tx.now, try generation(of: object), object.body, number)
  }

  private func restamp(_ number: Int64, with object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET version = ?, last_updated = ?, heard_at = ?, generation = ?, body = ? WHERE row = ?
      """, object.version, object.lastUpdated, tx.now, try generation(of: object), object.body, number)
  }

  private func touch(_ number: Int64, _ object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      "UPDATE received SET heard_at = ?, generation = ? WHERE row = ?", tx.now,
      try generation(of: object), number)
  }

  /// A push during a full crawl counts as seen by that crawl; else the crawl would remove what is brand new.
  private func generation(of object: ReceivedObject) throws(SQLiteError) -> Int64 {
    if let generation = object.generation { return generation }
    let running: Int64? = try tx.first(
      "SELECT generation FROM cursors WHERE partner = ? AND module = ? AND kind = 'full'", object.partner,
      object.module
    ) { row throws(SQLiteError) in try row.next() }
    return running ?? 0
  }
}

extension Transaction {
  package var received: ReceivedTable<Access> { ReceivedTable(tx: self) }
}

extension Migration {
  static let received = Migration(
    "2026-11 received",
    """
    CREATE TABLE received (
      row            INTEGER PRIMARY KEY,
      module         TEXT NOT NULL,
      partner        TEXT NOT NULL,
      country        TEXT NOT NULL COLLATE NOCASE,
      party          TEXT NOT NULL COLLATE NOCASE,
      object         TEXT NOT NULL COLLATE NOCASE,
      sub            TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
      version        TEXT NOT NULL,
      last_updated   INTEGER NOT NULL,
      hash           BLOB NOT NULL,
      first_seen     INTEGER NOT NULL,
      changed_at     INTEGER NOT NULL,
      heard_at       INTEGER NOT NULL,
      generation     INTEGER NOT NULL DEFAULT 0,
      state          TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'removed')),
      removed_reason TEXT,
      body           TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX received_key ON received (module, object, partner, country, party, sub);
    CREATE INDEX received_list ON received (module, partner, state, row, last_updated);
    """)
}
