/// When an element of a tariff holds; all that is said must be true (TAR-10).
package struct TariffRestrictions: WireObject {
  /// From that time of day, local.
  package var startTime: String?
  /// Before that time of day, local.
  package var endTime: String?
  /// From that day on, local.
  package var startDate: String?
  /// Before that day, local.
  package var endDate: String?
  /// From that energy on, kWh.
  package var minKWh: WireNumber?
  /// Below that energy, kWh.
  package var maxKWh: WireNumber?
  /// From that current on, amperes over all phases.
  package var minCurrent: WireNumber?
  /// Below that current, amperes over all phases.
  package var maxCurrent: WireNumber?
  /// From that power on, kW.
  package var minPower: WireNumber?
  /// Below that power, kW.
  package var maxPower: WireNumber?
  /// From that duration on, seconds.
  package var minDuration: Int?
  /// Below that duration, seconds.
  package var maxDuration: Int?
  /// On those days.
  package var dayOfWeek: [DayOfWeek]
  /// For reservations.
  package var reservation: ReservationRestrictionType?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    startTime: String? = nil, endTime: String? = nil, startDate: String? = nil, endDate: String? = nil,
    minKWh: WireNumber? = nil, maxKWh: WireNumber? = nil, minCurrent: WireNumber? = nil,
    maxCurrent: WireNumber? = nil, minPower: WireNumber? = nil, maxPower: WireNumber? = nil,
    minDuration: Int? = nil, maxDuration: Int? = nil, dayOfWeek: [DayOfWeek] = [],
    reservation: ReservationRestrictionType? = nil, extras: Extras = []
  ) {
    self.startTime = startTime
    self.endTime = endTime
    self.startDate = startDate
    self.endDate = endDate
    self.minKWh = minKWh
    self.maxKWh = maxKWh
    self.minCurrent = minCurrent
    self.maxCurrent = maxCurrent
    self.minPower = minPower
    self.maxPower = maxPower
    self.minDuration = minDuration
    self.maxDuration = maxDuration
    self.dayOfWeek = dayOfWeek
    self.reservation = reservation
    self.extras = extras
  }
}
