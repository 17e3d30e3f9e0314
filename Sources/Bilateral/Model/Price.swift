/// An amount with what is known of its taxes; absent taxes are unknown, not zero.
package struct Price: WireObject {
  /// The amount without taxes.
  package var beforeTaxes: WireNumber
  /// The amount with VAT, as 2.2.1 states it.
  package var inclVAT: WireNumber?
  /// The taxes, as 2.3.0 states them.
  package var taxes: [TaxAmount]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    beforeTaxes: WireNumber, inclVAT: WireNumber? = nil, taxes: [TaxAmount] = [], extras: Extras = []
  ) {
    self.beforeTaxes = beforeTaxes
    self.inclVAT = inclVAT
    self.taxes = taxes
    self.extras = extras
  }
}
