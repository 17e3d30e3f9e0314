/// One measured volume.
package struct CDRDimension: WireObject {
  /// What was measured.
  package var type: CDRDimensionType
  /// The volume: kWh, hours, amperes or kW.
  package var volume: WireNumber
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    type: CDRDimensionType, volume: WireNumber, extras: Extras = []
  ) {
    self.type = type
    self.volume = volume
    self.extras = extras
  }
}
