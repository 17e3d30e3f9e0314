/// Named texts of the store itself: our identity, marks of one-off work.
package struct SettingTable<Access> {
  let tx: Transaction<Access>

  /// The text under a name, nil when it was never set.
  package func value(_ name: String) throws(SQLiteError) -> String? {
    try tx.first("SELECT value FROM settings WHERE name = ?", name) { row throws(SQLiteError) in
      try row.next()
    }
  }
}

extension SettingTable where Access == Writing {
  package func set(_ name: String, to value: String) throws(SQLiteError) {
    try tx.run(
      """
      INSERT INTO settings (name, value, updated_at) VALUES (?, ?, ?)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
      """, name, value, tx.now)
  }
}

extension Transaction {
  package var settings: SettingTable<Access> { SettingTable(tx: self) }
}
