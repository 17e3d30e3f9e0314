extension ChargingProfileResponse {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(result: ChargingProfileResponseType(blank: blank), timeout: Int(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("result", &result)
    try w.field("timeout", &timeout)
  }
}
