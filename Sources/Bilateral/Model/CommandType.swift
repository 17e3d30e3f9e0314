/// A command.
package struct CommandType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let cancelReservation = CommandType(rawValue: "CANCEL_RESERVATION")
  package static let reserveNow = CommandType(rawValue: "RESERVE_NOW")
  package static let startSession = CommandType(rawValue: "START_SESSION")
  package static let stopSession = CommandType(rawValue: "STOP_SESSION")
  package static let unlockConnector = CommandType(rawValue: "UNLOCK_CONNECTOR")

  package static let known: [Spelling] = [
    Spelling("CANCEL_RESERVATION", since: .v2_2_1),
    Spelling("RESERVE_NOW"),
    Spelling("START_SESSION"),
    Spelling("STOP_SESSION"),
    Spelling("UNLOCK_CONNECTOR"),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
