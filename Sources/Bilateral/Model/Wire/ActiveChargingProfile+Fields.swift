import BilateralBase

extension ActiveChargingProfile {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(startDateTime: Timestamp(blank: blank), chargingProfile: ChargingProfile(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("start_date_time", &startDateTime)
    try w.field("charging_profile", &chargingProfile)
  }
}
