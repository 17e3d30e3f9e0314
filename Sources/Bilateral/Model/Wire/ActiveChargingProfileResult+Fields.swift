import BilateralBase

extension ActiveChargingProfileResult {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(result: ChargingProfileResultType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("result", &result)
    try w.optional("profile", &profile)
  }
}

extension ActiveChargingProfileResult {
  /// A profile comes with ACCEPTED alone (CPR-13).
  package func checkTogether(_ checker: inout WireChecker) {
    guard profile != nil, result.isKnown, result != .accepted else { return }
    checker.note(
      .error, .contradiction, "must be absent unless the result is ACCEPTED", requirement: "CPR-13",
      member: "profile")
  }
}
