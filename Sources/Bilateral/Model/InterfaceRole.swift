/// Which side of a module an endpoint is: that of the owner of the data or the other.
package struct InterfaceRole: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let sender = InterfaceRole(rawValue: "SENDER")
  package static let receiver = InterfaceRole(rawValue: "RECEIVER")

  package static let known: [Spelling] = [
    Spelling("SENDER", since: .v2_2_1),
    Spelling("RECEIVER", since: .v2_2_1),
  ]
}
