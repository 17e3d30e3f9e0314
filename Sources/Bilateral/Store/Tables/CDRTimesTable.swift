package import BilateralBase

/// When and where a received CDR was charged, by what and for which session: what repeats and overlaps are found by.
package struct CDRTimes: Hashable, Sendable {
  package var partner: String
  package var key: ObjectKey
  package var session: String?
  package var evse: String?
  package var token: String
  package var start: Timestamp
  package var end: Timestamp
  /// The id of the CDR that it takes back.
  package var credits: String?

  package init(
    partner: String, key: ObjectKey, session: String?, evse: String?, token: String, start: Timestamp,
    end: Timestamp, credits: String?
  ) {
    self.partner = partner
    self.key = key
    self.session = session
    self.evse = evse
    self.token = token
    self.start = start
    self.end = end
    self.credits = credits
  }
}

/// Finds received CDRs by time; written in the transaction that takes the CDR in.
package struct CDRTimesTable<Access> {
  let tx: Transaction<Access>

  /// The longest session that is looked back for, in microseconds.
  private static var longest: Int64 { 14 * 86_400 * 1_000_000 }

  /// Neither credits nor what a credit took back.
  private static var counts: String {
    """
    t.credits IS NULL AND NOT EXISTS (
      SELECT 1 FROM cdr_times AS c
      WHERE c.partner = t.partner AND c.credits = t.object AND c.country = t.country AND c.party = t.party)
    """
  }

  /// A CDR that told of the same charge before: of the same session, or of the same card and EVSE from the same minute.
  ///
  /// - Parameters:
  ///   - cdr: the CDR.
  ///   - low: charges that ended before are not looked at.
  ///   - slack: so many seconds two beginnings may lie apart.
  /// - Returns: the other's key.
  /// - Throws: what SQLite says.
  package func repeated(
    by cdr: CDRTimes, since low: Timestamp, slack: Int64
  ) throws(SQLiteError) -> ObjectKey? {
    if let session = cdr.session, let other = try named(session, cdr, low) { return other }
    guard let evse = cdr.evse else { return nil }
    return try tx.first(
      """
      SELECT t.country, t.party, t.object, '' FROM cdr_times AS t
      WHERE t.partner = ?1 AND t.token = ?2 AND t.start BETWEEN ?3 AND ?4 AND t.evse = ?5 AND t.object <> ?6
        AND t.end >= ?7 AND (?8 IS NULL OR t.session IS NULL) AND \(Self.counts) LIMIT 1
      """, cdr.partner, cdr.token, cdr.start.adding(seconds: -slack), cdr.start.adding(seconds: slack), evse,
      cdr.key.id, low, cdr.session
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  private func named(
    _ session: String, _ cdr: CDRTimes, _ low: Timestamp
  ) throws(SQLiteError) -> ObjectKey? {
    try tx.first(
      """
      SELECT t.country, t.party, t.object, '' FROM cdr_times AS t
      WHERE t.partner = ? AND t.session = ? AND t.country = ? AND t.party = ? AND t.object <> ? AND t.end >= ?
        AND \(Self.counts) LIMIT 1
      """, cdr.partner, session, cdr.key.country, cdr.key.party, cdr.key.id, low
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// The CDR that takes another of its owner back; nil when none does.
  package func credit(of cdr: ObjectKey, from partner: String) throws(SQLiteError) -> ObjectKey? {
    try tx.first(
      """
      SELECT country, party, object, '' FROM cdr_times
      WHERE partner = ? AND credits = ? AND country = ? AND party = ? LIMIT 1
      """, partner, cdr.id, cdr.country, cdr.party
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// A CDR of the same EVSE, or of the same card, for some of the same time.
  package func overlapping(_ cdr: CDRTimes, slack: Int64) throws(SQLiteError) -> ObjectKey? {
    for (column, value) in [("evse", cdr.evse), ("token", cdr.token.isEmpty ? nil : cdr.token)] {
      guard let value else { continue }
      let other = try tx.first(
        """
        SELECT t.country, t.party, t.object, '' FROM cdr_times AS t
        WHERE t.partner = ? AND t.\(column) = ? AND t.start > ? AND t.start < ? AND t.end > ? AND t.object <> ?
          AND \(Self.counts) LIMIT 1
        """, cdr.partner, value, cdr.start.adding(microseconds: -Self.longest),
        cdr.end.adding(seconds: -slack), cdr.start.adding(seconds: slack), cdr.key.id
      ) { row throws(SQLiteError) in try ObjectKey(&row) }
      if let other { return other }
    }
    return nil
  }
}

extension CDRTimesTable where Access == Writing {
  /// Keeps when and where a CDR was charged.
  package func keep(_ cdr: CDRTimes) throws(SQLiteError) {
    try tx.run(
      """
      INSERT OR REPLACE INTO cdr_times (partner, country, party, object, session, evse, token, start, end, credits)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, cdr.partner, cdr.key.country, cdr.key.party, cdr.key.id, cdr.session, cdr.evse, cdr.token,
      cdr.start, cdr.end, cdr.credits)
  }
}

extension Transaction {
  package var cdrTimes: CDRTimesTable<Access> { CDRTimesTable(tx: self) }
}
