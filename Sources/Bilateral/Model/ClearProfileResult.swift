/// The result of taking limits back.
package struct ClearProfileResult: WireObject {
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
