/// How the copies of a module's objects on two ways compare.
package struct WayTally: Hashable, Sendable {
  /// On both ways with equal content.
  package var equal = 0
  /// On both ways, and not known to be equal.
  package var different = 0
  /// On the partner's own connection alone.
  package var onlyDirect = 0
  /// Through a hub alone.
  package var onlyHub = 0

  package init() {}

  /// All objects.
  package var count: Int { equal + different + onlyDirect + onlyHub }
}

/// Comparisons of both ways to a partner, counted by the database.
package struct WayTallies<Access> {
  let tx: Transaction<Access>

  /// What the partner has told us, by module.
  package func received(from partner: String) throws(SQLiteError) -> [String: WayTally] {
    try tally(
      """
      SELECT module,
        CASE WHEN direct IS NULL THEN 'hub' WHEN hub IS NULL THEN 'direct'
          WHEN direct = hub THEN 'equal' ELSE 'different' END AS kind
      FROM (
        SELECT module, max(iif(connection = partner, hash, NULL)) AS direct,
          max(iif(connection <> partner, hash, NULL)) AS hub
        FROM received WHERE partner = ? AND state <> 'removed' AND same_as IS NULL
        GROUP BY module, country, party, object, sub)
      """, partner)
  }

  /// What the partner has acknowledged of ours, by module: an older copy on the other way counts as different.
  package func told(to partner: String) throws(SQLiteError) -> [String: WayTally] {
    let ways = "coalesce(acknowledged_way, 'direct') AS last, coalesce(left_ways, '') AS left_ways"
    return try tally(
      """
      SELECT module, CASE WHEN left_ways <> '' THEN 'different' WHEN last = 'direct' THEN 'direct' ELSE 'hub' END
        AS kind
      FROM (
        SELECT module, \(ways) FROM views
        WHERE partner = ?1 AND visible = 1 AND acknowledged_hash IS NOT NULL AND module NOT IN ('sessions', 'cdrs')
        UNION ALL
        SELECT 'tariffs', \(ways) FROM published_tariffs
        WHERE partner = ?1 AND visible = 1 AND acknowledged_hash IS NOT NULL)
      """, partner)
  }

  private func tally(_ sql: String, _ partner: String) throws(SQLiteError) -> [String: WayTally] {
    let rows = try tx.rows("SELECT module, kind, count(*) FROM (\(sql)) GROUP BY module, kind", partner) {
      row throws(SQLiteError) -> (String, String, Int) in try (row.next(), row.next(), row.next())
    }
    var found: [String: WayTally] = [:]
    for (module, kind, count) in rows {
      switch kind {
      case "equal": found[module, default: WayTally()].equal = count
      case "different": found[module, default: WayTally()].different = count
      case "direct": found[module, default: WayTally()].onlyDirect = count
      default: found[module, default: WayTally()].onlyHub = count
      }
    }
    return found
  }

  /// How many objects a partner would be told again because it has them on other ways than one, by module.
  package func elsewhere(than way: String, for partner: String) throws(SQLiteError) -> [String: Int] {
    let rows = try tx.rows(
      """
      SELECT module, count(*) FROM (
        SELECT module, acknowledged_way, left_ways FROM views
        WHERE partner = ?1 AND visible = 1 AND acknowledged_hash IS NOT NULL AND module NOT IN ('sessions', 'cdrs')
        UNION ALL
        SELECT 'tariffs', acknowledged_way, left_ways FROM published_tariffs
        WHERE partner = ?1 AND visible = 1 AND acknowledged_hash IS NOT NULL)
      WHERE coalesce(acknowledged_way, 'direct') <> ?2 GROUP BY module
      """, partner, way
    ) { row throws(SQLiteError) -> (String, Int) in try (row.next(), row.next()) }
    return Dictionary(rows) { first, _ in first }
  }
}

extension Transaction {
  package var wayTallies: WayTallies<Access> { WayTallies(tx: self) }
}
