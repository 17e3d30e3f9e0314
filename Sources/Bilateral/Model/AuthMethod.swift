/// How a driver was let in.
package struct AuthMethod: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let authRequest = AuthMethod(rawValue: "AUTH_REQUEST")
  package static let whitelist = AuthMethod(rawValue: "WHITELIST")
  package static let command = AuthMethod(rawValue: "COMMAND")

  package static let known: [Spelling] = [
    Spelling("AUTH_REQUEST"),
    Spelling("WHITELIST"),
    Spelling("COMMAND", since: .v2_2_1),
  ]

  /// A command was a request to older versions.
  package func substitute(in version: OCPIVersion) -> AuthMethod? { .authRequest }
}
