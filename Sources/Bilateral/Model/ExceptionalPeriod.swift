package import BilateralBase

/// A period that departs from the regular hours.
package struct ExceptionalPeriod: WireObject {
  /// First moment.
  package var periodBegin: Timestamp
  /// Last moment.
  package var periodEnd: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    periodBegin: Timestamp, periodEnd: Timestamp, extras: Extras = []
  ) {
    self.periodBegin = periodBegin
    self.periodEnd = periodEnd
    self.extras = extras
  }
}
