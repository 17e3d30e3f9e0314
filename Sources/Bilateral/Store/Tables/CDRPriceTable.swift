/// How a CDR of ours came to its amounts.
package struct CDRPrice: Hashable, Sendable {
  package var key: ObjectKey
  /// The partner under whose terms it was billed.
  package var partner: String
  /// SHA-256 of what our platform sent; the same again is the same CDR.
  package var source: [UInt8]
  /// SHA-256 of the terms that were in force when the session started.
  package var terms: [UInt8]
  /// Every decision on the way, as canonical JSON.
  package var trace: JSONText

  package init(key: ObjectKey, partner: String, source: [UInt8], terms: [UInt8], trace: JSONText) {
    self.key = key
    self.partner = partner
    self.source = source
    self.terms = terms
    self.trace = trace
  }
}

/// How our CDRs came to their amounts: written once, in the transaction that stores the CDR, and never changed.
package struct CDRPriceTable<Access> {
  let tx: Transaction<Access>

  /// How one CDR came to its amounts; nil when it was not priced by us.
  package func price(of key: ObjectKey) throws(SQLiteError) -> CDRPrice? {
    try tx.first(
      """
      SELECT country, party, object, '', partner, source, terms, trace FROM cdr_prices
      WHERE country = ? AND party = ? AND object = ?
      """, key.country, key.party, key.id
    ) { row throws(SQLiteError) in
      try CDRPrice(
        key: ObjectKey(&row), partner: row.next(), source: row.next(), terms: row.next(), trace: row.next())
    }
  }
}

extension CDRPriceTable where Access == Writing {
  /// Keeps how a CDR came to its amounts.
  package func keep(_ price: CDRPrice) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO cdr_prices (country, party, object, partner, source, terms, trace, priced_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, price.key.country, price.key.party, price.key.id, price.partner, price.source, price.terms,
      price.trace, tx.now)
  }
}

extension Transaction {
  package var cdrPrices: CDRPriceTable<Access> { CDRPriceTable(tx: self) }
}

extension Migration {
  static let cdrPrices = Migration(
    "2026-11 cdr prices",
    """
    CREATE TABLE cdr_prices (
      country   TEXT NOT NULL COLLATE NOCASE,
      party     TEXT NOT NULL COLLATE NOCASE,
      object    TEXT NOT NULL COLLATE NOCASE,
      partner   TEXT NOT NULL,
      source    BLOB NOT NULL,
      terms     BLOB NOT NULL,
      trace     TEXT NOT NULL,
      priced_at INTEGER NOT NULL,
      PRIMARY KEY (object, country, party)
    ) STRICT;
    CREATE TABLE published_history (
      row     INTEGER PRIMARY KEY,
      partner TEXT NOT NULL,
      country TEXT NOT NULL COLLATE NOCASE,
      party   TEXT NOT NULL COLLATE NOCASE,
      object  TEXT NOT NULL COLLATE NOCASE,
      base    TEXT NOT NULL,
      rule    TEXT,
      hash    BLOB NOT NULL,
      body    TEXT NOT NULL,
      since   INTEGER NOT NULL,
      until   INTEGER
    ) STRICT;
    CREATE INDEX published_history_time ON published_history (partner, since);
    INSERT INTO published_history (partner, country, party, object, base, rule, hash, body, since)
    SELECT partner, country, party, object, base, rule, hash, body, changed_at FROM published_tariffs
    WHERE visible = 1;
    """)
}
