/// How far a session is.
package struct SessionStatus: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let active = SessionStatus(rawValue: "ACTIVE")
  package static let completed = SessionStatus(rawValue: "COMPLETED")
  package static let invalid = SessionStatus(rawValue: "INVALID")
  package static let pending = SessionStatus(rawValue: "PENDING")
  package static let reservation = SessionStatus(rawValue: "RESERVATION")

  package static let known: [Spelling] = [
    Spelling("ACTIVE"),
    Spelling("COMPLETED"),
    Spelling("INVALID"),
    Spelling("PENDING"),
    Spelling("RESERVATION", since: .v2_2_1),
  ]

  /// A reservation was pending to older versions.
  package func substitute(in version: OCPIVersion) -> SessionStatus? { .pending }
}
