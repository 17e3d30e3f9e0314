import BilateralBase

extension UnlockConnector {
  package init(blank: Blank) {
    self.init(
      responseURL: String(blank: blank), locationID: CiString(blank: blank), evseUID: CiString(blank: blank),
      connectorID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("response_url", &responseURL, .url)
    try w.field("location_id", &locationID, .ci(36).length(39, until: .v2_1_1))
    try w.field("evse_uid", &evseUID, .ci(36).length(39, until: .v2_1_1))
    try w.field("connector_id", &connectorID, .ci(36))
  }
}
