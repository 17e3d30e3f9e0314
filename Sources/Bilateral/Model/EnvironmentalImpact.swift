/// What making the energy leaves behind.
package struct EnvironmentalImpact: WireObject {
  /// What is left behind.
  package var category: EnvironmentalImpactCategory
  /// Grams for each kWh.
  package var amount: WireNumber
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    category: EnvironmentalImpactCategory, amount: WireNumber, extras: Extras = []
  ) {
    self.category = category
    self.amount = amount
    self.extras = extras
  }
}
