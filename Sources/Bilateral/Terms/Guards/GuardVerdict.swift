/// What one guard says of a change, also when it has nothing against it.
package struct GuardVerdict: Hashable, Sendable {
  /// What is guarded.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Prices change no earlier than was agreed.
    case notice
    /// No price jumps, as it does when a decimal point slips.
    case jump
    /// The currency stays.
    case currency
    /// Connectors keep their price.
    case loss
    /// No session loses money.
    case margin
    /// Partners pay alike at one charger, or a file says why not.
    case fairness
    /// What profiles say of prices.
    case law

    /// The code under which it is explained.
    package var code: FindingCode {
      switch self {
      case .notice: .noticePeriod
      case .jump: .priceJump
      case .currency: .currencyChange
      case .loss: .priceShrink
      case .margin: .margin
      case .fairness: .fairness
      case .law: .adHocBasis
      }
    }

    /// What it is called where it holds.
    package var words: String {
      switch self {
      case .notice: "notice"
      case .jump: "no price jump"
      case .currency: "same currency"
      case .loss: "no price lost"
      case .margin: "margin"
      case .fairness: "fairness"
      case .law: "profiles"
      }
    }
  }

  /// What is guarded.
  package let kind: Kind
  /// What it was judged by, such as `42 days`; nil when the kind says it.
  package let measure: String?
  /// What stands against the change, or is worth a look; empty when it holds.
  package let findings: [GuardFinding]

  init(_ kind: Kind, _ findings: [GuardFinding] = [], measure: String? = nil) {
    self.kind = kind
    self.findings = findings
    self.measure = measure
  }
}
