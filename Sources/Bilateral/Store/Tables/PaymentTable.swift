/// Money that came or went for a statement, or was set off against another one.
package struct PaymentRow: Hashable, Sendable {
  /// What it is.
  package enum Kind: String, SQLValue, Hashable, Sendable, CaseIterable {
    /// Money moved.
    case paid
    /// A statement the other way took it up.
    case setOff = "set-off"
  }

  /// The statement.
  package var number: String
  /// The day: `2026-12-01`.
  package var day: String
  /// The amount, exact, in the currency of the statement; negative for what went back.
  package var amount: String
  /// What it is.
  package var kind: Kind
  /// The reference of the payment, or the number of the other statement.
  package var note: String?

  /// A payment.
  package init(number: String, day: String, amount: String, kind: Kind, note: String? = nil) {
    self.number = number
    self.day = day
    self.amount = amount
    self.kind = kind
    self.note = note
  }
}

/// Payments of statements, in the order in which they were told; never changed, a wrong one is taken back by another.
package struct PaymentTable<Access> {
  let tx: Transaction<Access>

  /// The payments of a statement; of all without a number.
  package func list(of number: String? = nil) throws(SQLiteError) -> [PaymentRow] {
    try tx.rows(
      """
      SELECT number, paid_on, amount, kind, note FROM payments WHERE ?1 IS NULL OR number = ?1 ORDER BY row
      """, number
    ) { row throws(SQLiteError) in
      try PaymentRow(
        number: row.next(), day: row.next(), amount: row.next(), kind: row.next(), note: row.next())
    }
  }
}

extension PaymentTable where Access == Writing {
  /// Notes a payment.
  package func keep(_ row: PaymentRow) throws(SQLiteError) {
    try tx.run(
      "INSERT INTO payments (number, paid_on, amount, kind, note, recorded_at) VALUES (?, ?, ?, ?, ?, ?)",
      row.number, row.day, row.amount, row.kind, row.note, tx.now)
  }
}

extension Transaction {
  package var payments: PaymentTable<Access> { PaymentTable(tx: self) }
}
