import BilateralBase

extension Credentials {
  package init(blank: Blank) { self.init(token: "", url: "", roles: []) }

  /// 2.1.1 has the one role flat in the object (CR-20).
  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("token", &token, .text(64))
    try w.field("url", &url, .url)
    try w.optional("hub_party_id", &hubPartyID, .ci(5).since(.v2_3_0))
    if w.version == .v2_1_1 {
      var role = roles.first ?? CredentialsRole(blank: Blank())
      try w.field("business_details", &role.businessDetails)
      try w.owner(&role.party, since: .v2_1_1)
      roles = [role]
    } else {
      try w.list("roles", &roles, .filled)
    }
  }
}

extension Credentials {
  /// Each combination of role and party stands once (CR-21).
  package func checkTogether(_ checker: inout WireChecker) {
    let keys = roles.map { "\($0.role) \($0.party)" }
    guard checker.version >= .v2_2_1, Set(keys).count < keys.count else { return }
    checker.note(
      .error, .contradiction, "name a party in the same role twice", requirement: "CR-21", member: "roles")
  }
}
