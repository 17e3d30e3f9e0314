/// A least or greatest price.
package struct PriceLimit: WireObject {
  /// Without taxes.
  package var beforeTaxes: WireNumber
  /// With taxes.
  package var afterTaxes: WireNumber?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    beforeTaxes: WireNumber, afterTaxes: WireNumber? = nil, extras: Extras = []
  ) {
    self.beforeTaxes = beforeTaxes
    self.afterTaxes = afterTaxes
    self.extras = extras
  }
}
