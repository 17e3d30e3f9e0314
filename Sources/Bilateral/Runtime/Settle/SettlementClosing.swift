package import BilateralBase
import BilateralCrypto
package import BilateralStore
import BilateralTerms

/// Closes a period: numbers, statements, what stands on them and the entry of the audit in one transaction, or nothing.
package struct SettlementClosing: Sendable {
  let store: Store

  /// Closes periods in a database.
  package init(_ store: Store) { self.store = store }

  /// What a closing left behind.
  package struct Outcome: Sendable {
    /// The statements, in their order.
    package let statements: [StatementRow]
    /// What it was worked out as.
    package let draft: SettlementDraft
    /// What was set off: pairs of numbers with the amount.
    package let offsets: [(sold: String, bought: String, amount: Money)]
  }

  /// Closes a period.
  ///
  /// The million charges of a large month are added up while others write; only what was added up is written at once,
  /// after a look that nothing moved meanwhile.
  ///
  /// - Parameters:
  ///   - actor: who does it.
  ///   - order: makes the order within a look at the database.
  /// - Returns: what was written.
  /// - Throws: `ControlFailure` BR700–BR705 with exit 6 when it is closed, 7 before its end; what the store throws.
  package func close(
    actor: String, _ order: @escaping @Sendable (ReadTransaction) throws -> SettlementOrder
  ) async throws -> Outcome {
    for _ in 0..<5 {
      let draft = try await store.read { tx in
        let order = try order(tx)
        try order.demandClosable(in: tx)
        return try SettlementDraft(order, in: tx)
      }
      let outcome = try await store.write(isBulk: true) { tx -> Outcome? in
        try draft.order.demandOpen(in: tx)
        guard try draft.isCurrent(in: tx) else { return nil }
        return try Self.write(draft, by: actor, in: tx)
      }
      if let outcome { return outcome }
    }
    throw ControlFailure(
      "BR705", "CDRs of the period keep coming while it is closed", help: "try again in a minute", exit: 6)
  }

  static func write(_ draft: SettlementDraft, by actor: String, in tx: WriteTransaction) throws -> Outcome {
    let order = draft.order
    try tx.statements.close("\(order.period)", of: order.file.id, until: order.span.upperBound)
    var rows: [StatementRow] = []
    var numbers: [Int: String] = [:]
    for (place, document) in draft.due.enumerated() {
      let row = try statement(document, place: place + 1, order, in: tx)
      numbers[document.scanned] = row.number
      rows.append(row)
    }
    try place(draft.placements, numbers, in: tx)
    let offsets = try offset(draft, rows, in: tx)
    try tx.audit.append(
      AuditEntry(
        actor: actor, action: "settle.close", partner: order.file.id,
        detail: JSONText(detail(order, rows).canonicalBytes)))
    return Outcome(statements: rows, draft: draft, offsets: offsets)
  }

  private static func statement(
    _ document: SettlementDraft.Document, place: Int, _ order: SettlementOrder, in tx: WriteTransaction
  ) throws -> StatementRow {
    let numbering = document.numbering
    let count = try tx.statements.nextNumber(in: numbering.series(on: order.issued))
    var settled = SettledDocument(document, of: order.file.id)
    let number = numbering.number(count, on: order.issued)
    settled.statement.number = number
    let text = settled.kept.bytes
    let statement = settled.statement
    let row = StatementRow(
      number: number, partner: order.file.id, direction: document.direction, period: "\(order.period)",
      place: place, issued: "\(order.issued)", due: statement.due.map { "\($0)" },
      gross: statement.gross.amount.exactText, currency: statement.currency.code, document: JSONText(text),
      hash: SHA256.hash(text), closedAt: tx.now)
    try tx.statements.keep(row)
    return row
  }

  private static func place(
    _ placements: ChargePlacements, _ numbers: [Int: String], in tx: WriteTransaction
  ) throws {
    for index in placements.rows.indices {
      guard let number = numbers[Int(placements.documents[index])] else { continue }
      guard try tx.charges.put(placements.rows[index], on: number, counted: placements.counted[index]) else {
        throw ControlFailure("BR705", "a charge was put on another statement meanwhile", exit: 6)
      }
    }
    for (document, charge, counted) in placements.made {
      guard let number = numbers[document] else { continue }
      try tx.charges.keep(charge, on: number, counted: counted)
    }
  }

  /// Sets both directions off against each other where that is agreed: within one currency and pair of entities only.
  private static func offset(
    _ draft: SettlementDraft, _ rows: [StatementRow], in tx: WriteTransaction
  ) throws -> [(sold: String, bought: String, amount: Money)] {
    let pairs = draft.offsets()
    var offsets: [(sold: String, bought: String, amount: Money)] = []
    for pair in pairs {
      let (sold, bought) = (rows[pair.sold].number, rows[pair.bought].number)
      let (day, amount) = ("\(draft.order.issued)", pair.amount.amount.exactText)
      try tx.payments.keep(PaymentRow(number: sold, day: day, amount: amount, kind: .setOff, note: bought))
      try tx.payments.keep(PaymentRow(number: bought, day: day, amount: amount, kind: .setOff, note: sold))
      offsets.append((sold, bought, pair.amount))
    }
    return offsets
  }

  private static func detail(_ order: SettlementOrder, _ rows: [StatementRow]) -> JSON {
    [
      "period": .string("\(order.period)"),
      "statements": .array(
        rows.map { row in
          [
            "number": .string(row.number), "gross": .string(row.gross), "currency": .string(row.currency),
            "sha256": .string(Hex.encode(row.hash)),
          ]
        }),
    ]
  }
}

extension SettlementDraft {
  /// What is set off against each other, by places among ``due``.
  package func offsets() -> [(sold: Int, bought: Int, amount: Money)] {
    guard order.terms.nets else { return [] }
    var offsets: [(sold: Int, bought: Int, amount: Money)] = []
    for (sold, sale) in due.enumerated() where sale.direction == .sell {
      let bought = due.firstIndex { document in
        document.direction == .buy && document.statement.currency == sale.statement.currency
          && document.statement.seller == sale.statement.buyer
          && document.statement.buyer == sale.statement.seller
      }
      guard let bought else { continue }
      let (left, right) = (sale.statement.gross, due[bought].statement.gross)
      let amount = min(left.amount, right.amount)
      if amount > .zero { offsets.append((sold, bought, Money(amount, left.currency))) }
    }
    return offsets
  }
}
