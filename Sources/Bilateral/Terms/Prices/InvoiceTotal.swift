package import BilateralBase

/// The sums of an invoice by the scheme of EN 16931: each line is rounded, tax is taken once of the sum (terms, section 6).
package struct InvoiceTotal: Hashable, Sendable {
  /// The lines, in whole minor units.
  package let lines: [Money]
  /// Their sum.
  package let net: Money
  /// The tax on the sum, in whole minor units.
  package let tax: Money

  /// The total of amounts of one category of tax.
  ///
  /// - Parameters:
  ///   - amounts: what each CDR owes, net and exact.
  ///   - rate: the rate of tax of them all; 0 where none is invoiced.
  ///   - currency: the currency of them all.
  /// - Throws: `MoneyError` when an amount has another currency.
  package init(_ amounts: [Money], rate: Percent, currency: Currency) throws(MoneyError) {
    lines = amounts.map { $0.rounded() }
    var sum = Money.zero(currency)
    for line in lines { sum = try sum + line }
    net = sum
    tax = (sum * rate.fraction).rounded()
  }
}
