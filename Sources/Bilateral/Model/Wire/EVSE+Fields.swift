import BilateralBase

extension EVSE {
  package init(blank: Blank) {
    self.init(uid: CiString(blank: blank), status: Status(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("uid", &uid, .ci(36).length(39, until: .v2_1_1))
    try w.optional("evse_id", &evseID, .ci(48))
    try w.field("status", &status)
    try w.list("status_schedule", &statusSchedule)
    try w.list("capabilities", &capabilities)
    try w.list("connectors", &connectors, .any.filledIfPossible())
    try w.optional("floor_level", &floorLevel, .text(4))
    try w.optional("coordinates", &coordinates)
    try w.optional("physical_reference", &physicalReference, .text(16))
    try w.list("directions", &directions)
    try w.list("parking_restrictions", &parkingRestrictions)
    try w.list("parking", &parking, .since(.v2_3_0))
    try w.list("images", &images)
    try w.list("accepted_service_providers", &acceptedServiceProviders, .text(50).since(.v2_3_0))
    try w.field("last_updated", &lastUpdated)
  }
}

extension EVSE {
  /// Leaves out connectors that the version cannot name; without any the EVSE cannot be said.
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    guard !connectors.isEmpty, connectors.allSatisfy({ !$0.canBeSaid(in: writer) }) else {
      return nil
    }
    return "\(writer.version) can name none of its connectors"
  }
}

extension EVSE {
  /// An `evse_id` that has not the form that drivers and roaming partners know.
  package func checkTogether(_ checker: inout WireChecker) {
    guard let evseID, !ChargingID.isEVSEID(evseID.text) else { return }
    checker.note(
      .warning, .badForm, "is no EVSE id such as DE*NVO*E1234*1", requirement: nil, member: "evse_id")
  }
}
