package import BilateralBase
package import BilateralStore
import BilateralTerms

/// Money that came or went for a statement, as it was told.
struct StatementPayment: Sendable {
  let number: String
  let day: String
  let amount: String
  let note: String?
  let actor: String

  /// Notes it.
  ///
  /// - Returns: how the statement stands now.
  /// - Throws: `ControlFailure` BR706 without such a statement, BR707 when day or amount do not read.
  func keep(in tx: WriteTransaction) throws -> StatementStanding {
    guard let row = try tx.statements.statement(number) else { throw StatementStanding.unknown(number) }
    guard let day = CivilDate(text: day) else {
      throw ControlFailure("BR707", "\"\(day)\" is no day", help: "--on 2026-12-01", exit: 65)
    }
    let words = amount.split(separator: " ")
    guard (1...2).contains(words.count), let paid = words.first.flatMap({ Rational(decimalText: $0) }),
      words.count == 1 || words[1].uppercased() == row.currency, !paid.isZero
    else {
      throw ControlFailure(
        "BR707", "\"\(amount)\" is no amount of \(row.currency)",
        help: "--amount \"1203.50 \(row.currency)\"",
        exit: 65)
    }
    try tx.payments.keep(
      PaymentRow(number: number, day: "\(day)", amount: paid.exactText, kind: .paid, note: note))
    let detail: JSON = [
      "statement": .string(number), "on": .string("\(day)"), "amount": .string(paid.exactText),
      "currency": .string(row.currency),
    ]
    try tx.audit.append(
      AuditEntry(
        actor: actor, action: "settle.paid", partner: row.partner, detail: JSONText(detail.canonicalBytes)))
    return StatementStanding(row, try tx.payments.list(of: number))
  }
}

/// How a statement stands: what of it is paid, and how long the rest is due.
package struct StatementStanding: Hashable, Sendable {
  /// The statement.
  package let row: StatementRow
  /// What is owed in all.
  package let gross: Rational
  /// What was paid or set off.
  package let settled: Rational

  /// How a statement stands after its payments.
  package init(_ row: StatementRow, _ payments: [PaymentRow]) {
    self.row = row
    gross = Rational(exactText: row.gross) ?? .zero
    settled = payments.reduce(Rational.zero) { $0 + (Rational(exactText: $1.amount) ?? .zero) }
  }

  /// What is still open; negative where too much was paid.
  package var open: Rational { gross - settled }

  /// `paid`, `open`, `overdue`, or `overpaid`; a credit is open until it was paid back.
  ///
  /// - Parameter today: the day.
  /// - Returns: the word.
  package func state(on today: CivilDate) -> String {
    if open.isZero { return "paid" }
    if open.isNegative != gross.isNegative { return "overpaid" }
    return daysLate(on: today) > 0 ? "overdue" : "open"
  }

  /// How many days the rest is late; 0 where it is not due yet, or no day was agreed.
  package func daysLate(on today: CivilDate) -> Int {
    guard !open.isZero, let due = row.due.flatMap({ CivilDate(text: $0) }) else { return 0 }
    return max(0, today.daysSince1970 - due.daysSince1970)
  }

  /// There is no such statement.
  package static func unknown(_ number: String) -> ControlFailure {
    ControlFailure(
      "BR706", "there is no statement \(number)", help: "partnerctl settle list shows them", exit: 66)
  }

  /// As the control channel tells it.
  var json: JSON {
    [
      "statement": .string(row.number), "currency": .string(row.currency),
      "gross": .string(gross.exactText), "settled": .string(settled.exactText),
      "open": .string(open.exactText),
    ]
  }
}
