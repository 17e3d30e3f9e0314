/// What a driver prefers.
package struct ProfileType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let cheap = ProfileType(rawValue: "CHEAP")
  package static let fast = ProfileType(rawValue: "FAST")
  package static let green = ProfileType(rawValue: "GREEN")
  package static let regular = ProfileType(rawValue: "REGULAR")

  package static let known: [Spelling] = [
    Spelling("CHEAP", since: .v2_2_1),
    Spelling("FAST", since: .v2_2_1),
    Spelling("GREEN", since: .v2_2_1),
    Spelling("REGULAR", since: .v2_2_1),
  ]
}
