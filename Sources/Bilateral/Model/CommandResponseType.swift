/// What an operator does with a command.
package struct CommandResponseType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let notSupported = CommandResponseType(rawValue: "NOT_SUPPORTED")
  package static let rejected = CommandResponseType(rawValue: "REJECTED")
  package static let accepted = CommandResponseType(rawValue: "ACCEPTED")
  package static let unknownSession = CommandResponseType(rawValue: "UNKNOWN_SESSION")
  package static let timeout = CommandResponseType(rawValue: "TIMEOUT")

  package static let known: [Spelling] = [
    Spelling("NOT_SUPPORTED"),
    Spelling("REJECTED"),
    Spelling("ACCEPTED"),
    Spelling("UNKNOWN_SESSION"),
    Spelling("TIMEOUT", until: .v2_1_1),
  ]

  /// A charge point that kept silent has not taken the command.
  package func substitute(in version: OCPIVersion) -> CommandResponseType? { .rejected }
}
