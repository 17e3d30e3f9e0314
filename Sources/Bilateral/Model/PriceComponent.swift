/// What is charged for one dimension.
package struct PriceComponent: WireObject {
  /// The dimension.
  package var type: TariffDimensionType
  /// Per kWh, per hour, or once.
  package var price: WireNumber
  /// The rate of VAT in percent; absent is not 0 (TAR-15).
  package var vat: WireNumber?
  /// Wh or seconds that are billed as one (TAR-22).
  package var stepSize: Int
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    type: TariffDimensionType, price: WireNumber, vat: WireNumber? = nil, stepSize: Int = 1,
    extras: Extras = []
  ) {
    self.type = type
    self.price = price
    self.vat = vat
    self.stepSize = stepSize
    self.extras = extras
  }
}
