package import BilateralBase
package import BilateralModel

/// What one partner gets to see of our prices.
package struct PartnerTariffs: Hashable, Sendable {
  /// Its tariffs, net, one for each tariff of the list, class of connectors and span of days; empty when anything stands
  /// against it.
  package let tariffs: [Tariff]
  /// Which of them hold at a connector.
  package let connectors: ConnectorTariffMap
  /// What stands against publishing, and what is worth knowing.
  package let findings: [Diagnostic]
  /// When other tariffs begin to hold or some end; nil when nothing of that kind is ahead.
  package var nextChange: Timestamp?
  /// How each unit price came to be, by the tariff's id.
  package var chains: [CiString: [UnitPriceChain]] = [:]

  /// Nothing is published, for these reasons; none for a partner without `[pricing.sell]`.
  package static func nothing(because findings: [Diagnostic] = []) -> PartnerTariffs {
    PartnerTariffs(tariffs: [], connectors: .empty, findings: findings)
  }

  init(
    tariffs: [Tariff], connectors: ConnectorTariffMap, findings: [Diagnostic], nextChange: Timestamp? = nil,
    chains: [CiString: [UnitPriceChain]] = [:]
  ) {
    self.tariffs = tariffs
    self.connectors = connectors
    self.findings = findings
    self.nextChange = nextChange
    self.chains = chains
  }
}
