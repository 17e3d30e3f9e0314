import BilateralBase

extension Session {
  /// Reads the session; of 2.1.1 the ids are taken from the location within.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(blank: Blank())
    try reader.object(&self, at: token)
    try reader.demand(embeddedLocation != nil, "location", in: .v2_1_1)
    guard let embeddedLocation else { return }
    locationID = embeddedLocation.id
    evseUID = embeddedLocation.onlyEVSE?.uid ?? .notAvailable
    connectorID = embeddedLocation.onlyConnector?.id ?? .notAvailable
  }

  /// 2.1.1 holds the location, later versions refer to it; neither is made up.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    chargingPeriods.merge(for: &writer)
    guard writer.version == .v2_1_1 else {
      guard embeddedLocation != nil, evseUID.isNotAvailable || connectorID.isNotAvailable else { return nil }
      return "the location of 2.1.1 does not name one EVSE and one connector"
    }
    guard embeddedLocation != nil else {
      return evseUID.isNotAvailable ? "no EVSE is assigned yet" : "2.1.1 demands the whole location within"
    }
    return embeddedLocation?.embed(evseUID, connectorID, &writer)
  }

  /// What the fields say together: the place (SES-12, SES-13) and the energy (SES-15).
  package func checkTogether(_ checker: inout WireChecker) {
    checker.energy(energy, of: chargingPeriods, member: "kwh")
    checker.span(startDateTime, endDateTime, former: "end_datetime")
    if checker.version == .v2_1_1 { return checker.embedded(embeddedLocation, requirement: "SES-13") }
    guard evseUID.isNotAvailable || connectorID.isNotAvailable, status != .reservation else { return }
    checker.note(
      .error, .contradiction, "must be known unless the status is RESERVATION", requirement: "SES-12",
      member: evseUID.isNotAvailable ? "evse_uid" : "connector_id")
  }
}
