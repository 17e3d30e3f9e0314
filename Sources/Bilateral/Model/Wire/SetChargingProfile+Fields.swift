extension SetChargingProfile {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(chargingProfile: ChargingProfile(blank: blank), responseURL: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("charging_profile", &chargingProfile)
    try w.field("response_url", &responseURL, .url)
  }
}
