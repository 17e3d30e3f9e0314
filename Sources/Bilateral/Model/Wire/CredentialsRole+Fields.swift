import BilateralBase

extension CredentialsRole {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(role: .other, businessDetails: BusinessDetails(blank: blank), party: PartyID.blank)
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("role", &role)
    try w.field("business_details", &businessDetails)
    try w.owner(&party)
  }
}
