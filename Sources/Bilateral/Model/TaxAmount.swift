/// One tax within a price.
package struct TaxAmount: WireObject {
  /// The name of the tax.
  package var name: String
  /// The number under which it is paid.
  package var accountNumber: String?
  /// The rate in percent.
  package var percentage: WireNumber?
  /// The amount in the currency of the price.
  package var amount: WireNumber
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    name: String, accountNumber: String? = nil, percentage: WireNumber? = nil, amount: WireNumber,
    extras: Extras = []
  ) {
    self.name = name
    self.accountNumber = accountNumber
    self.percentage = percentage
    self.amount = amount
    self.extras = extras
  }
}
