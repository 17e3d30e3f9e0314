package import BilateralBase

/// What partners sent us, of every module, as they sent it.
///
/// Invariants: one row per (module, partner, key, connection). The stored content is never older than any content
/// offered before on that connection, so the order of arrival does not matter; of equal times the later one wins, and a
/// list is as late as its request, not as its arrival. A removed object keeps its row, so that
/// a late old copy cannot bring it back. Of the copies of one partner's object at most one is live, and one is unless
/// all are removed; whoever reads sees live ones.
package struct ReceivedTable<Access> {
  let tx: Transaction<Access>

  /// The object of one partner: the copy that counts, else one that is kept beside another's, else a removed one.
  package func object(_ module: String, from partner: String, _ key: ObjectKey) throws(SQLiteError)
    -> ReceivedRow?
  {
    try tx.first(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      ORDER BY state = 'live' DESC, state = 'beside' DESC LIMIT 1
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
  ///
  /// Where another connection brought the object too, the precedence decides which copy counts, and the outcome is what
  /// that means for the object, not for the copy.
  ///
  /// - Parameters:
  ///   - object: the object.
  ///   - mend: makes of an object and the text that we hold what both say, where the object is newer as a whole, but
  ///     parts of it were pushed after its list was asked for.
  /// - Returns: what that means.
  /// - Throws: what SQLite says.
  package func put(
    _ object: ReceivedObject, mend: (ReceivedObject, JSONText) -> ReceivedObject = { object, _ in object }
  ) throws(SQLiteError) -> ReceivedOutcome {
    let known = try known(object)
    let own = known.first { $0.connection == object.connection }
    guard let own, own.isPushed(since: object.askedAt), own.state != .removed,
      own.version == object.version, object.lastUpdated > own.lastUpdated, let body = try body(of: own.number)
    else { return try put(object, own, known) }
    return try put(mend(object, body), own, known)
  }

  private func put(
    _ object: ReceivedObject, _ own: Known?, _ known: [Known]
  ) throws(SQLiteError) -> ReceivedOutcome {
    let arrival = own.map { Self.outcome(of: object, on: $0) } ?? .created
    let rival = known.first { $0.state == .live && $0.connection != object.connection }
    if arrival == .stale, let own {
      try touch(own.number, object)
      return .stale
    }
    let standing = Self.standing(of: object, own, rival)
    try keep(object, own, arrival, as: standing)
    guard standing == .live else { return .beside }
    var outcome = arrival
    if let rival {
      try tx.run("UPDATE received SET state = 'beside' WHERE row = ?", rival.number)
      outcome = rival.hash == object.hash ? .unchanged : .updated
    }
    if object.module == "tariffs", outcome.isChange { try tx.tariffVersions.keep(object) }
    return outcome
  }

  /// Whether a copy that arrives counts.
  private static func standing(
    of object: ReceivedObject, _ own: Known?, _ rival: Known?
  ) -> ReceivedRow.State {
    guard object.sameAs == nil, own?.sameAs == nil else { return .beside }
    guard let rival else { return .live }
    let time = max(object.lastUpdated, own?.hash == object.hash ? own?.lastUpdated ?? .epoch : .epoch)
    let copy = Precedence.Copy(isDirect: object.connection == object.partner, lastUpdated: time)
    let other = Precedence.Copy(
      isDirect: rival.connection == object.partner, lastUpdated: rival.lastUpdated)
    return (object.precedence ?? .direct).prefers(copy, to: other) ? .live : .beside
  }

  private func keep(
    _ object: ReceivedObject, _ own: Known?, _ arrival: ReceivedOutcome, as state: ReceivedRow.State
  ) throws(SQLiteError) {
    guard let own else { return try insert(object, as: state) }
    switch arrival {
    case .updated, .restored, .created: try replace(own.number, with: object)
    // Equal times too: a part of it may carry another time.
    case .unchanged where object.lastUpdated >= own.lastUpdated: try restamp(own.number, with: object)
    case .unchanged, .stale, .beside, .final: try touch(own.number, object)
    }
    guard own.state != state else { return }
    try tx.run("UPDATE received SET state = ?, changed_at = ? WHERE row = ?", state, tx.now, own.number)
  }

  /// Notes that a full crawl of a connection mentioned an object that could not be read: it is not missing.
  package func mention(
    _ module: String, on connection: String, _ key: ObjectKey, generation: Int64
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET heard_at = ?, generation = max(generation, ?)
      WHERE module = ? AND connection = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, tx.now, generation, module, connection, key.country, key.party, key.id, key.sub)
  }

  /// Marks a connection's copy of an object as removed by the partner's word at `time`, and brings the copy of another
  /// connection forward; `.none` when it is unknown, removed or newer.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - partner: whose object.
  ///   - key: the object.
  ///   - connection: who brought the copy; nil for the partner itself.
  ///   - time: since when it is gone.
  ///   - reason: why, in words.
  /// - Returns: what that means for the object.
  /// - Throws: what SQLite says.
  package func remove(
    _ module: String, from partner: String, _ key: ObjectKey, on connection: String? = nil,
    at time: Timestamp, reason: String
  ) throws(SQLiteError) -> Removal {
    let connection = connection ?? partner
    guard let copy = try copy(module, from: partner, key, on: connection), copy.lastUpdated <= time else {
      return .none
    }
    try tx.run(
      """
      UPDATE received SET state = 'removed', removed_reason = ?, last_updated = ?, changed_at = ?, pushed_at = ?
      WHERE row = ?
      """, reason, time, tx.now, tx.now, copy.number)
    return try follow(copy)
  }

  /// Deletes everything that came on a partner's connection, after the end of a relation; returns how much.
  package func erase(partner: String) throws(SQLiteError) -> Int {
    let count = try tx.run("DELETE FROM received WHERE connection = ?", partner)
    try tx.tariffVersions.erase(partner: partner)
    try tx.run("DELETE FROM cdr_times WHERE partner = ?", partner)
    try promoteAll()
    return count
  }

  private struct Known {
    let number: Int64
    let lastUpdated: Timestamp
    let hash: [UInt8]
    let state: ReceivedRow.State
    let connection: String
    let sameAs: String?
    let pushedAt: Timestamp?
    let version: String

    /// Whether the partner pushed it after a list was asked for; nil is no list.
    func isPushed(since time: Timestamp?) -> Bool {
      guard let time, let pushedAt else { return false }
      return pushedAt >= time
    }
  }

  /// The law of arrival, alone so that it can be read: newer wins, equal times let the later one win.
  private static func outcome(of object: ReceivedObject, on known: Known) -> ReceivedOutcome {
    let isSame = object.hash == known.hash
    let isOlder =
      known.isPushed(since: object.askedAt)
      ? object.lastUpdated <= known.lastUpdated : object.lastUpdated < known.lastUpdated
    switch known.state {
    case .removed: return isOlder ? .stale : .restored
    case .live where isSame, .beside where isSame: return .unchanged
    case .live, .beside: return isOlder ? .stale : .updated
    }
  }

  private func body(of number: Int64) throws(SQLiteError) -> JSONText? {
    try tx.first("SELECT body FROM received WHERE row = ?", number) { row throws(SQLiteError) in
      try row.next()
    }
  }

  /// All copies of the object, removed ones too.
  private func known(_ object: ReceivedObject) throws(SQLiteError) -> [Known] {
    try tx.rows(
      """
      SELECT row, last_updated, hash, state, connection, same_as, pushed_at, version FROM received
      WHERE module = ? AND partner = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, object.module, object.partner, object.key.country, object.key.party, object.key.id,
      object.key.sub
    ) { row throws(SQLiteError) in
      try Known(
        number: row.next(), lastUpdated: row.next(), hash: row.next(), state: row.next(),
        connection: row.next(), sameAs: row.next(), pushedAt: row.next(),
        version: row.next())
    }
  }

  /// Writes a new copy.
  func insert(_ object: ReceivedObject, as state: ReceivedRow.State) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO received (module, partner, country, party, object, sub, version, last_updated, hash,
        first_seen, changed_at, heard_at, generation, body, connection, same_as, state, pushed_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, object.module, object.partner, object.key.country, object.key.party, object.key.id,
      object.key.sub, object.version, object.lastUpdated, object.hash, tx.now, tx.now, tx.now,
      try generation(of: object), object.body, object.connection, object.sameAs, state, pushedAt(object))
  }

  /// Now for what is pushed; nil keeps what stands.
  private func pushedAt(_ object: ReceivedObject) -> Timestamp? { object.askedAt == nil ? tx.now : nil }

  private func replace(_ number: Int64, with object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET country = ?, party = ?, object = ?, sub = ?, version = ?, last_updated = ?,
        hash = ?, changed_at = ?, heard_at = ?, generation = max(generation, ?), removed_reason = NULL, body = ?,
        pushed_at = coalesce(?, pushed_at)
      WHERE row = ?
      """, object.key.country, object.key.party, object.key.id, object.key.sub, object.version,
      object.lastUpdated, object.hash, tx.now, tx.now, try generation(of: object), object.body,
      pushedAt(object), number)
  }

  private func restamp(_ number: Int64, with object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET version = ?, last_updated = ?, heard_at = ?, generation = max(generation, ?), body = ?,
        pushed_at = coalesce(?, pushed_at)
      WHERE row = ?
      """, object.version, object.lastUpdated, tx.now, try generation(of: object), object.body,
      pushedAt(object), number)
  }

  /// Notes that an object was mentioned.
  func touch(_ number: Int64, _ object: ReceivedObject) throws(SQLiteError) {
    try tx.run(
      "UPDATE received SET heard_at = ?, generation = max(generation, ?) WHERE row = ?", tx.now,
      try generation(of: object), number)
  }

  /// A generation never falls: several lists of one connection may show the object, each with crawls of its own.
  ///
  /// A push during a full crawl counts as seen by that crawl; else the crawl would remove what is brand new.
  private func generation(of object: ReceivedObject) throws(SQLiteError) -> Int64 {
    if let generation = object.generation { return generation }
    let own = CursorRow.name(of: object.partner, on: object.connection)
    let running: Int64? = try tx.first(
      "SELECT coalesce(max(generation), 0) FROM cursors WHERE partner IN (?, ?) AND module = ? AND kind = 'full'",
      object.connection, own, object.module
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

extension Migration {
  /// When each object was last pushed: a list that was asked for before then may be older.
  static let pushedAt = Migration(
    "2026-11 pushed at", "ALTER TABLE received ADD COLUMN pushed_at INTEGER;")
}
