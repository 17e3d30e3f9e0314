package import BilateralBase

/// The limits that hold at a charge point, as it has worked them out.
package struct ActiveChargingProfile: WireObject {
  /// When they were worked out; the periods count from here.
  package var startDateTime: Timestamp
  /// The limits.
  package var chargingProfile: ChargingProfile
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    startDateTime: Timestamp, chargingProfile: ChargingProfile, extras: Extras = []
  ) {
    self.startDateTime = startDateTime
    self.chargingProfile = chargingProfile
    self.extras = extras
  }
}
