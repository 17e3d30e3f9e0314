package import BilateralBase
package import BilateralModel

/// What an app shows a driver of a received tariff: what charging costs in all, with what roaming adds as lines of their own
/// (article 5 of AFIR, ruling 29).
package struct RetailPrice: Hashable, Sendable {
  /// A price that drivers see.
  package struct Line: Hashable, Sendable {
    /// What it is called.
    package var name: String
    /// What it is for.
    package var component: PricedComponent
    /// When it holds; nil for always.
    package var restrictions: TariffRestrictions?
    /// For one unit, in the currency of the tariff, with tax when the tariff says so.
    package var price: Rational
    /// Whether it is what roaming adds to the operator's price.
    package var isRoaming: Bool
  }

  /// The tariff of the list that it is made of.
  package let base: CiString
  /// What the driver pays, as a tariff.
  ///
  /// It is never sent to the operator: it is not ours to publish.
  package let tariff: Tariff
  /// The tariff in lines, roaming apart.
  package let lines: [Line]

  /// The driver's prices at a connector of the partner, one for each tariff that holds there.
  ///
  /// - Parameters:
  ///   - pricing: the retail prices with the partner.
  ///   - place: the connector.
  ///   - driver: who asks.
  ///   - moment: when the session would begin.
  /// - Returns: the prices.
  package static func prices(
    _ pricing: PartnerPricing, at place: ChargePlace, driver: PricedDriver = PricedDriver(), moment: Timestamp
  ) -> [RetailPrice] {
    pricing.holding(at: place, driver, moment).map { RetailPrice($0) }
  }

  /// The driver's prices of all tariffs of the list, one for each class of connectors.
  ///
  /// - Parameters:
  ///   - pricing: the retail prices with the partner.
  ///   - moment: when the session would begin.
  /// - Returns: the prices.
  package static func all(_ pricing: PartnerPricing, moment: Timestamp) -> [RetailPrice] {
    pricing.made.filter { $0.holds(at: moment) }.map { RetailPrice($0) }
  }

  private init(_ made: MadeTariff) {
    let tariff = made.tariff
    let roaming = made.rules.lazy.compactMap(\.visibleAs).first ?? "Roaming service fee"
    base = made.base
    self.tariff = tariff
    lines = made.chains.flatMap { chain -> [Line] in
      let element = tariff.elements[chain.position.element]
      let component = element.priceComponents[chain.position.component]
      let rate = component.vat.flatMap { Rational(decimalText: $0.text) }.map { Percent(value: $0).fraction }
      let factor = tariff.taxIncluded == .yes ? 1 + (rate ?? .zero) : 1
      let base = min((chain.listPrice ?? .zero) * factor, chain.published).rounded(toPlaces: 4)
      let added = chain.published - base
      let isReservation = element.restrictions?.reservation != nil
      let name = isReservation ? "Reservation" : Self.names[chain.component] ?? ""
      let parts: [(String, Rational, Bool)] = [
        (name, base, false), (roaming, added, true),
      ]
      return parts.filter { !$0.1.isZero }.map { name, price, isRoaming in
        Line(
          name: name, component: chain.component, restrictions: element.restrictions, price: price,
          isRoaming: isRoaming)
      }
    }
  }

  private static let names: [PricedComponent: String] = [
    .energy: "Energy", .time: "Charging time", .parking: "Parking", .session: "Start fee",
  ]
}
