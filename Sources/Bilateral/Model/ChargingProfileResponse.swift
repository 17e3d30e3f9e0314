/// The answer to a request about limits: whether the operator passes it on.
package struct ChargingProfileResponse: WireObject {
  /// What the operator does with it.
  package var result: ChargingProfileResponseType
  /// Seconds until the result is to be there.
  package var timeout: Int
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    result: ChargingProfileResponseType, timeout: Int, extras: Extras = []
  ) {
    self.result = result
    self.timeout = timeout
    self.extras = extras
  }
}
