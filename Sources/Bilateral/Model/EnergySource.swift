/// One source of energy and its share.
package struct EnergySource: WireObject {
  /// The source.
  package var source: EnergySourceCategory
  /// The share in percent.
  package var percentage: WireNumber
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    source: EnergySourceCategory, percentage: WireNumber, extras: Extras = []
  ) {
    self.source = source
    self.percentage = percentage
    self.extras = extras
  }
}
