package import BilateralBase

/// Limits of power or current over time.
package struct ChargingProfile: WireObject {
  /// When it starts; with the charging when absent.
  package var startDateTime: Timestamp?
  /// Seconds that it lasts; without end when absent.
  package var duration: Int?
  /// The unit of the limits (CPR-12).
  package var rateUnit: ChargingRateUnit
  /// The least that the vehicle can do with.
  package var minRate: WireNumber?
  /// The limits, in order.
  package var periods: [ChargingProfilePeriod]
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    startDateTime: Timestamp? = nil, duration: Int? = nil, rateUnit: ChargingRateUnit,
    minRate: WireNumber? = nil, periods: [ChargingProfilePeriod] = [], extras: Extras = []
  ) {
    self.startDateTime = startDateTime
    self.duration = duration
    self.rateUnit = rateUnit
    self.minRate = minRate
    self.periods = periods
    self.extras = extras
  }
}
