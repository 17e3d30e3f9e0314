package import BilateralBase

/// A status that is planned.
package struct StatusSchedule: WireObject {
  /// From when.
  package var periodBegin: Timestamp
  /// Until when, open when absent.
  package var periodEnd: Timestamp?
  /// The status planned.
  package var status: Status
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    periodBegin: Timestamp, periodEnd: Timestamp? = nil, status: Status, extras: Extras = []
  ) {
    self.periodBegin = periodBegin
    self.periodEnd = periodEnd
    self.status = status
    self.extras = extras
  }
}
