/// What a token is.
package struct TokenType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let other = TokenType(rawValue: "OTHER")
  package static let rfid = TokenType(rawValue: "RFID")
  package static let adHocUser = TokenType(rawValue: "AD_HOC_USER")
  package static let appUser = TokenType(rawValue: "APP_USER")
  package static let emaid = TokenType(rawValue: "EMAID")

  package static let known: [Spelling] = [
    Spelling("OTHER"),
    Spelling("RFID"),
    Spelling("AD_HOC_USER", since: .v2_2_1),
    Spelling("APP_USER", since: .v2_2_1),
    Spelling("EMAID", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }

  /// Kinds that a version does not know are OTHER there.
  package func substitute(in version: OCPIVersion) -> TokenType? { .other }
}
