import BilateralBase

extension PublishTokenType {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init()
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.optional("uid", &uid, .ci(36))
    try w.optional("type", &type)
    try w.optional("visual_number", &visualNumber, .text(64))
    try w.optional("issuer", &issuer, .text(64))
    try w.optional("group_id", &groupID, .ci(36))
  }
}

extension PublishTokenType {
  /// One of uid, visual number and group names the token, the first two with their companions (LOC-11).
  package func checkTogether(_ checker: inout WireChecker) {
    if uid == nil, visualNumber == nil, groupID == nil {
      checker.note(.error, .contradiction, "must have uid, visual_number or group_id", requirement: "LOC-11")
    }
    if uid != nil, type == nil {
      checker.note(.error, .missing, "is missing, as there is a uid", requirement: "LOC-11", member: "type")
    }
    if visualNumber != nil, issuer == nil {
      checker.note(
        .error, .missing, "is missing, as there is a visual_number", requirement: "LOC-11", member: "issuer")
    }
  }
}
