import BilateralBase

extension EVSEParking {
  package static var since: OCPIVersion { .v2_3_0 }

  package init(blank: Blank) {
    self.init(parkingID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("parking_id", &parkingID, .ci(36))
    try w.optional("evse_position", &evsePosition)
  }
}
