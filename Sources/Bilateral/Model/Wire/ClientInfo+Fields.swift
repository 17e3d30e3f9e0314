import BilateralBase

extension ClientInfo {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(
      party: PartyID.blank, role: RoleName(blank: blank), status: ConnectionStatus(blank: blank),
      lastUpdated: Timestamp(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.owner(&party)
    try w.field("role", &role)
    try w.field("status", &status)
    try w.field("last_updated", &lastUpdated)
  }
}
