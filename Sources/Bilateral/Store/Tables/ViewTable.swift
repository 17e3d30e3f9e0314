import BilateralBase

/// What each partner sees of our objects, and what it has acknowledged.
///
/// Needed because a view changes without its object (a new price rule, a new filter): a partner that pulls with
/// `date_from` must find that change, so a view has a `last_updated` of its own, and a push must know
/// which copies are stale. Invariant: one row per (partner, module, key); `last_updated` never goes back.
package struct ViewTable<Access> {
  let tx: Transaction<Access>

  package func view(
    of module: String, _ key: ObjectKey, for partner: String
  ) throws(SQLiteError) -> ViewRow? {
    try tx.first(
      """
      SELECT \(ViewRow.columns) FROM views
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, partner, module, key.country, key.party, key.id, key.sub
    ) { row throws(SQLiteError) in try ViewRow(&row) }
  }

  /// A page of what a partner may see, with our rows, oldest first; the filter is on the view's `last_updated`.
  package func list(
    _ module: String, for partner: String, _ filter: ListFilter
  ) throws(SQLiteError) -> ListPage<ViewedObject> {
    let condition = """
      FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = ? AND views.visible = 1 AND own.deleted = 0
        AND views.last_updated >= ? AND views.last_updated < ?
      """
    let rows = try tx.rows(
      "SELECT \(ViewRow.columns), \(OwnRow.columns) \(condition) ORDER BY views.own_row LIMIT ? OFFSET ?",
      partner, module, filter.low, filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try ViewedObject(view: ViewRow(&row), own: OwnRow(&row)) }
    let total = try tx.count("SELECT count(*) \(condition)", partner, module, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  /// Views whose partner copy is out of date, oldest change first: what a push has to send.
  package func stale(
    _ module: String, for partner: String, limit: Int
  ) throws(SQLiteError) -> [ViewRow] {
    try tx.rows(
      """
      SELECT \(ViewRow.columns) FROM views WHERE partner = ? AND module = ? AND (
        (visible = 1 AND acknowledged_hash IS NOT hash) OR (visible = 0 AND acknowledged_hash IS NOT NULL))
      ORDER BY last_updated, own_row LIMIT ?
      """, partner, module, limit
    ) { row throws(SQLiteError) in try ViewRow(&row) }
  }

  /// How many objects of a module the partner may see.
  package func count(_ module: String, for partner: String) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM views WHERE partner = ? AND module = ? AND visible = 1", partner, module)
  }
}

extension ViewTable where Access == Writing {
  /// Records how a partner sees `own` now; true when that is a change for the partner.
  ///
  /// `hash` is over the view's content without `last_updated`. The view's time becomes the object's own when that
  /// is what moved, else now.
  package func show(_ own: OwnRow, to partner: String, hash: [UInt8]) throws(SQLiteError) -> Bool {
    let known = try view(of: own.module, own.key, for: partner)
    if let known, known.isVisible, known.hash == hash {
      // The list shows the object's own time; a window must find it by the same (TR-30).
      if own.lastUpdated > known.lastUpdated { try restamp(own, for: partner) }
      return false
    }
    let time = known.map { known in
      if own.lastUpdated > known.lastUpdated { return own.lastUpdated }
      // A push may be ahead of the view: what the partner has already keeps the time under which it went.
      return known.acknowledgedHash == hash ? known.lastUpdated : max(known.lastUpdated, tx.now)
    }
    try tx.run(
      """
      INSERT INTO views (own_row, partner, module, country, party, object, sub, hash, last_updated)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner, own_row) DO UPDATE
      SET hash = excluded.hash, last_updated = excluded.last_updated, visible = 1
      """, own.number, partner, own.module, own.key.country, own.key.party, own.key.id, own.key.sub,
      hash, time ?? own.lastUpdated)
    return true
  }

  func restamp(_ own: OwnRow, for partner: String) throws(SQLiteError) {
    try tx.run(
      "UPDATE views SET last_updated = ? WHERE partner = ? AND own_row = ?", own.lastUpdated, partner,
      own.number)
  }

  /// Takes an object out of a partner's sight; true when it was visible.
  package func withdraw(_ module: String, _ key: ObjectKey, from partner: String) throws(SQLiteError) -> Bool
  {
    try tx.run(
      """
      UPDATE views SET visible = 0, last_updated = max(last_updated, ?)
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ? AND visible = 1
      """, tx.now, partner, module, key.country, key.party, key.id, key.sub) > 0
  }

  /// Records that the partner has the view with this hash; nil when it acknowledged the removal.
  ///
  /// It may be an older view than today's; then the row stays stale and the newer one is sent.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - key: the object.
  ///   - partner: who acknowledged.
  ///   - hash: what.
  ///   - way: on which way.
  /// - Throws: what SQLite says.
  package func acknowledge(
    _ module: String, _ key: ObjectKey, by partner: String, hash: [UInt8]?, on way: String = CopyWays.direct
  ) throws(SQLiteError) {
    guard let hash else { return try acknowledgeRemoval(module, key, by: partner, on: [way]) }
    try tx.run(
      """
      UPDATE views SET acknowledged_hash = ?2, acknowledged_at = ?3, \(CopyWays.noted)
      WHERE partner = ?4 AND module = ?5 AND country = ?6 AND party = ?7 AND object = ?8 AND sub = ?9
      """, way, hash, tx.now, partner, module, key.country, key.party, key.id, key.sub)
  }

  /// Records that an object was taken back on some ways; a copy on another one stays noted until it is, too.
  package func acknowledgeRemoval(
    _ module: String, _ key: ObjectKey, by partner: String, on ways: [String]
  ) throws(SQLiteError) {
    let held = try view(of: module, key, for: partner)?.heldOn.filter { !ways.contains($0) } ?? []
    try tx.run(
      """
      UPDATE views SET acknowledged_hash = ?, acknowledged_way = ?, left_ways = ?, acknowledged_at = ?
      WHERE partner = ? AND module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, held.isEmpty ? nil : [UInt8](), held.first, CopyWays.text(held.dropFirst()), tx.now, partner,
      module, key.country, key.party, key.id, key.sub)
  }

  /// Forgets every view of a partner, at a new registration or the end; returns how many.
  package func erase(partner: String) throws(SQLiteError) -> Int {
    try tx.viewCursors.forget(partner: partner)
    try tx.run(
      "UPDATE published_tariffs SET acknowledged_hash = NULL, left_ways = NULL WHERE partner = ?", partner)
    return try tx.run("DELETE FROM views WHERE partner = ?", partner)
  }
}

extension Transaction {
  package var views: ViewTable<Access> { ViewTable(tx: self) }
}

extension Migration {
  static let views = Migration(
    "2026-11 views",
    """
    CREATE TABLE views (
      own_row           INTEGER NOT NULL REFERENCES own (row) ON DELETE CASCADE,
      partner           TEXT NOT NULL,
      module            TEXT NOT NULL,
      country           TEXT NOT NULL COLLATE NOCASE,
      party             TEXT NOT NULL COLLATE NOCASE,
      object            TEXT NOT NULL COLLATE NOCASE,
      sub               TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
      hash              BLOB NOT NULL,
      last_updated      INTEGER NOT NULL,
      visible           INTEGER NOT NULL DEFAULT 1,
      acknowledged_hash BLOB,
      acknowledged_at   INTEGER,
      PRIMARY KEY (partner, own_row)
    ) STRICT;
    CREATE UNIQUE INDEX views_key ON views (partner, module, object, country, party, sub);
    CREATE INDEX views_list ON views (partner, module, visible, own_row, last_updated);
    CREATE INDEX views_own ON views (own_row);
    CREATE INDEX views_stale ON views (partner, module, last_updated)
      WHERE (visible = 1 AND acknowledged_hash IS NOT hash) OR (visible = 0 AND acknowledged_hash IS NOT NULL);
    """)
}
