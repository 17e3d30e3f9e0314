/// Where the EVSE stands beside the parking space.
package struct EVSEPosition: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let left = EVSEPosition(rawValue: "LEFT")
  package static let right = EVSEPosition(rawValue: "RIGHT")
  package static let center = EVSEPosition(rawValue: "CENTER")

  package static let known: [Spelling] = [
    Spelling("LEFT", since: .v2_3_0),
    Spelling("RIGHT", since: .v2_3_0),
    Spelling("CENTER", since: .v2_3_0),
  ]
}
