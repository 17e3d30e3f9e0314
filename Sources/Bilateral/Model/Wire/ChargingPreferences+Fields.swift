import BilateralBase

extension ChargingPreferences {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(profileType: ProfileType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("profile_type", &profileType)
    try w.optional("departure_time", &departureTime)
    try w.optional("energy_need", &energyNeed)
    try w.optional("discharge_allowed", &mayDischarge)
  }
}
