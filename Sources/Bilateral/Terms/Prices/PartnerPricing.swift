package import BilateralBase
package import BilateralModel

/// One direction of prices with one partner, ready to be used: terms, price list, rates and the moment they were applied.
///
/// It is made once for each state of the terms and asked often: what it publishes is what it bills (ruling 20).
package struct PartnerPricing: Sendable {
  /// The partner's id.
  package let partner: String
  /// The terms.
  package let rules: PriceRules
  /// The list they begin with.
  package let list: PriceList
  /// What the hub takes, and whether the partner bears it.
  package let hubFee: (fee: HubFee, isPassedOn: Bool)?
  private let made: PartnerTariffs

  /// The prices of one direction; nil without its block.
  ///
  /// - Parameters:
  ///   - file: the terms.
  ///   - side: the direction.
  ///   - list: the price list that `base` names; for `received` the partner's tariffs.
  ///   - rates: exchange rates for lists in another currency.
  ///   - zone: the agreement's zone, in which days begin; nil for UTC.
  ///   - appliedAt: when the terms were applied.
  package init?(
    _ file: PartnerFile, _ side: PriceSide, list: PriceList, rates: ExchangeRates = .none,
    zone: ZoneFile? = nil, appliedAt: Timestamp
  ) {
    guard let rules = file.priceRules(side) else { return nil }
    self.rules = rules
    self.list = list
    partner = file.id
    hubFee = file.hubFee
    guard side == .sell, let simple = file.sellRules else {
      made = .nothing()
      return
    }
    made = TariffRewriter(rules: simple, list: list, partner: file.id, appliedAt: appliedAt).rewrite()
  }

  /// What the partner gets to see at a moment: what holds then and what is announced.
  package func publish(at now: Timestamp) -> PartnerTariffs { made }

  /// The tariffs of a place as published, that hold for sessions which begin at a moment.
  ///
  /// - Parameters:
  ///   - place: the connector.
  ///   - driver: who charges.
  ///   - moment: when the session begins.
  /// - Returns: one for each tariff of the list that the connector names; none when the rules leave it without a price.
  package func tariffs(
    at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [Tariff] {
    let ids = made.connectors.tariffIDs(named: place.tariffs, power: place.power)
    return ids.compactMap { id in made.tariffs.first { $0.id == id } }
  }

  /// What stands against using these terms, and what is worth knowing.
  package var findings: [Diagnostic] { rules.findings + made.findings }
}
