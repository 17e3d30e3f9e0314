import BilateralBase

extension LocationReferences {
  package init(blank: Blank) {
    self.init(locationID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("location_id", &locationID, .ci(36).length(39, until: .v2_1_1))
    try w.list("evse_uids", &evseUIDs, .ci(36).length(39, until: .v2_1_1))
    try w.list("connector_ids", &connectorIDs, .ci(36).until(.v2_1_1))
  }
}
