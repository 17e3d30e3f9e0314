import BilateralBase

extension SignedData {
  package static var since: OCPIVersion { .v2_2_1 }

  package init(blank: Blank) {
    self.init(encodingMethod: CiString(blank: blank))
  }

  package mutating func walk(_ w: inout some Walker) throws(WireError) {
    try w.field("encoding_method", &encodingMethod, .ci(36))
    try w.optional("encoding_method_version", &encodingMethodVersion)
    try w.optional("public_key", &publicKey, .text(512))
    try w.list("signed_values", &signedValues, .filled)
    try w.optional("url", &url, .text(512))
  }
}
