import BilateralBase

extension CDR {
  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, id: CiString(blank: blank), startDateTime: Timestamp(blank: blank),
      endDateTime: Timestamp(blank: blank), token: CDRToken(blank: blank),
      authMethod: AuthMethod(blank: blank), location: CDRLocation(blank: blank),
      currency: String(blank: blank), totalCost: Price(blank: blank), totalEnergy: WireNumber(blank: blank),
      totalTime: WireNumber(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("id", &id, .ci(39).length(36, until: .v2_1_1))
    try w.field("start_date_time", &startDateTime)
    try w.field("end_date_time", &endDateTime, .any.was("stop_date_time"))
    try w.optional("session_id", &sessionID, .ci(36).since(.v2_2_1))
    try w.field("cdr_token", &token, .any.length(36, until: .v2_1_1).was("auth_id"))
    try w.field("auth_method", &authMethod)
    try w.optional("authorization_reference", &authorizationReference, .ci(36).since(.v2_2_1))
    try w.field("cdr_location", &location, .since(.v2_2_1), orElse: location)
    try w.optional("location", &embeddedLocation, .until(.v2_1_1).needed(until: .v2_1_1))
    try w.optional("meter_id", &meterID, .text(255))
    try w.field("currency", &currency, .form(.threeLetters))
    try w.list("tariffs", &tariffs)
    try w.list("charging_periods", &chargingPeriods, .filled)
    try w.optional("signed_data", &signedData, .since(.v2_2_1))
    try w.field("total_cost", &totalCost)
    try w.optional("total_fixed_cost", &totalFixedCost, .since(.v2_2_1))
    try w.field("total_energy", &totalEnergy)
    try w.optional("total_energy_cost", &totalEnergyCost, .since(.v2_2_1))
    try w.field("total_time", &totalTime)
    try w.optional("total_time_cost", &totalTimeCost, .since(.v2_2_1))
    try w.optional("total_parking_time", &totalParkingTime)
    try w.optional("total_parking_cost", &totalParkingCost, .since(.v2_2_1))
    try w.optional("total_reservation_cost", &totalReservationCost, .since(.v2_2_1))
    try w.optional("remark", &remark, .text(255))
    try w.optional("invoice_reference_id", &invoiceReferenceID, .ci(39).since(.v2_2_1))
    try w.optional("credit", &isCredit, .since(.v2_2_1))
    try w.optional("credit_reference_id", &creditReferenceID, .ci(39).since(.v2_2_1))
    try w.optional("home_charging_compensation", &isHomeCharging, .since(.v2_2_1))
    try w.field("last_updated", &lastUpdated)
  }
}
