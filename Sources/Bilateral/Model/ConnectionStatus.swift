/// Whether a party behind a hub can be reached.
package struct ConnectionStatus: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let connected = ConnectionStatus(rawValue: "CONNECTED")
  package static let offline = ConnectionStatus(rawValue: "OFFLINE")
  package static let planned = ConnectionStatus(rawValue: "PLANNED")
  package static let suspended = ConnectionStatus(rawValue: "SUSPENDED")

  package static let known: [Spelling] = [
    Spelling("CONNECTED", since: .v2_2_1),
    Spelling("OFFLINE", since: .v2_2_1),
    Spelling("PLANNED", since: .v2_2_1),
    Spelling("SUSPENDED", since: .v2_2_1),
  ]
}
