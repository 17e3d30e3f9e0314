/// What became of a command.
package struct CommandResultType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let accepted = CommandResultType(rawValue: "ACCEPTED")
  package static let notSupported = CommandResultType(rawValue: "NOT_SUPPORTED")
  package static let rejected = CommandResultType(rawValue: "REJECTED")
  package static let timeout = CommandResultType(rawValue: "TIMEOUT")
  package static let canceledReservation = CommandResultType(rawValue: "CANCELED_RESERVATION")
  package static let evseOccupied = CommandResultType(rawValue: "EVSE_OCCUPIED")
  package static let evseInoperative = CommandResultType(rawValue: "EVSE_INOPERATIVE")
  package static let failed = CommandResultType(rawValue: "FAILED")
  package static let unknownReservation = CommandResultType(rawValue: "UNKNOWN_RESERVATION")
  package static let unknownSession = CommandResultType(rawValue: "UNKNOWN_SESSION")

  package static let known: [Spelling] = [
    Spelling("ACCEPTED"),
    Spelling("NOT_SUPPORTED"),
    Spelling("REJECTED"),
    Spelling("TIMEOUT"),
    Spelling("CANCELED_RESERVATION", since: .v2_2_1),
    Spelling("EVSE_OCCUPIED", since: .v2_2_1),
    Spelling("EVSE_INOPERATIVE", since: .v2_2_1),
    Spelling("FAILED", since: .v2_2_1),
    Spelling("UNKNOWN_RESERVATION", since: .v2_2_1),
    Spelling("UNKNOWN_SESSION", until: .v2_1_1),
  ]

  /// Reasons that 2.1.1 does not know are a plain refusal there; its unknown session is a failure later.
  package func substitute(in version: OCPIVersion) -> CommandResultType? {
    version == .v2_1_1 ? .rejected : .failed
  }
}
