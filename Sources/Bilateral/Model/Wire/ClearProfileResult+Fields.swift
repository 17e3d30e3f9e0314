extension ClearProfileResult {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(result: ChargingProfileResultType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("result", &result)
  }
}
