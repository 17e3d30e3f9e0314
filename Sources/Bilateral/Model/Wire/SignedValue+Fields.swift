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

extension SignedValue {
  /// Signed data is never cut, which would break the signature (CDR-27).
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    if writer.version <= .v2_2_1, plainData.utf8.count > 512, plainData.unicodeScalars.count > 512 {
      writer.note(
        .approximated, "longer than 512 characters, written whole as it is signed", member: "plain_data")
    }
    return nil
  }
}
