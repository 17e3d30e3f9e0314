/// The result of asking for the limits that hold.
package struct ActiveChargingProfileResult: WireObject {
  /// Whether the EVSE could tell.
  package var result: ChargingProfileResultType
  /// The limits, only when it could (CPR-13).
  package var profile: ActiveChargingProfile?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    result: ChargingProfileResultType, profile: ActiveChargingProfile? = nil, extras: Extras = []
  ) {
    self.result = result
    self.profile = profile
    self.extras = extras
  }
}
