import BilateralBase

extension Token {
  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, id: CiString(blank: blank), type: TokenType(blank: blank),
      contractID: CiString(blank: blank), issuer: String(blank: blank), isValid: Bool(blank: blank),
      whitelist: WhitelistType(blank: blank), lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("uid", &id, .ci(36))
    try w.field("type", &type)
    try w.field("contract_id", &contractID, .ci(36).was("auth_id"))
    try w.optional("visual_number", &visualNumber, .text(64))
    try w.field("issuer", &issuer, .text(64))
    try w.optional("group_id", &groupID, .ci(36).since(.v2_2_1))
    try w.field("valid", &isValid)
    try w.field("whitelist", &whitelist)
    try w.optional("language", &language, .form(.language))
    try w.optional("default_profile_type", &defaultProfileType, .since(.v2_2_1))
    try w.optional("energy_contract", &energyContract, .since(.v2_2_1))
    try w.field("last_updated", &lastUpdated)
  }
}

extension Token {
  /// A check digit that is not the one of the id before it, for which no driver is ever refused, and groups that are
  /// longer than the 20 characters that charge points take (TOK-19).
  package func checkTogether(_ checker: inout WireChecker) {
    checker.checkDigit(of: contractID, member: checker.version == .v2_1_1 ? "auth_id" : "contract_id")
    guard let groupID, groupID.text.count > 20 else { return }
    checker.note(
      .warning, .tooLong, "should have at most 20 characters, as charge points take no more",
      requirement: "TOK-19", member: "group_id")
  }
}
