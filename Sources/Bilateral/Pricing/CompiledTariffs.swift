import BilateralBase
import BilateralModel

/// The tariffs of a pricer, read once and never changed; shared by all that it prices.
final class CompiledTariffs: Sendable {
  let all: [CompiledTariff]
  /// What amounts are told apart by for taxes, over all tariffs.
  let taxes: [TaxGroup]
  let currency: Currency
  let rules: VersionRules
  let zone: ZoneClock.Table
  /// Whether the wall clock matters.
  let needsClock: Bool
  /// Whether any of them has a least or a most price.
  let hasLimits: Bool

  init(
    _ tariffs: [Tariff], zone: ZoneFile, version: OCPIVersion, policy: PricingPolicy
  ) throws(PricingRefusal) {
    guard let first = tariffs.first else { throw .noTariff }
    guard let currency = Currency(first.currency) else { throw .currency(first.currency) }
    var compiler = TariffCompiler(version: version, policy: policy)
    var all: [CompiledTariff] = []
    for (index, tariff) in tariffs.enumerated() { all.append(try compiler.compile(tariff, at: index)) }
    if let other = all.first(where: { $0.currency != currency }) {
      throw .currencies(currency, other.currency)
    }
    self.all = all
    self.currency = currency
    taxes = compiler.taxes
    rules = VersionRules.of(version)
    needsClock = all.contains { $0.needsClock }
    self.zone = ZoneClock.Table(zone, isNeeded: needsClock)
    hasLimits = all.contains { $0.least != nil || $0.most != nil }
  }

  /// The tariff of a session as a whole: of those valid at its start the one of its type, else one without type (R2).
  ///
  /// - Throws: ``PricingRefusal/noApplicableTariff`` when there is none.
  func sessionTariff(of session: ChargedSession) throws(PricingRefusal) -> Int {
    let wanted = candidates(of: session)
    guard let first = wanted.first else { throw .noApplicableTariff }
    return first
  }

  /// The first tariff of that id; nil when it was not supplied.
  func place(of id: CiString) -> Int? {
    for place in all.indices where all[place].id == id { return place }
    return nil
  }

  /// All tariffs that a session may be under as a whole, in order.
  func candidates(of session: ChargedSession) -> [Int] {
    if all.count == 1, session.tariffType == nil { return [0] }
    let valid = all.indices.filter { all[$0].isValid(at: session.start) }
    let type = session.tariffType ?? .regular
    let exact = valid.filter { all[$0].type == type }
    return exact.isEmpty ? valid.filter { all[$0].type == nil } : exact
  }
}
