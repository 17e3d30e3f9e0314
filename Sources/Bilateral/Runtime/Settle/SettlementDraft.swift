import BilateralBase
package import BilateralStore
package import BilateralTerms

/// The statements of a period, worked out and not yet closed: the same for a preview and for the closing.
package struct SettlementDraft: Sendable {
  /// One statement: what one legal entity owes another in one currency.
  package struct Document: Sendable {
    /// Who is paid.
    package let direction: ChargeRow.Direction
    /// Who writes the invoice, and under which series of numbers.
    package let numbering: StatementNumbering
    /// The statement, without a number.
    package let statement: Statement
    /// What the invoice says beside it.
    package let facts: InvoiceDocument.Facts
    /// Below the least amount of an invoice: its charges wait for the next period.
    package let isCarried: Bool
    /// Which of the scan's documents it is, as `onEntry` was told.
    package let scanned: Int
  }

  /// What was asked for.
  package let order: SettlementOrder
  /// The statements in their order: what we sell before what we buy, then by entity and currency.
  package let documents: [Document]
  /// What stands on no statement because no entity answers for it.
  package let homeless: [Statement.Held]
  let placements: ChargePlacements
  let mark: ChargeMark

  /// Those that become statements.
  package var due: [Document] { documents.filter { !$0.isCarried && $0.statement.count > 0 } }

  /// Works a period out.
  ///
  /// - Parameters:
  ///   - order: what is to be settled.
  ///   - tx: one consistent look at the database.
  ///   - onEntry: hears of each charge as it is counted, in the order in which it is kept; the number is
  ///     ``Document/scanned``.
  /// - Throws: what the store throws.
  package init<Access>(
    _ order: SettlementOrder, in tx: Transaction<Access>,
    onEntry: @escaping (Int, Statement.Entry) -> Void = { _, _ in }
  ) throws {
    mark = try tx.charges.mark(of: order.file.id, before: order.span.upperBound)
    var scan = try SettlementScan(order, in: tx, onEntry: onEntry)
    try scan.run()
    self.order = order
    homeless = scan.homeless
    placements = scan.placements
    documents = scan.documents()
  }

  /// Whether the charges are still those that it was worked out from.
  func isCurrent<Access>(in tx: Transaction<Access>) throws -> Bool {
    try tx.charges.mark(of: order.file.id, before: order.span.upperBound) == mark
  }
}

/// Which charge goes on which statement, in columns: a million of them fit.
struct ChargePlacements: Sendable {
  private(set) var rows: [Int64] = []
  private(set) var documents: [Int32] = []
  private(set) var counted: [String] = []
  /// Charges that are made with the statement: fees of hubs, terms of the period.
  private(set) var made: [(document: Int, charge: ChargeRow, counted: String)] = []

  mutating func add(_ row: Int64, to document: Int, counted text: String) {
    rows.append(row)
    documents.append(Int32(truncatingIfNeeded: document))
    counted.append(text)
  }

  mutating func add(_ charge: ChargeRow, to document: Int, counted text: String) {
    made.append((document, charge, text))
  }
}
