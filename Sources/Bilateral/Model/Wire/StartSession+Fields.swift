import BilateralBase

extension StartSession {
  package init(blank: Blank) {
    self.init(
      responseURL: String(blank: blank), token: Token(blank: blank), locationID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("response_url", &responseURL, .url)
    try w.field("token", &token)
    try w.field("location_id", &locationID, .ci(36).length(39, until: .v2_1_1))
    try w.optional("evse_uid", &evseUID, .ci(36).length(39, until: .v2_1_1))
    try w.optional("connector_id", &connectorID, .ci(36).since(.v2_2_1))
    try w.optional("authorization_reference", &authorizationReference, .ci(36).since(.v2_2_1))
  }
}

extension StartSession {
  /// A connector is named within an EVSE (CMD-17).
  package func checkTogether(_ checker: inout WireChecker) {
    guard checker.version >= .v2_2_1, connectorID != nil, evseUID == nil else { return }
    checker.note(
      .error, .missing, "is missing, as there is a connector_id", requirement: "CMD-17", member: "evse_uid")
  }
}
