extension CancelReservation {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(responseURL: String(blank: blank), reservationID: ReservationID(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("response_url", &responseURL, .url)
    try w.field("reservation_id", &reservationID, .ci(36))
  }
}
