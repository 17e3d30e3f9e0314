import BilateralModel

/// What a tariff's prices hold of taxes.
enum TaxMode: Hashable, Sendable {
  /// Prices are without tax, and the tax is not known (2.1.1).
  case unknown
  /// Prices are without tax; the rate of the component comes on top.
  case onTop
  /// Prices hold the tax of the component's rate.
  case within
  /// There is no tax.
  case none
}

/// How the versions of OCPI differ in what a price means.
struct VersionRules: Sendable {
  /// Periods name their tariff; else the first one supplied holds (R2).
  let periodsNameTariffs: Bool
  /// Tariffs have a least and a most price (R13).
  let hasLimits: Bool
  /// What prices hold where the tariff does not say it (R14).
  let untoldTax: TaxMode
  /// A tariff has to say it.
  let demandsTaxIncluded: Bool

  /// The rules of a version.
  static func of(_ version: OCPIVersion) -> VersionRules {
    switch version {
    case .v2_1_1: old
    case .v2_2_1: middle
    case .v2_3_0: new
    }
  }

  private static let old = VersionRules(
    periodsNameTariffs: false, hasLimits: false, untoldTax: .unknown, demandsTaxIncluded: false)
  private static let middle = VersionRules(
    periodsNameTariffs: true, hasLimits: true, untoldTax: .onTop, demandsTaxIncluded: false)
  private static let new = VersionRules(
    periodsNameTariffs: true, hasLimits: true, untoldTax: .onTop, demandsTaxIncluded: true)

  /// What the prices of a tariff hold.
  func tax(of tariff: Tariff) -> TaxMode {
    switch tariff.taxIncluded {
    case .yes: .within
    case .notApplicable: untoldTax == .unknown ? .unknown : TaxMode.none
    default: untoldTax
    }
  }
}
