/// The result of setting limits, and of taking them back: ChargingProfileResult and ClearProfileResult of OCPI.
package struct ChargingProfileResult: WireObject {
  /// Whether the EVSE could do it.
  package var result: ChargingProfileResultType
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    result: ChargingProfileResultType, extras: Extras = []
  ) {
    self.result = result
    self.extras = extras
  }
}
