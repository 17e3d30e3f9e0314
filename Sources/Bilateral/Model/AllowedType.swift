/// The answer to the question whether a token may charge.
package struct AllowedType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let allowed = AllowedType(rawValue: "ALLOWED")
  package static let blocked = AllowedType(rawValue: "BLOCKED")
  package static let expired = AllowedType(rawValue: "EXPIRED")
  package static let noCredit = AllowedType(rawValue: "NO_CREDIT")
  package static let notAllowed = AllowedType(rawValue: "NOT_ALLOWED")

  package static let known: [Spelling] = [
    Spelling("ALLOWED"),
    Spelling("BLOCKED"),
    Spelling("EXPIRED"),
    Spelling("NO_CREDIT"),
    Spelling("NOT_ALLOWED"),
  ]
}
