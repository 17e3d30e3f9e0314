/// Prices that hold together under the same restrictions.
package struct TariffElement: WireObject {
  /// The prices.
  package var priceComponents: [PriceComponent]
  /// When they hold; always when absent.
  package var restrictions: TariffRestrictions?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    priceComponents: [PriceComponent] = [], restrictions: TariffRestrictions? = nil, extras: Extras = []
  ) {
    self.priceComponents = priceComponents
    self.restrictions = restrictions
    self.extras = extras
  }
}
