import BilateralBase

extension Location {
  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, id: CiString(blank: blank), publish: Bool(blank: blank),
      address: String(blank: blank), city: String(blank: blank), country: String(blank: blank),
      coordinates: GeoLocation(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("id", &id, .ci(36).length(39, until: .v2_1_1))
    try w.field("publish", &publish, .since(.v2_2_1), orElse: true)
    try w.list("publish_allowed_to", &publishAllowedTo, .since(.v2_2_1))
    try w.optional("name", &name, .text(255))
    try w.field("address", &address, .text(255).length(45, until: .v2_2_1).cut())
    try w.field("city", &city, .text(45))
    try w.optional("postal_code", &postalCode, .text(10).needed(until: .v2_1_1), orElse: "-")
    try w.optional("state", &state, .text(45).length(20, until: .v2_2_1).cut().since(.v2_2_1))
    try w.field("country", &country, .form(.threeLetters))
    try w.field("coordinates", &coordinates)
    try w.list("related_locations", &relatedLocations)
    try w.optional("parking_type", &parkingType, .any.was("type").needed(until: .v2_1_1), orElse: .unknown)
    try w.list("evses", &evses)
    try w.list("parking_places", &parkingPlaces, .since(.v2_3_0))
    try w.list("directions", &directions)
    try w.optional("operator", &self.operator)
    try w.optional("suboperator", &suboperator)
    try w.optional("owner", &owner)
    try w.list("facilities", &facilities)
    try w.optional("time_zone", &timeZone, .text(255).needed(since: .v2_2_1))
    try w.optional("opening_times", &openingTimes)
    try w.optional("charging_when_closed", &chargingWhenClosed)
    try w.list("images", &images)
    try w.optional("energy_mix", &energyMix)
    try w.optional("help_phone", &helpPhone, .ci(25).since(.v2_3_0))
    try w.field("last_updated", &lastUpdated)
  }
}

extension Location {
  /// 2.1.1 cannot say that a location is not public, so an unpublished one is not sent; later versions demand
  /// a time zone, which is often certain from the country.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    if writer.version == .v2_1_1 { return publish ? nil : "2.1.1 cannot say publish = false" }
    guard timeZone == nil, let derived = derivedTimeZone else { return nil }
    timeZone = derived
    writer.note(.default, "derived from the country", member: "time_zone")
    return nil
  }

  /// Who may see the location, and whether parking references lead anywhere (LOC-11, LOC-31).
  package func checkTogether(_ checker: inout WireChecker) {
    if checker.version >= .v2_2_1, publish, !publishAllowedTo.isEmpty {
      checker.note(
        .error, .contradiction, "is only for locations with publish = false", requirement: "LOC-11",
        member: "publish_allowed_to")
    }
    guard checker.version >= .v2_3_0 else { return }
    let places = Set(parkingPlaces.map(\.id))
    let lost = evses.flatMap(\.parking).first { !places.contains($0.parkingID) }
    if let lost {
      checker.note(
        .error, .contradiction, "has no entry \(lost.parkingID), to which an EVSE refers",
        requirement: "LOC-31",
        member: "parking_places")
    }
  }
}
