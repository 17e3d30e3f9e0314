package import BilateralBase

/// A deviation of a partner from the specification, as often as it was seen.
package struct Sighting: Hashable, Sendable {
  /// The key below `[dialect]`, such as `trailing_slash`.
  package let key: String
  /// The value that copes with it, such as `true`.
  package let value: String
  /// How often it was seen.
  package var count: Int
  package let since: Timestamp
  package var last: Timestamp
  /// What was seen last, in words.
  package var example: String

  package init(
    key: String, value: String, count: Int, since: Timestamp, last: Timestamp, example: String
  ) {
    self.key = key
    self.value = value
    self.count = count
    self.since = since
    self.last = last
    self.example = example
  }

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    key = try row.next()
    value = try row.next()
    count = try row.next()
    since = try row.next()
    last = try row.next()
    example = try row.next()
  }
}

/// What was seen of partners' dialects; it outlives the process, so that a habit is met once and not at each start.
package struct SightingTable<Access> {
  let tx: Transaction<Access>

  /// All sightings of a partner, by name and value.
  package func list(of partner: String) throws(SQLiteError) -> [Sighting] {
    try tx.rows(
      """
      SELECT name, value, count, first_at, last_at, example FROM sightings
      WHERE partner = ? ORDER BY name, value
      """, partner
    ) { row throws(SQLiteError) in try Sighting(&row) }
  }
}

extension SightingTable where Access == Writing {
  /// Writes what is known of one value now; counts and times are the caller's.
  package func save(_ row: Sighting, of partner: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO sightings (partner, name, value, count, first_at, last_at, example)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (partner, name, value) DO UPDATE SET count = ?4, first_at = ?5, last_at = ?6, example = ?7
      """, partner, row.key, row.value, row.count, row.since, row.last, row.example)
  }

  /// Forgets one value, because it turned out wrong or another has taken its place.
  package func forget(_ name: String, _ value: String, of partner: String) throws(SQLiteError) {
    try tx.run("DELETE FROM sightings WHERE partner = ? AND name = ? AND value = ?", partner, name, value)
  }
}

extension Transaction {
  package var sightings: SightingTable<Access> { SightingTable(tx: self) }
}

extension Migration {
  static let sightings = Migration(
    "2026-11 sightings",
    """
    CREATE TABLE sightings (
      partner  TEXT NOT NULL,
      name     TEXT NOT NULL,
      value    TEXT NOT NULL,
      count    INTEGER NOT NULL,
      first_at INTEGER NOT NULL,
      last_at  INTEGER NOT NULL,
      example  TEXT NOT NULL,
      PRIMARY KEY (partner, name, value)
    ) STRICT, WITHOUT ROWID;
    """)
}
