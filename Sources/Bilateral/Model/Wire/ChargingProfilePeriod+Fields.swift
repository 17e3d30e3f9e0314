import BilateralBase

extension ChargingProfilePeriod {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(startPeriod: Int(blank: blank), limit: WireNumber(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("start_period", &startPeriod)
    try w.field("limit", &limit)
  }
}

extension ChargingProfilePeriod {
  /// Limits have at most one decimal (CPR-11).
  package func checkTogether(_ checker: inout WireChecker) {
    guard !limit.hasAtMostOneDecimal else { return }
    checker.note(.error, .badNumber, "has more than one decimal", requirement: "CPR-11", member: "limit")
  }
}

extension WireNumber {
  /// Whether the spelling has no exponent and no digit but zeros behind the first decimal.
  var hasAtMostOneDecimal: Bool {
    guard !text.utf8.contains(where: { $0 | 0x20 == 0x65 }) else { return false }
    guard let dot = text.firstIndex(of: ".") else { return true }
    return text[dot...].utf8.dropFirst(2).allSatisfy { $0 == 0x30 }
  }
}
