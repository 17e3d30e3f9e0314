import BilateralBase

extension AuthorizationInfo {
  package init(blank: Blank) {
    self.init(allowed: AllowedType(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("allowed", &allowed)
    try w.optional("token", &token, .since(.v2_2_1).needed(since: .v2_2_1))
    try w.optional("location", &location)
    try w.optional("authorization_reference", &authorizationReference, .ci(36).since(.v2_2_1))
    try w.optional("info", &info)
  }
}
