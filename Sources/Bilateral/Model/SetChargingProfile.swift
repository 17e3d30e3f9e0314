/// The request to limit the charging of a session.
package struct SetChargingProfile: WireObject {
  /// The limits.
  package var chargingProfile: ChargingProfile
  /// Where the result is to be sent.
  package var responseURL: String
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    chargingProfile: ChargingProfile, responseURL: String, extras: Extras = []
  ) {
    self.chargingProfile = chargingProfile
    self.responseURL = responseURL
    self.extras = extras
  }
}
