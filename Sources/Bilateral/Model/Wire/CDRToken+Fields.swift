import BilateralBase

extension CDRToken {
  package static var wireType: String { "CdrToken" }

  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, uid: CiString(blank: blank), type: TokenType(blank: blank),
      contractID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party, since: .v2_1_1)
    try w.field("uid", &uid, .ci(36))
    try w.field("type", &type)
    try w.field("contract_id", &contractID, .ci(36))
  }
}

extension CDRToken {
  /// A check digit that is not the one of the id before it.
  package func checkTogether(_ checker: inout WireChecker) {
    checker.checkDigit(of: contractID, member: "contract_id")
  }
}
