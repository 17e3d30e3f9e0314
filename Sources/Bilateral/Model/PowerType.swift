/// Phases of the current.
package struct PowerType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let ac1Phase = PowerType(rawValue: "AC_1_PHASE")
  package static let ac3Phase = PowerType(rawValue: "AC_3_PHASE")
  package static let dc = PowerType(rawValue: "DC")
  package static let ac2Phase = PowerType(rawValue: "AC_2_PHASE")
  package static let ac2PhaseSplit = PowerType(rawValue: "AC_2_PHASE_SPLIT")

  package static let known: [Spelling] = [
    Spelling("AC_1_PHASE"),
    Spelling("AC_3_PHASE"),
    Spelling("DC"),
    Spelling("AC_2_PHASE", since: .v2_2_1),
    Spelling("AC_2_PHASE_SPLIT", since: .v2_2_1),
  ]

  /// Two phases are understated as one in 2.1.1.
  package func substitute(in version: OCPIVersion) -> PowerType? {
    self == .ac2Phase || self == .ac2PhaseSplit ? .ac1Phase : nil
  }
}
