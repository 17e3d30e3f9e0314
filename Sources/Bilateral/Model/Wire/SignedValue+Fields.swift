import BilateralBase

extension SignedValue {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(
      nature: CiString(blank: blank), plainData: String(blank: blank), signedData: String(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("nature", &nature, .ci(32))
    try w.field("plain_data", &plainData, .text(5000).length(512, until: .v2_2_1))
    try w.field("signed_data", &signedData, .text(5000))
  }
}
