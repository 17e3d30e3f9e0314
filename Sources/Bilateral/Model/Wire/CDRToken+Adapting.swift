import BilateralBase

/// 2.1.1 tells the contract of the driver and nothing of the token.
extension CDRToken {
  package static func wireType(in version: OCPIVersion) -> String { version == .v2_1_1 ? "string" : wireType }

  /// Reads a token, or the contract alone; then the rest is `#NA`, for the runtime to look up.
  package init(from reader: inout WireReader, at token: Int) throws(WireError) {
    self.init(blank: Blank())
    if let owner = reader.context.tokenParty { party = owner }
    if reader.kind(at: token) == .string {
      readContract(&reader, at: token)
    } else {
      try reader.with(party: reader.context.tokenParty) { reader throws(WireError) in
        try reader.object(&self, at: token)
      }
    }
  }

  private mutating func readContract(_ reader: inout WireReader, at token: Int) {
    uid = .notAvailable
    type = .other
    contractID = CiString(reader.text(at: token))
    guard reader.version > .v2_1_1 else { return }
    reader.note(.warning, .looseType, "a contract where a token is due")
  }

  package func write(to writer: inout WireWriter) throws(WireError) {
    guard writer.version == .v2_1_1 else { return try writer.object(self) }
    writer.json.string(contractID.text)
  }

  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    switch (writer.version == .v2_1_1, uid.isNotAvailable) {
    case (true, false): writer.note(.dropped, "2.1.1 tells only the contract of the token")
    case (false, true): writer.note(.approximated, "only the contract of the token is known")
    default: break
    }
    return nil
  }

  package func check(_ checker: inout WireChecker, _ rule: FieldRule) {
    if checker.version == .v2_1_1 { contractID.check(&checker, rule) } else { checker.object(self) }
  }
}
