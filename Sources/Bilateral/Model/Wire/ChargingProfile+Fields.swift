import BilateralBase

extension ChargingProfile {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(rateUnit: ChargingRateUnit(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.optional("start_date_time", &startDateTime)
    try w.optional("duration", &duration)
    try w.field("charging_rate_unit", &rateUnit)
    try w.optional("min_charging_rate", &minRate)
    try w.list("charging_profile_period", &periods)
  }
}

extension ChargingProfile {
  /// Rates have at most one decimal (CPR-11).
  package func checkTogether(_ checker: inout WireChecker) {
    guard let minRate, !minRate.hasAtMostOneDecimal else { return }
    checker.note(
      .error, .badNumber, "has more than one decimal", requirement: "CPR-11", member: "min_charging_rate")
  }
}
