/// Whether a token may be trusted without asking (TOK-16).
package struct WhitelistType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let always = WhitelistType(rawValue: "ALWAYS")
  package static let allowed = WhitelistType(rawValue: "ALLOWED")
  package static let allowedOffline = WhitelistType(rawValue: "ALLOWED_OFFLINE")
  package static let never = WhitelistType(rawValue: "NEVER")

  package static let known: [Spelling] = [
    Spelling("ALWAYS"),
    Spelling("ALLOWED"),
    Spelling("ALLOWED_OFFLINE"),
    Spelling("NEVER"),
  ]
}
