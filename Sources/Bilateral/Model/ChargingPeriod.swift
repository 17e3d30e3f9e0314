package import BilateralBase

/// A part of a session during which nothing changed; it ends where the next one starts.
package struct ChargingPeriod: WireObject {
  /// When it starts.
  package var startDateTime: Timestamp
  /// What was measured in it.
  package var dimensions: [CDRDimension]
  /// The tariff that held.
  package var tariffID: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    startDateTime: Timestamp, dimensions: [CDRDimension] = [], tariffID: CiString? = nil, extras: Extras = []
  ) {
    self.startDateTime = startDateTime
    self.dimensions = dimensions
    self.tariffID = tariffID
    self.extras = extras
  }
}
