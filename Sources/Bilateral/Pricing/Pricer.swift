package import BilateralBase
package import BilateralModel

/// Turns sessions into amounts under one set of tariffs; compiled once, used as often as you like.
package struct Pricer: Sendable {
  /// The zone of the charger, whose wall clock restrictions speak of (R17).
  package let zone: ZoneFile
  /// The version whose meaning the tariffs have.
  package let version: OCPIVersion
  /// The choices where that version is silent.
  package let policy: PricingPolicy

  /// Compiles tariffs.
  ///
  /// - Parameters:
  ///   - tariffs: those that the session may have had, in order.
  ///   - zone: the time zone of the location.
  ///   - version: the version that the tariffs were written in.
  ///   - policy: what to do where the version is silent.
  /// - Throws: ``PricingRefusal`` when there is no tariff, or its currency or a price cannot be read.
  package init(
    tariffs: [Tariff], zone: ZoneFile, version: OCPIVersion, policy: PricingPolicy = .standard
  ) throws(PricingRefusal) {
    guard !tariffs.isEmpty else { throw .noTariff }
    self.zone = zone
    self.version = version
    self.policy = policy
  }

  /// Prices a session, exactly.
  ///
  /// - Parameter session: what was measured.
  /// - Returns: the amounts with their findings.
  /// - Throws: ``PricingRefusal`` when no amount can be given.
  package func price(_ session: ChargedSession) throws(PricingRefusal) -> PricedSession {
    throw .noApplicableTariff
  }
}
