package import BilateralBase

/// An object of ours as a view loop judges it: with what the partner was shown of it so far.
package struct ViewCandidate: Sendable {
  package let own: OwnRow
  /// The parts ever shown, such as EVSE uids, one a line; nil when the partner never saw the object.
  package let shown: String?

  package init(own: OwnRow, shown: String?) {
    self.own = own
    self.shown = shown
  }
}

/// What the pushing side knows of one object and one partner.
package struct ViewDelivery: Sendable {
  package let view: ViewRow
  package let own: OwnRow
  package let shown: String?
  /// What the partner acknowledged, in the sender's own words; nil when it has nothing of ours.
  package let acknowledgedDetail: String?
  /// What its view of a location looks like, in the same words; nil for other modules.
  package let copy: String?

  package init(view: ViewRow, own: OwnRow, shown: String?, acknowledgedDetail: String?, copy: String?) {
    (self.view, self.own, self.shown) = (view, own, shown)
    (self.acknowledgedDetail, self.copy) = (acknowledgedDetail, copy)
  }
}

/// Making and reading views (decisions 0001 and 0002).
extension ViewTable {
  /// Objects whose shape changed after `shape`, deleted ones included, with what the partner was shown of them.
  package func candidates(
    _ module: String, for partner: String, after shape: Int64, limit: Int
  ) throws(SQLiteError) -> [ViewCandidate] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns), views.shown FROM own
      LEFT JOIN views ON views.partner = ?1 AND views.own_row = own.row
      WHERE own.module = ?2 AND own.shape > ?3 ORDER BY own.shape LIMIT ?4
      """, partner, module, shape, limit
    ) { row throws(SQLiteError) in try ViewCandidate(own: OwnRow(&row), shown: row.next()) }
  }

  /// A page of a partner's list by decision 0001, oldest first.
  ///
  /// An object is in the window when its `last_updated` or the change of its view is. Withdrawn objects are part of
  /// windows only: a list without bounds is what the partner may see now (TR-44, X-32). A CDR is never withdrawn, so one
  /// that is not shown was replaced under its own id, and no list has both.
  package func window(
    _ module: String, for partner: String, _ filter: ListFilter
  ) throws(SQLiteError) -> ListPage<ViewDelivery> {
    // Bounds only where they are asked for, and our own rows only for the page itself: a full list of a large fleet
    // would else read every object once a page.
    let isOpen = filter.from == nil && filter.to == nil
    let bounds = """
      AND ((last_updated >= ?3 AND last_updated < ?4) OR (changed_at >= ?3 AND changed_at < ?4))
      """
    let seen = isOpen || module == "cdrs" ? "visible = 1" : "1"
    let condition = "partner = ?1 AND module = ?2 AND \(seen) \(isOpen ? "" : bounds)"
    let rows = try tx.rows(
      """
      \(Self.delivery) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ?1 AND views.own_row IN
        (SELECT own_row FROM views WHERE \(condition) ORDER BY own_row LIMIT ?5 OFFSET ?6)
      ORDER BY views.own_row
      """, partner, module, filter.low, filter.high, filter.limit, filter.offset, read: Self.readDelivery)
    let count = "SELECT count(*) FROM views WHERE \(condition)"
    let total =
      isOpen
      ? try tx.count(count, partner, module)
      : try tx.count(count, partner, module, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  /// One object with all that its delivery needs; withdrawn ones included.
  package func delivery(
    of module: String, _ key: ObjectKey, for partner: String
  ) throws(SQLiteError) -> ViewDelivery? {
    try tx.first(
      """
      \(Self.delivery) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.country = ? AND views.party = ?
        AND views.object = ? AND views.sub = ?
      """, partner, module, key.country, key.party, key.id, key.sub, read: Self.readDelivery)
  }

  /// What the partner has of a module, as far as it acknowledged it.
  package func told(_ module: String, for partner: String) throws(SQLiteError) -> [ViewDelivery] {
    try tx.rows(
      """
      \(Self.delivery) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND length(views.acknowledged_hash) > 0
      ORDER BY views.own_row
      """, partner, module, read: Self.readDelivery)
  }

  /// What the partner may see of a module.
  package func visible(_ module: String, for partner: String) throws(SQLiteError) -> [ViewDelivery] {
    try tx.rows(
      """
      \(Self.delivery) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.visible = 1 ORDER BY views.own_row
      """, partner, module, read: Self.readDelivery)
  }

  /// The visible objects with that id, of any owner and sub key, oldest first.
  package func named(
    _ id: String, of module: String, for partner: String
  ) throws(SQLiteError) -> [ViewDelivery] {
    try tx.rows(
      """
      \(Self.delivery) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.object = ? AND views.visible = 1
      ORDER BY views.own_row
      """, partner, module, id, read: Self.readDelivery)
  }

  /// The key under which a partner was shown an object of that id, be it withdrawn since.
  package func key(of id: String, in module: String, for partner: String) throws(SQLiteError) -> ObjectKey? {
    try tx.first(
      """
      SELECT country, party, object, sub FROM views WHERE partner = ? AND module = ? AND object = ?
      ORDER BY own_row LIMIT 1
      """, partner, module, id
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  private static var delivery: String {
    "SELECT \(ViewRow.columns), \(OwnRow.columns), views.shown, views.acknowledged_detail, views.copy"
  }

  private static func readDelivery(_ row: inout SQLiteRow) throws(SQLiteError) -> ViewDelivery {
    try ViewDelivery(
      view: ViewRow(&row), own: OwnRow(&row), shown: row.next(), acknowledgedDetail: row.next(),
      copy: row.next())
  }
}

extension ViewTable where Access == Writing {
  /// `show`, and the moment of the change, the parts shown with it and what they look like; true when the view changed.
  package func publish(
    _ own: OwnRow, to partner: String, hash: [UInt8], shown: String?, copy: String? = nil
  ) throws(SQLiteError) -> Bool {
    guard try show(own, to: partner, hash: hash) else {
      guard copy != nil else { return false }
      try tx.run(
        "UPDATE views SET copy = ?1 WHERE partner = ?2 AND own_row = ?3 AND copy IS NOT ?1", copy, partner,
        own.number)
      return false
    }
    try tx.run(
      "UPDATE views SET shown = ?, copy = ?, changed_at = ? WHERE partner = ? AND own_row = ?", shown, copy,
      tx.now, partner, own.number)
    return true
  }

  /// `withdraw`, and the moment of it; true when the partner saw the object until now.
  package func conceal(_ own: OwnRow, from partner: String) throws(SQLiteError) -> Bool {
    guard try withdraw(own.module, own.key, from: partner) else { return false }
    try tx.run(
      "UPDATE views SET changed_at = ? WHERE partner = ? AND own_row = ?", tx.now, partner, own.number)
    return true
  }

  /// `acknowledge`, with what the partner now has in the sender's own words.
  ///
  /// - Returns: the hash of the view as it is now; nil when the partner sees nothing of it.
  @discardableResult
  package func acknowledge(
    _ module: String, _ key: ObjectKey, by partner: String, hash: [UInt8], detail: String?,
    on way: String = CopyWays.direct
  ) throws(SQLiteError) -> [UInt8]? {
    let seen: [UInt8]?? = try tx.first(
      """
      UPDATE views SET acknowledged_hash = ?2, acknowledged_at = ?3, acknowledged_detail = ?4, \(CopyWays.noted)
      WHERE partner = ?5 AND module = ?6 AND country = ?7 AND party = ?8 AND object = ?9 AND sub = ?10
      RETURNING iif(visible, hash, NULL)
      """, way, hash, tx.now, detail, partner, module, key.country, key.party, key.id, key.sub
    ) { row throws(SQLiteError) in try row.next() }
    return seen ?? nil
  }

  /// Records that the partner has read the view with this hash; false when the view is another one by now.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - key: the object.
  ///   - partner: who read it.
  ///   - hash: what.
  ///   - detail: the same in the sender's own words.
  ///   - way: on which way.
  /// - Returns: whether the view is still that one.
  /// - Throws: what SQLite says.
  package func acknowledgeServed(
    _ module: String, _ key: ObjectKey, by partner: String, hash: [UInt8], detail: String?,
    on way: String = CopyWays.direct
  ) throws(SQLiteError) -> Bool {
    try tx.run(
      """
      UPDATE views SET acknowledged_hash = ?2, acknowledged_at = ?3, acknowledged_detail = ?4, \(CopyWays.noted)
      WHERE partner = ?5 AND module = ?6 AND country = ?7 AND party = ?8 AND object = ?9 AND sub = ?10
        AND visible = 1 AND hash = ?2
      """, way, hash, tx.now, detail, partner, module, key.country, key.party, key.id, key.sub) > 0
  }

  /// Records that the partner has some copy, which one is not known: it stays stale and is no first sight any more.
  package func noteSomeCopy(
    _ module: String, _ key: ObjectKey, at partner: String, on way: String = CopyWays.direct
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE views SET acknowledged_hash = x'', acknowledged_way = ?
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
        AND visible = 1 AND acknowledged_hash IS NULL
      """, way, partner, module, key.country, key.party, key.id, key.sub)
  }

  /// Forgets what the partner has acknowledged, and makes the view one that changed now: its copy is another.
  package func distrust(_ module: String, _ key: ObjectKey, at partner: String) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE views SET acknowledged_hash = x'', acknowledged_detail = NULL, changed_at = ?
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ? AND visible = 1
      """, tx.now, partner, module, key.country, key.party, key.id, key.sub)
  }

  /// Records a view that the partner had from another platform; false when the object is none of ours.
  package func adopt(
    _ module: String, _ key: ObjectKey, by partner: String, hash: [UInt8], detail: String?, shown: String?,
    lastUpdated: Timestamp, isTold: Bool
  ) throws(SQLiteError) -> Bool {
    try tx.run(
      """
      INSERT INTO views (own_row, partner, module, country, party, object, sub, hash, last_updated,
        acknowledged_hash, acknowledged_at, acknowledged_detail, shown, changed_at)
      SELECT row, ?1, module, country, party, object, sub, ?2, ?3, iif(?12, ?2, NULL), iif(?12, ?4, NULL), ?5, ?6, ?3
      FROM own
      WHERE module = ?7 AND country = ?8 AND party = ?9 AND object = ?10 AND sub = ?11 AND deleted = 0
      ON CONFLICT (partner, own_row) DO UPDATE SET hash = excluded.hash, shown = excluded.shown,
        acknowledged_hash = excluded.acknowledged_hash, acknowledged_detail = excluded.acknowledged_detail
      """, partner, hash, lastUpdated, tx.now, detail, shown, module, key.country, key.party, key.id,
      key.sub, isTold ? 1 : 0) > 0
  }

  /// Notes what the partner has after a delivery that went only part of the way, with its hash; a nil detail is nothing
  /// known, and leaves the hash.
  package func note(
    _ detail: String?, hash: [UInt8]? = nil, of module: String, _ key: ObjectKey, for partner: String
  ) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE views SET acknowledged_detail = ?, acknowledged_hash = coalesce(?, acknowledged_hash),
        acknowledged_at = ?
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, detail, hash, tx.now, partner, module, key.country, key.party, key.id, key.sub)
  }
}

extension Migration {
  /// What lists by time window and pushes of changes alone need, and how far the view loops have come.
  static let publishing = Migration(
    "2026-11 publishing",
    """
    ALTER TABLE views ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE views ADD COLUMN shown TEXT;
    ALTER TABLE views ADD COLUMN acknowledged_detail TEXT;
    CREATE TABLE view_cursors (
      partner TEXT NOT NULL,
      module  TEXT NOT NULL,
      change  INTEGER NOT NULL,
      basis   TEXT NOT NULL,
      PRIMARY KEY (partner, module)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE published_tariffs (
      row               INTEGER PRIMARY KEY,
      partner           TEXT NOT NULL,
      country           TEXT NOT NULL COLLATE NOCASE,
      party             TEXT NOT NULL COLLATE NOCASE,
      object            TEXT NOT NULL COLLATE NOCASE,
      base              TEXT NOT NULL,
      rule              TEXT,
      hash              BLOB NOT NULL,
      last_updated      INTEGER NOT NULL,
      changed_at        INTEGER NOT NULL,
      visible           INTEGER NOT NULL DEFAULT 1,
      acknowledged_hash BLOB,
      body              TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX published_tariffs_key ON published_tariffs (partner, object, country, party);
    """)
}
