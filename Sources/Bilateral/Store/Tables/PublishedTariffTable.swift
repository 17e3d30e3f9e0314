package import BilateralBase

/// A tariff as it was made for one partner.
package struct PublishedTariff: Sendable {
  package var key: ObjectKey
  /// The id of our base tariff.
  package var base: String
  /// The rule that made it; nil for the price of connectors that no rule takes.
  package var rule: String?
  /// The tariff in the superset of the versions.
  package var body: JSONText
  package var lastUpdated: Timestamp
  /// A hash of the content without `last_updated`.
  package var hash: [UInt8]

  package init(
    key: ObjectKey, base: String, rule: String?, body: JSONText, lastUpdated: Timestamp, hash: [UInt8]
  ) {
    self.key = key
    self.base = base
    self.rule = rule
    self.body = body
    self.lastUpdated = lastUpdated
    self.hash = hash
  }
}

/// A stored tariff of one partner.
package struct PublishedTariffRow: Sendable {
  package let key: ObjectKey
  package let base: String
  package let rule: String?
  package let hash: [UInt8]
  package let lastUpdated: Timestamp
  /// False once the tariff has ended for this partner.
  package let isVisible: Bool
  package let acknowledgedHash: [UInt8]?
  package let body: JSONText
  /// On which ways the partner has copies.
  package let ways: CopyWays

  static let columns = """
    country, party, object, '', base, rule, hash, last_updated, visible, acknowledged_hash, body,
    acknowledged_way, left_ways
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    key = try ObjectKey(&row)
    base = try row.next()
    rule = try row.next()
    hash = try row.next()
    lastUpdated = try row.next()
    isVisible = try row.next()
    acknowledgedHash = try row.next()
    body = try row.next()
    ways = try CopyWays(&row)
  }

  /// True when the partner's copy is not what it should be.
  package var isStale: Bool { isVisible ? acknowledgedHash != hash : acknowledgedHash != nil }

  /// The ways on which the partner has a copy, the newest first.
  package var heldOn: [String] { ways.held(acknowledgedHash != nil) }

  /// The same row as it is seen where the newest copy is not: some copy may lie there, which one is not known.
  package var elsewhere: PublishedTariffRow {
    PublishedTariffRow(self, acknowledged: acknowledgedHash.map { _ in [] })
  }

  /// The same row where nobody knows what the partner has.
  package var doubted: PublishedTariffRow { PublishedTariffRow(self, acknowledged: []) }

  private init(_ row: PublishedTariffRow, acknowledged: [UInt8]?) {
    (key, base, rule, hash, lastUpdated) = (row.key, row.base, row.rule, row.hash, row.lastUpdated)
    (isVisible, body, ways, acknowledgedHash) = (row.isVisible, row.body, row.ways, acknowledged)
  }
}

/// The tariffs made for each partner, with their texts: what was published is what is billed (ruling 20).
///
/// A tariff that ended keeps its row until the partner acknowledged the end; one that is held for another time is no
/// longer, or not yet, told to a partner whose version cannot say when it is valid.
package struct PublishedTariffTable<Access> {
  let tx: Transaction<Access>

  /// All of a partner's tariffs, ended ones that it may still hold included, oldest first.
  package func all(for partner: String) throws(SQLiteError) -> [PublishedTariffRow] {
    try tx.rows(
      "SELECT \(PublishedTariffRow.columns) FROM published_tariffs WHERE partner = ? ORDER BY row", partner
    ) { row throws(SQLiteError) in try PublishedTariffRow(&row) }
  }

  /// The tariffs as they were made last, those told and those held.
  package func made(for partner: String) throws(SQLiteError) -> [PublishedTariff] {
    try tx.rows(
      """
      SELECT \(PublishedTariffRow.columns) FROM published_tariffs
      WHERE partner = ? AND (visible = 1 OR held = 1) ORDER BY row
      """, partner
    ) { row throws(SQLiteError) in PublishedTariff(try PublishedTariffRow(&row)) }
  }

  /// The tariffs as the partner was told them at a moment: what a session that began then is billed by (ruling 20).
  package func inForce(
    for partner: String, at moment: Timestamp
  ) throws(SQLiteError) -> [PublishedTariff] {
    try tx.rows(
      """
      SELECT country, party, object, '', base, rule, hash, since, 1, NULL, body, NULL, NULL
      FROM published_history
      WHERE partner = ?1 AND since <= ?2 AND (until IS NULL OR until > ?2) ORDER BY row
      """, partner, moment
    ) { row throws(SQLiteError) in PublishedTariff(try PublishedTariffRow(&row)) }
  }

  /// One tariff by its id, ended ones included.
  package func tariff(_ id: String, for partner: String) throws(SQLiteError) -> PublishedTariffRow? {
    try tx.first(
      "SELECT \(PublishedTariffRow.columns) FROM published_tariffs WHERE partner = ? AND object = ?", partner,
      id
    ) { row throws(SQLiteError) in try PublishedTariffRow(&row) }
  }

  /// A page of the tariffs in force, oldest first, by the window rule of decision 0001.
  package func window(
    for partner: String, _ filter: ListFilter
  ) throws(SQLiteError) -> ListPage<PublishedTariffRow> {
    let condition = """
      FROM published_tariffs WHERE partner = ?1 AND visible = 1
        AND ((last_updated >= ?2 AND last_updated < ?3) OR (changed_at >= ?2 AND changed_at < ?3))
      """
    let rows = try tx.rows(
      "SELECT \(PublishedTariffRow.columns) \(condition) ORDER BY row LIMIT ?4 OFFSET ?5", partner,
      filter.low, filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try PublishedTariffRow(&row) }
    let total = try tx.count("SELECT count(*) \(condition)", partner, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }
}

extension PublishedTariffTable where Access == Writing {
  /// Makes exactly these the partner's tariffs, others held for their time; returns the keys of those whose copy at the
  /// partner is out of date, new ones before ended ones.
  package func replace(
    for partner: String, with tariffs: [PublishedTariff], holding held: [PublishedTariff] = []
  ) throws(SQLiteError) -> [ObjectKey] {
    let known = try all(for: partner)
    for tariff in tariffs { try put(tariff, known.first { $0.key == tariff.key }, for: partner) }
    let kept = Set(tariffs.map(\.key))
    for row in known where row.isVisible && !kept.contains(row.key) {
      try tx.run(
        "UPDATE published_tariffs SET visible = 0, changed_at = ? WHERE partner = ? AND object = ?", tx.now,
        partner, row.key.id)
      try close(row.key, for: partner)
    }
    try tx.run("UPDATE published_tariffs SET held = 0 WHERE partner = ? AND held = 1", partner)
    for tariff in held { try hold(tariff, for: partner) }
    try tx.run(
      """
      DELETE FROM published_tariffs
      WHERE partner = ? AND visible = 0 AND held = 0 AND acknowledged_hash IS NULL
      """, partner)
    let stale = try all(for: partner).filter(\.isStale)
    return (stale.filter(\.isVisible) + stale.filter { !$0.isVisible }).map(\.key)
  }

  private func put(
    _ tariff: PublishedTariff, _ known: PublishedTariffRow?, for partner: String
  ) throws(SQLiteError) {
    if let known, known.isVisible, known.hash == tariff.hash { return }
    try remember(tariff, for: partner)
    let time = known == nil ? tariff.lastUpdated : max(tariff.lastUpdated, tx.now)
    try tx.run(
      """
      INSERT INTO published_tariffs
        (partner, country, party, object, base, rule, hash, last_updated, changed_at, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner, object, country, party) DO UPDATE SET hash = excluded.hash, base = excluded.base,
        rule = excluded.rule, last_updated = excluded.last_updated, changed_at = excluded.changed_at,
        body = excluded.body, visible = 1
      """, partner, tariff.key.country, tariff.key.party, tariff.key.id, tariff.base, tariff.rule,
      tariff.hash, time, tx.now, tariff.body)
  }

  /// Notes from when on the partner is told this; older words of it end now.
  private func remember(_ tariff: PublishedTariff, for partner: String) throws(SQLiteError) {
    try close(tariff.key, for: partner)
    try tx.run(
      """
      INSERT INTO published_history (partner, country, party, object, base, rule, hash, body, since)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, partner, tariff.key.country, tariff.key.party, tariff.key.id, tariff.base, tariff.rule,
      tariff.hash, tariff.body, tx.now)
  }

  private func close(_ key: ObjectKey, for partner: String) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE published_history SET until = ?
      WHERE partner = ? AND country = ? AND party = ? AND object = ? AND until IS NULL
      """, tx.now, partner, key.country, key.party, key.id)
  }

  /// Keeps a tariff that is not told; what the partner has of it is ended.
  private func hold(_ tariff: PublishedTariff, for partner: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO published_tariffs
        (partner, country, party, object, base, rule, hash, last_updated, changed_at, body, visible, held)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1)
      ON CONFLICT (partner, object, country, party) DO UPDATE SET hash = excluded.hash, base = excluded.base,
        rule = excluded.rule, body = excluded.body, held = 1
      """, partner, tariff.key.country, tariff.key.party, tariff.key.id, tariff.base, tariff.rule,
      tariff.hash, tariff.lastUpdated, tx.now, tariff.body)
  }

  /// Forgets what the partner has acknowledged, and makes the tariff one that changed now: its copy is another.
  package func distrust(_ id: String, at partner: String) throws(SQLiteError) {
    try tx.run(
      """
      UPDATE published_tariffs SET acknowledged_hash = x'', changed_at = ?
      WHERE partner = ? AND object = ? AND visible = 1
      """, tx.now, partner, id)
  }

  /// Records what the partner has; nil when it acknowledged the end, then the row of an ended tariff goes.
  package func acknowledge(
    _ id: String, by partner: String, hash: [UInt8]?, on way: String = CopyWays.direct
  ) throws(SQLiteError) {
    guard let hash else { return try acknowledgeEnd(id, by: partner, on: [way]) }
    try tx.run(
      """
      UPDATE published_tariffs SET acknowledged_hash = ?2, \(CopyWays.noted) WHERE partner = ?3 AND object = ?4
      """, way, hash, partner, id)
  }

  /// Records that a tariff was ended on some ways; its row goes when no way is left where the partner has it.
  package func acknowledgeEnd(_ id: String, by partner: String, on ways: [String]) throws(SQLiteError) {
    let held = try tariff(id, for: partner)?.heldOn.filter { !ways.contains($0) } ?? []
    try tx.run(
      """
      UPDATE published_tariffs SET acknowledged_hash = ?, acknowledged_way = ?, left_ways = ?
      WHERE partner = ? AND object = ?
      """, held.isEmpty ? nil : [UInt8](), held.first, CopyWays.text(held.dropFirst()), partner, id)
    try tx.run(
      """
      DELETE FROM published_tariffs
      WHERE partner = ? AND object = ? AND visible = 0 AND held = 0 AND acknowledged_hash IS NULL
      """, partner, id)
  }
}

extension Transaction {
  package var publishedTariffs: PublishedTariffTable<Access> { PublishedTariffTable(tx: self) }
}

extension PublishedTariff {
  /// The tariff of a row, as it was made.
  package init(_ row: PublishedTariffRow) {
    self.init(
      key: row.key, base: row.base, rule: row.rule, body: row.body, lastUpdated: row.lastUpdated,
      hash: row.hash)
  }
}

extension Migration {
  static let heldTariffs = Migration(
    "2026-11 held tariffs",
    """
    ALTER TABLE published_tariffs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
    """)
}
