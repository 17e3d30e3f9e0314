/// Which sessions a tariff is for.
package struct TariffType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let adHocPayment = TariffType(rawValue: "AD_HOC_PAYMENT")
  package static let profileCheap = TariffType(rawValue: "PROFILE_CHEAP")
  package static let profileFast = TariffType(rawValue: "PROFILE_FAST")
  package static let profileGreen = TariffType(rawValue: "PROFILE_GREEN")
  package static let regular = TariffType(rawValue: "REGULAR")

  package static let known: [Spelling] = [
    Spelling("AD_HOC_PAYMENT", since: .v2_2_1),
    Spelling("PROFILE_CHEAP", since: .v2_2_1),
    Spelling("PROFILE_FAST", since: .v2_2_1),
    Spelling("PROFILE_GREEN", since: .v2_2_1),
    Spelling("REGULAR", since: .v2_2_1),
  ]
}
