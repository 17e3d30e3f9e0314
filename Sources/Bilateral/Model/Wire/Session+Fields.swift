import BilateralBase

extension Session {
  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, id: CiString(blank: blank), startDateTime: Timestamp(blank: blank),
      energy: WireNumber(blank: blank), token: CDRToken(blank: blank), authMethod: AuthMethod(blank: blank),
      locationID: CiString(blank: blank), evseUID: CiString(blank: blank),
      connectorID: CiString(blank: blank), currency: String(blank: blank),
      status: SessionStatus(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("id", &id, .ci(36))
    try w.field("start_date_time", &startDateTime, .any.was("start_datetime"))
    try w.optional("end_date_time", &endDateTime, .any.was("end_datetime"))
    try w.field("kwh", &energy)
    try w.field("cdr_token", &token, .any.length(36, until: .v2_1_1).was("auth_id"))
    try w.field("auth_method", &authMethod)
    try w.optional("authorization_reference", &authorizationReference, .ci(36).since(.v2_2_1))
    try w.field("location_id", &locationID, .ci(36).since(.v2_2_1), orElse: locationID)
    try w.field("evse_uid", &evseUID, .ci(36).since(.v2_2_1), orElse: evseUID)
    try w.field("connector_id", &connectorID, .ci(36).since(.v2_2_1), orElse: connectorID)
    try w.optional("location", &embeddedLocation, .until(.v2_1_1).needed(until: .v2_1_1))
    try w.optional("meter_id", &meterID, .text(255))
    try w.field("currency", &currency, .form(.threeLetters))
    try w.list("charging_periods", &chargingPeriods)
    try w.optional("total_cost", &totalCost)
    try w.field("status", &status)
    try w.field("last_updated", &lastUpdated)
  }
}
