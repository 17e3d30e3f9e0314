/// The part a party plays.
package struct RoleName: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let cpo = RoleName(rawValue: "CPO")
  package static let emsp = RoleName(rawValue: "EMSP")
  package static let nap = RoleName(rawValue: "NAP")
  package static let nsp = RoleName(rawValue: "NSP")
  package static let other = RoleName(rawValue: "OTHER")
  package static let scsp = RoleName(rawValue: "SCSP")
  package static let hub = RoleName(rawValue: "HUB")

  package static let known: [Spelling] = [
    Spelling("CPO", since: .v2_2_1),
    Spelling("EMSP", since: .v2_2_1),
    Spelling("NAP", since: .v2_2_1),
    Spelling("NSP", since: .v2_2_1),
    Spelling("OTHER", since: .v2_2_1),
    Spelling("SCSP", since: .v2_2_1),
    Spelling("HUB", since: .v2_2_1, until: .v2_2_1),
  ]

  /// A role that a version does not know is OTHER there.
  package func substitute(in version: OCPIVersion) -> RoleName? { .other }
}
