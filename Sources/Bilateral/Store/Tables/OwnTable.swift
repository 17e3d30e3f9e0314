package import BilateralBase

/// Our own objects, which our platform writes and partners see in their own view.
///
/// Invariants: one row per (module, key). Every change takes the next number of one sequence, so "what changed
/// since n" misses nothing and repeats nothing. A deleted object keeps its row: partners must still be told.
/// `shape` is the number of the last change that a partner's view must be judged anew for; one that altered nothing
/// but the status of EVSEs leaves it where it was.
package struct OwnTable<Access> {
  let tx: Transaction<Access>

  /// The object, deleted ones included.
  package func object(_ module: String, _ key: ObjectKey) throws(SQLiteError) -> OwnRow? {
    try tx.first(
      """
      SELECT \(OwnRow.columns) FROM own
      WHERE module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, module, key.country, key.party, key.id, key.sub
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// Live objects, oldest first.
  package func list(_ module: String, _ filter: ListFilter) throws(SQLiteError) -> ListPage<OwnRow> {
    let condition = "FROM own WHERE module = ? AND deleted = 0 AND last_updated >= ? AND last_updated < ?"
    let rows = try tx.rows(
      "SELECT \(OwnRow.columns) \(condition) ORDER BY row LIMIT ? OFFSET ?", module, filter.low,
      filter.high, filter.limit, filter.offset
    ) { row throws(SQLiteError) in try OwnRow(&row) }
    let total = try tx.count("SELECT count(*) \(condition)", module, filter.low, filter.high)
    return ListPage(rows: rows, total: total)
  }

  /// Objects of a module whose shape changed after `shape`, deleted ones included, in order of that change.
  package func changes(
    _ module: String, after shape: Int64, limit: Int
  ) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      "SELECT \(OwnRow.columns) FROM own WHERE module = ? AND shape > ? ORDER BY shape LIMIT ?", module,
      shape, limit
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// Locations whose latest change is after `change` and one of status alone, in order of change.
  package func statusChanges(after change: Int64, limit: Int) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM own INDEXED BY own_status
      WHERE change > shape AND change > ? ORDER BY change LIMIT ?
      """, change, limit
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// The object with that row number.
  package func row(_ number: Int64) throws(SQLiteError) -> OwnRow? {
    try tx.first("SELECT \(OwnRow.columns) FROM own WHERE row = ?", number) { row throws(SQLiteError) in
      try OwnRow(&row)
    }
  }

  /// Our live tokens of a contract, oldest first (X-43).
  package func tokens(ofContract contract: String) throws(SQLiteError) -> [OwnRow] {
    try tx.rows(
      """
      SELECT \(OwnRow.columns) FROM own
      WHERE contract = ? AND module = 'tokens' AND deleted = 0
      ORDER BY row LIMIT 50
      """, contract
    ) { row throws(SQLiteError) in try OwnRow(&row) }
  }

  /// The CDR of ours that takes another back; nil when none does.
  package func credit(of cdr: ObjectKey) throws(SQLiteError) -> ObjectKey? {
    try tx.first(
      "SELECT country, party, object, '' FROM own_credits WHERE credits = ? AND country = ? AND party = ?",
      cdr.id, cdr.country, cdr.party
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// The CDR of ours that took the place of another when a credit took that back; nil where none did.
  package func revision(of cdr: ObjectKey) throws(SQLiteError) -> ObjectKey? {
    guard let credit = try credit(of: cdr) else { return nil }
    return try tx.first(
      """
      SELECT next.country, next.party, next.object, '' FROM own AS credit
      JOIN own AS next ON next.module = 'cdrs' AND next.row > credit.row AND next.row <= credit.row + 8
      WHERE credit.module = 'cdrs' AND credit.object = ? AND credit.country = ? AND credit.party = ?
        AND next.deleted = 0 AND next.country = credit.country AND next.party = credit.party
        AND json_extract(next.body, '$.bilateral_revision.replaces') = ? COLLATE NOCASE
      ORDER BY next.row LIMIT 1
      """, credit.id, credit.country, credit.party, cdr.id
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
  }

  /// Whether a module has no live object.
  package func isEmpty(_ module: String) throws(SQLiteError) -> Bool {
    try tx.count("SELECT EXISTS (SELECT 1 FROM own WHERE module = ? AND deleted = 0)", module) == 0
  }

  /// How many live objects a module has.
  package func count(_ module: String) throws(SQLiteError) -> Int {
    try tx.count("SELECT count(*) FROM own WHERE module = ? AND deleted = 0", module)
  }

  /// Hands over every live object in the canonical order of (country, party, id), by bytes (ruling 38).
  package func eachCanonical(
    _ module: String, _ body: (ObjectKey, JSONText) -> Void
  ) throws(SQLiteError) {
    _ = try tx.rows(
      """
      SELECT country, party, object, sub, body FROM own WHERE module = ? AND deleted = 0
      ORDER BY country COLLATE BINARY, party COLLATE BINARY, object COLLATE BINARY, sub COLLATE BINARY
      """, module
    ) { row throws(SQLiteError) in
      let key = try ObjectKey(&row)
      body(key, try row.next())
    }
  }
}

extension OwnTable where Access == Writing {
  /// Notes that a CDR of ours takes another back; one that was taken back before breaks a constraint.
  package func keepCredit(_ credit: ObjectKey, of id: String) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO own_credits (country, party, credits, object) VALUES (?, ?, ?, ?)", credit.country,
      credit.party, id, credit.id)
  }

  /// Writes an object; equal content is no change and takes no number.
  ///
  /// A PATCH is the caller's: read, merge and put in one transaction.
  ///
  /// - Parameters:
  ///   - object: the object as it is to be.
  ///   - keepsShape: whether it differs from what is stored in nothing but the status of EVSEs that stay in service;
  ///     then no view has to be judged anew.
  /// - Returns: what it did.
  /// - Throws: `SQLiteError`.
  package func put(_ object: OwnObject, keepsShape: Bool = false) throws(SQLiteError) -> OwnOutcome {
    let key = object.key
    let known: (row: Int64, hash: [UInt8], isDeleted: Bool)? = try tx.first(
      """
      SELECT row, hash, deleted FROM own
      WHERE module = ? AND country = ? AND party = ? AND object = ? AND sub = ?
      """, object.module, key.country, key.party, key.id, key.sub
    ) { row throws(SQLiteError) in try (row.next(), row.next(), row.next()) }
    guard let known else { return .created(try insert(object)) }
    if known.hash == object.hash && !known.isDeleted { return .unchanged }
    let change = try replace(known.row, with: object, keepsShape: keepsShape && !known.isDeleted)
    return known.isDeleted ? .created(change) : .changed(change)
  }

  /// Writes an object over a row just read in this transaction, of which nothing but the status of EVSEs changed.
  ///
  /// - Returns: the number of the change.
  package func putStatus(
    _ body: JSONText, hash: [UInt8], lastUpdated: Timestamp, over row: OwnRow
  ) throws(SQLiteError) -> Int64 {
    let change = try nextChange(row.module, keepsShape: true)
    try tx.run(
      "UPDATE own SET change = ?, last_updated = ?, hash = ?, body = ? WHERE row = ?", change, lastUpdated,
      hash, body, row.number)
    return change
  }

  /// Marks an object as deleted at `time` and returns the number of the change, nil when there is none to delete.
  package func delete(
    _ module: String, _ key: ObjectKey, at time: Timestamp
  ) throws(SQLiteError) -> Int64? {
    guard let row = try object(module, key), !row.isDeleted else { return nil }
    let change = try nextChange(module)
    try tx.run(
      "UPDATE own SET deleted = 1, change = ?1, shape = ?1, last_updated = max(last_updated, ?2) WHERE row = ?3",
      change, time, row.number)
    return change
  }

  private func insert(_ object: OwnObject) throws(SQLiteError) -> Int64 {
    let change = try nextChange(object.module)
    try tx.run(
      """
      INSERT INTO own
        (module, country, party, object, sub, change, shape, last_updated, created_at, hash, body, contract)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10, \(Self.contract(module: "?1", body: "?10")))
      """, object.module, object.key.country, object.key.party, object.key.id, object.key.sub, change,
      object.lastUpdated, tx.now, object.hash, object.body)
    return change
  }

  private func replace(
    _ row: Int64, with object: OwnObject, keepsShape: Bool
  ) throws(SQLiteError) -> Int64 {
    let change = try nextChange(object.module, keepsShape: keepsShape)
    try tx.run(
      """
      UPDATE own SET country = ?1, party = ?2, object = ?3, sub = ?4, change = ?5, last_updated = ?6, hash = ?7,
        deleted = 0, body = ?8, contract = \(Self.contract(module: "module", body: "?8")),
        shape = iif(?10, shape, ?5)
      WHERE row = ?9
      """, object.key.country, object.key.party, object.key.id, object.key.sub, change,
      object.lastUpdated, object.hash, object.body, row, keepsShape)
    return change
  }

  /// The contract that a token belongs to, read when it is written: an index may not compute it, because functions in
  /// a schema are not trusted.
  private static func contract(module: String, body: String) -> String {
    "iif(\(module) = 'tokens' AND json_valid(\(body)), json_extract(\(body), '$.contract_id'), NULL)"
  }

  private func nextChange(_ module: String, keepsShape: Bool = false) throws(SQLiteError) -> Int64 {
    tx.signal(keepsShape ? .statuses : .own(module: module))
    return try tx.next(in: "own")
  }
}

extension Transaction {
  package var own: OwnTable<Access> { OwnTable(tx: self) }
}

extension Migration {
  static let own = Migration(
    "2026-11 own",
    """
    CREATE TABLE own (
      row          INTEGER PRIMARY KEY,
      module       TEXT NOT NULL,
      country      TEXT NOT NULL COLLATE NOCASE,
      party        TEXT NOT NULL COLLATE NOCASE,
      object       TEXT NOT NULL COLLATE NOCASE,
      sub          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
      change       INTEGER NOT NULL UNIQUE,
      last_updated INTEGER NOT NULL,
      created_at   INTEGER NOT NULL,
      hash         BLOB NOT NULL,
      deleted      INTEGER NOT NULL DEFAULT 0,
      body         TEXT NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX own_key ON own (module, object, country, party, sub);
    CREATE INDEX own_list ON own (module, deleted, row, last_updated);
    CREATE INDEX own_change ON own (module, change);
    """)
}

extension Migration {
  /// Finds tokens by their contract: sessions and CDRs of 2.1.1 tell nothing else of a driver.
  static let contracts = Migration(
    "2026-11 contracts",
    """
    ALTER TABLE own ADD COLUMN contract TEXT COLLATE NOCASE;
    UPDATE own SET contract = json_extract(body, '$.contract_id') WHERE module = 'tokens' AND json_valid(body);
    CREATE INDEX own_contract ON own (contract) WHERE contract IS NOT NULL;
    """)
}

extension Migration {
  /// What telling a status to many partners needs: which changes alter no more than that, and what views look like.
  ///
  /// Views of locations are judged once more, which tells no partner anything.
  static let fanOut = Migration(
    "2026-11 fan-out",
    """
    ALTER TABLE own ADD COLUMN shape INTEGER NOT NULL DEFAULT 0;
    UPDATE own SET shape = change;
    CREATE INDEX own_shape ON own (module, shape);
    CREATE INDEX own_status ON own (change) WHERE change > shape;
    ALTER TABLE views ADD COLUMN copy TEXT;
    DELETE FROM view_cursors WHERE module = 'locations';
    """)
}
