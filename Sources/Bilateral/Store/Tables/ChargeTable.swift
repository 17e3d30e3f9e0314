package import BilateralBase

/// What stands on no statement at a moment: the same again means that nothing moved.
package struct ChargeMark: Hashable, Sendable {
  /// How many there are.
  package let count: Int
  /// The newest change.
  package let change: Int64
}

/// What CDRs and terms put on statements: written with the CDR, and put on one statement, once.
///
/// Invariants: one row per (partner, direction, CDR, kind), and a row names one statement or none: what stands on one can
/// stand on no other. A row that stands on a statement is never changed again.
package struct ChargeTable<Access> {
  let tx: Transaction<Access>

  /// Hands over what stands on no statement, by end: of a million rows none is kept here.
  ///
  /// - Parameters:
  ///   - partner: whose.
  ///   - end: only what was supplied before.
  ///   - body: takes each.
  /// - Throws: what SQLite says; errors of `body` are its own business.
  package func eachOpen(
    of partner: String, before end: Timestamp, _ body: (OpenCharge) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT \(Self.open) WHERE c.partner = ? AND c.number IS NULL AND c.ends < ? ORDER BY c.ends, c.row
      """, partner, end
    ) { row throws(SQLiteError) in body(try OpenCharge(&row)) }
  }

  /// The net amounts of a CDR by rate of tax, wherever it stands; nil where it put nothing on a statement.
  package func parts(
    _ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String
  ) throws(SQLiteError) -> String? {
    try tx.first(
      """
      SELECT parts FROM statement_charges
      WHERE partner = ? AND direction = ? AND object = ? AND country = ? AND party = ? AND kind = 'cdr' LIMIT 1
      """, partner, charge, key.id, key.country, key.party
    ) { row throws(SQLiteError) in try row.next() }
  }

  /// The terms of a single session that stand beside a CDR, wherever they stand.
  package func sessionTerms(
    _ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String
  ) throws(SQLiteError) -> [ChargeRow] {
    try tx.rows(
      """
      SELECT \(ChargeRow.columns) FROM statement_charges AS c
      WHERE c.partner = ? AND c.direction = ? AND c.object = ? AND c.country = ? AND c.party = ?
        AND c.kind IN (\(ChargeRow.sessionTerms)) ORDER BY c.kind
      """, partner, charge, key.id, key.country, key.party
    ) { row throws(SQLiteError) in try ChargeRow(&row) }
  }

  /// One that stands on no statement.
  package func open(_ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String) throws(SQLiteError)
    -> OpenCharge?
  {
    try tx.first(
      """
      SELECT \(Self.open) WHERE c.partner = ? AND c.direction = ? AND c.object = ? AND c.country = ? AND c.party = ?
        AND c.kind IN ('cdr', 'credit') AND c.number IS NULL
      """, partner, charge, key.id, key.country, key.party
    ) { row throws(SQLiteError) in try OpenCharge(&row) }
  }

  /// One of another kind that stands on no statement.
  package func open(
    _ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String, kind: String
  ) throws(SQLiteError) -> OpenCharge? {
    try tx.first(
      """
      SELECT \(Self.open) WHERE c.partner = ? AND c.direction = ? AND c.object = ? AND c.country = ? AND c.party = ?
        AND c.kind = ? AND c.number IS NULL
      """, partner, charge, key.id, key.country, key.party, kind
    ) { row throws(SQLiteError) in try OpenCharge(&row) }
  }

  /// Whether a CDR has a charge of a kind, wherever it stands.
  package func has(
    _ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String, kind: String
  ) throws(SQLiteError) -> Bool {
    try tx.count(
      """
      SELECT count(*) FROM statement_charges
      WHERE partner = ? AND direction = ? AND object = ? AND country = ? AND party = ? AND kind = ?
      """, partner, charge, key.id, key.country, key.party, kind) > 0
  }

  private static var open: String {
    """
    c.row, \(ChargeRow.columns), views.visible, views.acknowledged_hash IS NOT NULL, cdr_verdicts.verdict,
      received.connection
    FROM statement_charges AS c
    LEFT JOIN views ON c.direction = 'sell' AND views.partner = c.partner AND views.own_row = c.source
    LEFT JOIN received ON c.direction = 'buy' AND received.row = c.source
    LEFT JOIN cdr_verdicts ON c.direction = 'buy' AND cdr_verdicts.partner = c.partner
      AND cdr_verdicts.object = c.object AND cdr_verdicts.country = c.country AND cdr_verdicts.party = c.party
    """
  }

  /// CDRs that are or were disputed, the newest dispute first.
  package func disputed(of partner: String) throws(SQLiteError) -> [DisputedKey] {
    try tx.rows(
      """
      SELECT direction, country, party, object, '', reason, opened_at,
        state IN ('open', 'answered') OR (state = 'accepted' AND credit IS NULL),
        state IN ('rejected', 'expired'),
        EXISTS (SELECT 1 FROM statement_charges AS c
          WHERE c.partner = disputes.partner AND c.direction = disputes.direction AND c.object = disputes.object
            AND c.country = disputes.country AND c.party = disputes.party AND c.kind = 'term-disputed')
      FROM disputes
      WHERE partner = ? ORDER BY number DESC
      """, partner
    ) { row throws(SQLiteError) in try DisputedKey(&row) }
  }

  /// What the partner's policy says of received CDRs that it does not simply accept.
  ///
  /// A grade is `note`, `reject-record` or the like.
  package func graded(of partner: String) throws(SQLiteError) -> [(key: ObjectKey, grade: String)] {
    try tx.rows(
      """
      SELECT country, party, object, '', grade FROM cdr_verdicts WHERE partner = ? AND grade <> 'accept'
      """, partner
    ) { row throws(SQLiteError) in try (key: ObjectKey(&row), grade: row.next()) }
  }

  /// How many stand on no statement, and the newest change among them: the same again means that nothing moved.
  package func mark(of partner: String, before end: Timestamp) throws(SQLiteError) -> ChargeMark {
    try tx.first(
      """
      SELECT count(*), coalesce(max(change), 0) FROM statement_charges
      WHERE partner = ? AND number IS NULL AND ends < ?
      """, partner, end
    ) { row throws(SQLiteError) in try ChargeMark(count: row.next(), change: row.next()) }
      ?? ChargeMark(count: 0, change: 0)
  }

  /// Hands over what stands on a statement, in the order in which it was counted.
  package func each(of statement: String, _ body: (CountedCharge) -> Void) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT \(ChargeRow.columns), c.counted FROM statement_charges AS c WHERE c.number = ?
      ORDER BY c.ends, c.row
      """, statement
    ) { row throws(SQLiteError) in
      body(CountedCharge(charge: try ChargeRow(&row), counted: try row.next()))
    }
  }

  /// Where the CDR of a key stands: the statement, and how it was counted; nil while it stands on none.
  package func standing(
    _ direction: ChargeRow.Direction, _ key: ObjectKey, of partner: String
  ) throws(SQLiteError) -> (statement: String, counted: String)? {
    try tx.first(
      """
      SELECT number, counted FROM statement_charges
      WHERE partner = ? AND direction = ? AND object = ? AND country = ? AND party = ? AND kind IN ('cdr', 'credit')
        AND number IS NOT NULL
      """, partner, direction, key.id, key.country, key.party
    ) { row throws(SQLiteError) in try (row.next(), row.next()) }
  }

  /// Hands over what stands on statements of a partner and was supplied within a time, by end.
  package func eachSettled(
    of partner: String, _ direction: ChargeRow.Direction, within span: Range<Timestamp>,
    _ body: (CountedCharge) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT \(ChargeRow.columns), c.counted FROM statement_charges AS c
      WHERE c.partner = ? AND c.direction = ? AND c.ends >= ? AND c.ends < ? AND c.number IS NOT NULL
      ORDER BY c.ends, c.row
      """, partner, direction, span.lowerBound, span.upperBound
    ) { row throws(SQLiteError) in
      body(CountedCharge(charge: try ChargeRow(&row), counted: try row.next()))
    }
  }

  /// Hands over what stands on no statement, of all partners.
  package func eachOpen(before end: Timestamp, _ body: (ChargeRow) -> Void) throws(SQLiteError) {
    _ = try tx.rows(
      "SELECT \(ChargeRow.columns) FROM statement_charges AS c WHERE c.number IS NULL AND c.ends < ?", end
    ) { row throws(SQLiteError) in body(try ChargeRow(&row)) }
  }

  /// Hands over sessions, ours and received ones, that no CDR names.
  package func eachSessionWithoutCDR(_ body: (SessionWithoutCDR) -> Void) throws(SQLiteError) {
    // A join, so that SQLite makes an index of the sessions that CDRs name, for this once.
    _ = try tx.rows(
      """
      SELECT NULL, own.country, own.party, own.object, '', NULL, own.body FROM own
      LEFT JOIN statement_charges AS c ON c.direction = 'sell' AND c.session = own.object
        AND c.country = own.country AND c.party = own.party
      WHERE own.module = 'sessions' AND own.deleted = 0 AND c.row IS NULL
      UNION ALL
      SELECT received.partner, received.country, received.party, received.object, '', received.version, received.body
      FROM received
      LEFT JOIN statement_charges AS c ON c.direction = 'buy' AND c.partner = received.partner
        AND c.session = received.object AND c.country = received.country AND c.party = received.party
      WHERE received.module = 'sessions' AND received.state = 'live' AND c.row IS NULL
      """
    ) { row throws(SQLiteError) in
      body(
        SessionWithoutCDR(
          partner: try row.next(), key: try ObjectKey(&row), version: try row.next(), body: try row.next()))
    }
  }

  /// CDRs of ours that are no charge yet, oldest first: those of before there were charges, or whose partner was unknown.
  package func ownWithout(after row: Int64, limit: Int) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM own
      WHERE module = 'cdrs' AND deleted = 0 AND row > ?
        AND NOT EXISTS (SELECT 1 FROM statement_charges AS c WHERE c.direction = 'sell' AND c.source = own.row)
      ORDER BY row LIMIT ?
      """, row, limit
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// Live CDRs of partners that are no charge yet, oldest first.
  package func receivedWithout(after row: Int64, limit: Int) throws(SQLiteError) -> [ReceivedRow] {
    try tx.rows(
      """
      SELECT \(ReceivedRow.columns) FROM received
      WHERE module = 'cdrs' AND state = 'live' AND row > ?
        AND NOT EXISTS (SELECT 1 FROM statement_charges AS c WHERE c.direction = 'buy' AND c.source = received.row)
      ORDER BY row LIMIT ?
      """, row, limit
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
  }
}

extension ChargeTable where Access == Writing {
  /// Writes a charge, or writes it anew while it stands on no statement; what stands on one is left as it is.
  package func keep(_ charge: ChargeRow) throws(SQLiteError) {
    try insert(charge, on: nil, counted: nil)
  }

  /// Writes a charge that is made with its statement.
  package func keep(_ charge: ChargeRow, on statement: String, counted: String) throws(SQLiteError) {
    try insert(charge, on: statement, counted: counted)
  }

  /// Forgets the terms of a single session beside a CDR, while they stand on no statement.
  package func dropSessionTerms(
    _ charge: ChargeRow.Direction, _ key: ObjectKey, of partner: String
  ) throws(SQLiteError) {
    try tx.run(
      """
      DELETE FROM statement_charges
      WHERE partner = ? AND direction = ? AND object = ? AND country = ? AND party = ? AND number IS NULL
        AND kind IN (\(ChargeRow.sessionTerms))
      """, partner, charge, key.id, key.country, key.party)
  }

  private func insert(_ charge: ChargeRow, on statement: String?, counted: String?) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO statement_charges (partner, direction, country, party, object, kind, credits, driver, session,
        contract, starts, ends, place, listed, energy, currency, parts, fees, source, change, number, counted)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partner, direction, object, country, party, kind) DO UPDATE
      SET credits = excluded.credits, driver = excluded.driver, session = excluded.session,
        contract = excluded.contract, starts = excluded.starts, ends = excluded.ends, place = excluded.place,
        listed = excluded.listed, energy = excluded.energy, currency = excluded.currency, parts = excluded.parts,
        fees = excluded.fees, source = excluded.source, change = excluded.change
      WHERE number IS NULL AND excluded.number IS NULL
      """, charge.partner, charge.direction, charge.key.country, charge.key.party, charge.key.id, charge.kind,
      charge.credits, charge.driver, charge.session, charge.contract, charge.starts, charge.ends,
      charge.country, charge.listed, charge.energy, charge.currency, charge.parts, charge.fees, charge.source,
      try tx.next(in: "charges"), statement, counted)
  }

  /// Puts a charge on a statement.
  ///
  /// - Returns: false when it stands on one already.
  package func put(_ row: Int64, on statement: String, counted: String) throws(SQLiteError) -> Bool {
    try tx.run(
      "UPDATE statement_charges SET number = ?, counted = ? WHERE row = ? AND number IS NULL", statement,
      counted, row) == 1
  }
}

/// A CDR that is or was disputed.
package struct DisputedKey: Hashable, Sendable {
  /// Whose CDR it is.
  package let direction: ChargeRow.Direction
  /// The CDR.
  package let key: ObjectKey
  /// Why.
  package let reason: String
  /// When the dispute was opened.
  package let since: Timestamp
  /// Whether it is not over, or its credit is awaited.
  package let isRunning: Bool
  /// Whether it is over, and the CDR is owed as it was billed.
  package let stands: Bool
  /// Whether the part that is disputed stands apart from the rest.
  package let isApart: Bool

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    direction = try row.next()
    key = try ObjectKey(&row)
    reason = try row.next()
    since = try row.next()
    isRunning = try row.next()
    stands = try row.next()
    isApart = try row.next()
  }
}

/// A session that no CDR names.
package struct SessionWithoutCDR: Hashable, Sendable {
  /// Who sent it; nil for one of ours.
  package let partner: String?
  /// The session.
  package let key: ObjectKey
  /// The version it came in; nil for one of ours.
  package let version: String?
  /// The session as it is kept.
  package let body: JSONText
}

extension Transaction {
  package var charges: ChargeTable<Access> { ChargeTable(tx: self) }
}
