package import BilateralBase

/// Sessions of ours with a partner that have not ended, by the way on which they began to be told.
package struct OpenSessions: Hashable, Sendable {
  /// The way as it is stored; nil for sessions that were not told yet.
  package let way: String?
  /// How many.
  package let count: Int
  /// When the first of them began, as OCPI writes it.
  package let oldest: String?
}

extension SessionWayTable {
  /// The sessions that a partner may see and that have not ended, by way.
  package func open(for partner: String) throws(SQLiteError) -> [OpenSessions] {
    try tx.rows(
      """
      SELECT coalesce(session_ways.way,
          iif(views.acknowledged_hash IS NULL, NULL, coalesce(views.acknowledged_way, 'direct'))) AS way,
        count(*), min(json_extract(own.body, '$.start_date_time'))
      FROM views JOIN own ON own.row = views.own_row
      LEFT JOIN session_ways ON session_ways.partner = views.partner AND session_ways.country = views.country
        AND session_ways.party = views.party AND session_ways.session = views.object
      WHERE views.partner = ? AND views.module = 'sessions' AND views.visible = 1 AND own.deleted = 0
        AND json_extract(own.body, '$.status') NOT IN ('COMPLETED', 'INVALID')
      GROUP BY 1 ORDER BY 1
      """, partner
    ) { row throws(SQLiteError) in
      OpenSessions(way: try row.next(), count: try row.next(), oldest: try row.next())
    }
  }

  /// How many sessions have ended since a moment and have no CDR: ours that the partner may see, and its own.
  package func unbilled(for partner: String, since start: Timestamp) throws(SQLiteError) -> Int {
    let ours = try tx.count(
      """
      SELECT count(*) FROM views JOIN own ON own.row = views.own_row
      WHERE views.partner = ? AND views.module = 'sessions' AND views.visible = 1 AND own.deleted = 0
        AND own.last_updated >= ? AND json_extract(own.body, '$.status') = 'COMPLETED'
        AND lower(own.object) NOT IN (
          SELECT lower(json_extract(body, '$.session_id')) FROM own
          WHERE module = 'cdrs' AND json_extract(body, '$.session_id') IS NOT NULL)
      """, partner, start)
    let theirs = try tx.count(
      """
      SELECT count(*) FROM received
      WHERE module = 'sessions' AND partner = ?1 AND state = 'live' AND last_updated >= ?2
        AND json_extract(body, '$.status') = 'COMPLETED'
        AND lower(object) NOT IN (
          SELECT lower(json_extract(body, '$.session_id')) FROM received
          WHERE module = 'cdrs' AND partner = ?1 AND json_extract(body, '$.session_id') IS NOT NULL)
      """, partner, start)
    return ours + theirs
  }

  /// How many messages about sessions and CDRs are on their way to a partner, so that it may have them already.
  package func underWay(for partner: String) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM outbox WHERE partner = ? AND module IN ('sessions', 'cdrs') AND state = 'inflight'",
      partner)
  }

  /// How many messages about sessions and CDRs wait for a partner.
  package func waiting(for partner: String) throws(SQLiteError) -> Int {
    try tx.count(
      "SELECT count(*) FROM outbox WHERE partner = ? AND module IN ('sessions', 'cdrs') AND state <> 'parked'",
      partner)
  }
}
