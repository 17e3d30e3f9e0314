/// Texts of price lists that were ever applied, each kept once however many partners are priced by it.
///
/// A bill must be explained years later by the very prices it was made under; the folder holds only today's.
package struct PriceTextTable<Access> {
  let tx: Transaction<Access>

  /// The text with that SHA-256, in hexadecimal digits; nil when it was never applied.
  package func text(_ hash: String) throws(SQLiteError) -> String? {
    try tx.first("SELECT body FROM price_texts WHERE hash = ?", hash) { row throws(SQLiteError) in
      try row.next()
    }
  }
}

extension PriceTextTable where Access == Writing {
  /// Keeps a text under its hash; one that is kept already costs a look-up.
  package func keep(_ text: String, as hash: String) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO price_texts (hash, body, kept_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING", hash,
      text, tx.now)
  }
}

extension Transaction {
  package var priceTexts: PriceTextTable<Access> { PriceTextTable(tx: self) }
}

extension Migration {
  static let priceTexts = Migration(
    "2026-11 price texts",
    """
    CREATE TABLE price_texts (
      hash    TEXT PRIMARY KEY,
      body    TEXT NOT NULL,
      kept_at INTEGER NOT NULL
    ) STRICT;
    """)
}
