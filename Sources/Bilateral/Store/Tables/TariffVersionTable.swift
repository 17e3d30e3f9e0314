package import BilateralBase

/// A tariff as a partner told it at a time.
package struct TariffVersion: Hashable, Sendable {
  package let key: ObjectKey
  /// The OCPI version it was received in.
  package let version: String
  /// The `last_updated` with which this content came: from then on it is the partner's word.
  package let since: Timestamp
  package let body: JSONText
}

/// What partners' tariffs said before: a CDR is re-rated by the tariff of the session's start, however late it comes.
///
/// Each new content adds a row, in the transaction that takes it in; a tariff that only gets another `last_updated` adds
/// none. What was superseded more than ``keptDays`` ago goes.
package struct TariffVersionTable<Access> {
  let tx: Transaction<Access>

  /// How long a version is kept after another one took its place: a year's statement and its dispute.
  package static var keptDays: Int64 { 500 }

  /// All that a tariff said, newest first.
  package func versions(of key: ObjectKey, from partner: String) throws(SQLiteError) -> [TariffVersion] {
    try tx.rows(
      """
      SELECT country, party, object, '', version, since, body FROM tariff_versions
      WHERE partner = ? AND country = ? AND party = ? AND object = ? ORDER BY since DESC, row DESC
      """, partner, key.country, key.party, key.id
    ) { row throws(SQLiteError) in
      try TariffVersion(
        key: ObjectKey(&row), version: row.next(), since: row.next(), body: row.next())
    }
  }
}

extension TariffVersionTable where Access == Writing {
  /// Keeps what came, and drops what nobody will ask for any more.
  func keep(_ object: ReceivedObject) throws(SQLiteError) {
    let key = object.key
    try tx.run(
      """
      INSERT INTO tariff_versions (partner, country, party, object, version, since, body)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, object.partner, key.country, key.party, key.id, object.version, object.lastUpdated, object.body)
    try tx.run(
      """
      DELETE FROM tariff_versions
      WHERE partner = ?1 AND country = ?2 AND party = ?3 AND object = ?4 AND since < (
        SELECT max(since) FROM tariff_versions
        WHERE partner = ?1 AND country = ?2 AND party = ?3 AND object = ?4 AND since <= ?5)
      """, object.partner, key.country, key.party, key.id,
      tx.now.adding(seconds: -Self.keptDays * 86_400))
  }

  /// Forgets all tariffs of a partner.
  func erase(partner: String) throws(SQLiteError) {
    try tx.run("DELETE FROM tariff_versions WHERE partner = ?", partner)
  }
}

extension Transaction {
  package var tariffVersions: TariffVersionTable<Access> { TariffVersionTable(tx: self) }
}

extension Migration {
  static let tariffVersions = Migration(
    "2026-11 tariff versions",
    """
    CREATE TABLE tariff_versions (
      row     INTEGER PRIMARY KEY,
      partner TEXT NOT NULL,
      country TEXT NOT NULL COLLATE NOCASE,
      party   TEXT NOT NULL COLLATE NOCASE,
      object  TEXT NOT NULL COLLATE NOCASE,
      version TEXT NOT NULL,
      since   INTEGER NOT NULL,
      body    TEXT NOT NULL
    ) STRICT;
    CREATE INDEX tariff_versions_time ON tariff_versions (partner, object, since);
    INSERT INTO tariff_versions (partner, country, party, object, version, since, body)
    SELECT partner, country, party, object, version, min(last_updated, changed_at), body FROM received
    WHERE module = 'tariffs';
    """)
}
