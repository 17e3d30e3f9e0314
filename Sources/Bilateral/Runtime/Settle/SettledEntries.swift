import BilateralBase
package import BilateralStore
package import BilateralTerms

extension Transaction {
  /// Hands over the charges of a closed statement as they were counted, in the order of its CSV.
  ///
  /// - Parameters:
  ///   - row: the statement.
  ///   - body: takes each.
  /// - Throws: what the store throws, and `ControlFailure` BR709 for a charge that does not read any more.
  package func eachEntry(of row: StatementRow, _ body: (Statement.Entry) -> Void) throws {
    guard let currency = Currency(row.currency) else { return }
    var broken: String?
    try charges.each(of: row.number) { counted in
      guard let charge = StatementCharge(counted.charge),
        let entry = Statement.Entry(charge, counted: counted.counted, currency)
      else {
        broken = counted.charge.statementID
        return
      }
      body(entry)
    }
    guard let broken else { return }
    throw ControlFailure("BR709", "\(broken) on \(row.number) does not read", exit: 70)
  }
}
