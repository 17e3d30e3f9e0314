package import BilateralBase

/// Copies of one object that came on several connections.
extension ReceivedTable {
  /// Every copy of a partner's object that was not removed, the one that counts first.
  package func copies(
    _ module: String, from partner: String, _ key: ObjectKey
  ) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND object = ? AND partner = ? AND country = ? AND party = ? AND sub = ?
        AND state <> 'removed' ORDER BY state = 'live' DESC, row
      """, module, key.id, partner, key.country, key.party, key.sub
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }

  /// The copy of an object that one connection brought; nil when it brought none, or took it back.
  package func copy(
    _ module: String, from partner: String, _ key: ObjectKey, on connection: String
  ) throws(SQLiteError) -> ReceivedRow? {
    try copies(module, from: partner, key).first { $0.connection == connection }
  }

  /// What other connections than one brought of a partner since a time, and counts.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - partner: whose objects.
  ///   - connection: the connection that is left out.
  ///   - low: the least `last_updated`.
  /// - Returns: the rows, oldest first.
  /// - Throws: what SQLite says.
  package func besides(
    _ module: String, from partner: String, notOn connection: String, since low: Timestamp
  ) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = ? AND partner = ? AND state = 'live' AND last_updated >= ? AND connection <> ? ORDER BY row
      """, module, partner, low, connection
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }
}

/// What the removal of a copy meant for whoever looks at the object.
package enum Removal: Hashable, Sendable {
  /// There was nothing to remove.
  case none
  /// The object stands as it stood: another copy says the same, or counted anyway.
  case unnoticed
  /// Another copy with other content stands in its place.
  case replaced
  /// The object is gone.
  case gone
}

/// A copy that a full crawl removed.
package struct RemovedCopy: Hashable, Sendable {
  package let partner: String
  package let key: ObjectKey
  package let removal: Removal

  package init(_ key: ObjectKey, of partner: String, _ removal: Removal = .gone) {
    (self.key, self.partner, self.removal) = (key, partner, removal)
  }
}

extension ReceivedTable where Access == Writing {
  /// Brings the best copy beside a removed one forward.
  ///
  /// - Parameter removed: the copy that went, as it was before.
  /// - Returns: what that means.
  /// - Throws: what SQLite says.
  func follow(_ removed: ReceivedRow) throws(SQLiteError) -> Removal {
    guard removed.state == .live else { return .unnoticed }
    let others = try copies(removed.module, from: removed.partner, removed.key)
    guard let next = others.filter({ $0.sameAs == nil }).max(by: { $0.lastUpdated < $1.lastUpdated }) else {
      return .gone
    }
    try tx.run("UPDATE received SET state = 'live', changed_at = ? WHERE row = ?", tx.now, next.number)
    guard next.hash != removed.hash else { return .unnoticed }
    if next.module == "tariffs" { try keepAsOfNow(next) }
    return .replaced
  }

  /// Lets go of copies that do not count and that a connection brought which brings none any more, so that none of them
  /// ever takes the place of one that goes; what happened stays.
  ///
  /// - Parameters:
  ///   - partner: whose objects.
  ///   - connection: who brought the copies.
  /// - Returns: how many.
  /// - Throws: what SQLite says.
  @discardableResult
  package func retire(of partner: String, on connection: String) throws(SQLiteError) -> Int {
    try tx.run(
      """
      UPDATE received SET state = 'removed', removed_reason = ?, changed_at = ?
      WHERE partner = ? AND connection = ? AND state = 'beside' AND same_as IS NULL
        AND module NOT IN ('sessions', 'cdrs')
      """, "the partner has moved to another way", tx.now, partner, connection)
  }

  /// A tariff that takes another's place is the partner's word from now on.
  private func keepAsOfNow(_ tariff: ReceivedRow) throws(SQLiteError) {
    try tx.tariffVersions.keep(
      ReceivedObject(
        module: tariff.module, partner: tariff.partner, key: tariff.key, version: tariff.version,
        body: tariff.body, lastUpdated: tx.now, hash: tariff.hash))
  }

  /// Lets copies count that nothing else stands before any more.
  func promoteAll() throws(SQLiteError) {
    try tx.run(
      """
      UPDATE received SET state = 'live', changed_at = ? WHERE state = 'beside' AND same_as IS NULL
        AND NOT EXISTS (SELECT 1 FROM received AS other WHERE other.module = received.module
          AND other.object = received.object AND other.partner = received.partner
          AND other.country = received.country AND other.party = received.party
          AND other.sub = received.sub AND other.state = 'live')
      """, tx.now)
  }

  /// Keeps a copy that says the same as the one that counts: noted as another origin, told to nobody.
  package func accompany(_ object: ReceivedObject) throws(SQLiteError) {
    let own = try copies(object.module, from: object.partner, object.key).first {
      $0.connection == object.connection
    }
    guard own?.state != .live else { return }
    if let own { return try touch(own.number, object) }
    try insert(object, as: .beside)
  }
}

extension Migration {
  static let receivedWays = Migration(
    "2026-11 received on several connections",
    """
    ALTER TABLE received RENAME TO received_before;
    DROP INDEX received_key;
    DROP INDEX received_list;
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
      state          TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'beside', 'removed')),
      removed_reason TEXT,
      body           TEXT NOT NULL,
      connection     TEXT NOT NULL,
      same_as        TEXT
    ) STRICT;
    INSERT INTO received SELECT row, module, partner, country, party, object, sub, version, last_updated,
      hash, first_seen, changed_at, heard_at, generation, state, removed_reason, body, partner, NULL
      FROM received_before;
    DROP TABLE received_before;
    CREATE UNIQUE INDEX received_key ON received (module, object, partner, country, party, sub, connection);
    CREATE INDEX received_list ON received (module, partner, state, row, last_updated);
    CREATE INDEX received_carried ON received (module, connection) WHERE connection <> partner;
    """)
}
