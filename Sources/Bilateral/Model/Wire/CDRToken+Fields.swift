import BilateralBase

extension CDRToken {
  package static var wireType: String { "CdrToken" }

  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, uid: CiString(blank: blank), type: TokenType(blank: blank),
      contractID: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("uid", &uid, .ci(36))
    try w.field("type", &type)
    try w.field("contract_id", &contractID, .ci(36))
  }
}
