package import BilateralBase

/// What the driver of a running session wishes.
package struct ChargingPreferences: WireObject {
  /// What counts most.
  package var profileType: ProfileType
  /// When the driver expects to leave.
  package var departureTime: Timestamp?
  /// kWh that the driver needs.
  package var energyNeed: WireNumber?
  /// Whether the vehicle may be discharged; not when absent (SES-21).
  package var mayDischarge: Bool?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    profileType: ProfileType, departureTime: Timestamp? = nil, energyNeed: WireNumber? = nil,
    mayDischarge: Bool? = nil, extras: Extras = []
  ) {
    self.profileType = profileType
    self.departureTime = departureTime
    self.energyNeed = energyNeed
    self.mayDischarge = mayDischarge
    self.extras = extras
  }
}

extension ChargingPreferences {
  /// Whether the vehicle may be discharged (SES-21).
  package var discharges: Bool { mayDischarge ?? false }
}
