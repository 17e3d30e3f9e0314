/// Whether the driver brings the cable.
package struct ConnectorFormat: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let socket = ConnectorFormat(rawValue: "SOCKET")
  package static let cable = ConnectorFormat(rawValue: "CABLE")

  package static let known: [Spelling] = [
    Spelling("SOCKET"),
    Spelling("CABLE"),
  ]
}
