package import BilateralBase

extension CDR {
  /// Reads the CDR; of 2.1.1 the place is taken from the location within.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(blank: Blank())
    try reader.object(&self, at: token)
    try reader.demand(embeddedLocation != nil, "location", in: .v2_1_1)
    if let embeddedLocation { location = CDRLocation(embeddedLocation) }
  }

  /// Names the EVSE and connector that were used, where the location of 2.1.1 holds several.
  ///
  /// - Parameters:
  ///   - evse: the EVSE of the session.
  ///   - connector: the connector of the session.
  /// - Returns: whether the location has them.
  package mutating func place(atEVSE evse: CiString, connector: CiString) -> Bool {
    guard let reduced = embeddedLocation?.reduced(toEVSE: evse, connector: connector) else { return false }
    location = CDRLocation(reduced)
    return !location.evseUID.isNotAvailable && !location.connectorID.isNotAvailable
  }

  /// 2.1.1 holds a whole location and knows no credits; later versions want one EVSE and connector.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    adaptPeriods(&writer)
    guard writer.version == .v2_1_1 else { return adaptPlace(&writer) }
    // A receiver that knows no credits would book another charge.
    if isCredit == true, !writer.style.sendsCredits { return "2.1.1 has no credits" }
    dropValidity(&writer)
    if embeddedLocation == nil {
      guard !location.evseUID.isNotAvailable else { return "no EVSE was used, and 2.1.1 demands one" }
      writer.note(.default, "the CDR tells no status, voltage and amperage", member: "location")
      embeddedLocation = location.embedded(party: party, at: lastUpdated)
    }
    return embeddedLocation?.embed(location.evseUID, location.connectorID, &writer)
  }

  /// The tariffs of a CDR held when the session was; 2.1.1 needs not know how long.
  private mutating func dropValidity(_ writer: inout WireWriter) {
    for place in tariffs.indices
    where tariffs[place].startDateTime != nil || tariffs[place].endDateTime != nil {
      (tariffs[place].startDateTime, tariffs[place].endDateTime) = (nil, nil)
      let path = JSONPath().appending("tariffs").appending(place)
      for member in ["start_date_time", "end_date_time"] {
        writer.note(.dropped, "2.1.1 has no such field", at: path.appending(member))
      }
    }
  }

  private func adaptPlace(_ writer: inout WireWriter) -> String? {
    guard embeddedLocation != nil else { return nil }
    if location.evseUID.isNotAvailable || location.connectorID.isNotAvailable {
      return "the location of 2.1.1 does not name one EVSE and one connector"
    }
    if location.evseID.isNotAvailable {
      writer.note(.default, "2.1.1 did not say the evse_id", member: "cdr_location")
    }
    return nil
  }

  /// At least one period remains, with all of the energy.
  private mutating func adaptPeriods(_ writer: inout WireWriter) {
    let start = chargingPeriods.first?.startDateTime ?? startDateTime
    chargingPeriods.merge(for: &writer)
    guard chargingPeriods.isEmpty else { return }
    let energy = CDRDimension(type: .energy, volume: totalEnergy)
    chargingPeriods = [ChargingPeriod(startDateTime: start, dimensions: [energy])]
    writer.note(
      .default, "no period remains; one with all of the energy is written", member: "charging_periods")
  }
}
