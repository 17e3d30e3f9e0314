import BilateralBase

extension ReserveNow {
  package init(blank: Blank) {
    self.init(
      responseURL: String(blank: blank), token: Token(blank: blank), expiryDate: Timestamp(blank: blank),
      reservationID: ReservationID(blank: blank), locationID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("response_url", &responseURL, .url)
    try w.field("token", &token)
    try w.field("expiry_date", &expiryDate)
    try w.field("reservation_id", &reservationID, .ci(36))
    try w.field("location_id", &locationID, .ci(36).length(39, until: .v2_1_1))
    try w.optional("evse_uid", &evseUID, .ci(36).length(39, until: .v2_1_1))
    try w.optional("authorization_reference", &authorizationReference, .ci(36).since(.v2_2_1))
  }
}
