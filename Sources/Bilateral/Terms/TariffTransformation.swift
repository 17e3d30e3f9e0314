import BilateralBase
import BilateralModel

/// One base tariff under one rule: the exact transformation and its single rounding.
struct TariffTransformation {
  /// Decimals of a published unit price (ruling 20).
  static let places = 4

  let base: Tariff
  let rule: SellRule

  func apply() throws(TariffRefusal) -> Tariff {
    var tariff = base
    tariff.elements = []
    for element in base.elements { tariff.elements.append(try changed(element)) }
    try appendFallbacks(to: &tariff)
    tariff.minPrice = try scaled(base.minPrice)
    tariff.maxPrice = try scaled(base.maxPrice)
    if base.taxIncluded == .yes { tariff.taxIncluded = .no }
    // Ad-hoc prices are for drivers without a contract; what a partner is charged is a roaming price.
    if tariff.type == .adHocPayment { tariff.type = .regular }
    // Texts and links quote the base prices, unknown members may.
    tariff.altTexts = []
    tariff.altURL = nil
    tariff.extras = []
    return tariff
  }

  /// Components of reservations keep their price: rules speak of charging.
  private func changed(_ element: TariffElement) throws(TariffRefusal) -> TariffElement {
    var element = element
    element.extras = []
    let isReservation = element.restrictions?.reservation != nil
    for place in element.priceComponents.indices {
      try change(&element.priceComponents[place], isReservation: isReservation)
    }
    return element
  }

  private func change(_ component: inout PriceComponent, isReservation: Bool) throws(TariffRefusal) {
    guard let dimension = PricedComponent(component.type) else {
      throw .dimension(component.type.rawValue)
    }
    guard let written = Rational(decimalText: component.price.text) else {
      throw .number(component.price.text)
    }
    let net = try net(written, component)
    let price = isReservation ? net : rule.price(dimension, from: net)
    let published = price.rounded(toPlaces: Self.places)
    guard !published.isNegative else { throw .negative(dimension) }
    if published != written { component.price = try Self.wire(published) }
    component.extras = []
  }

  private func net(_ price: Rational, _ component: PriceComponent) throws(TariffRefusal) -> Rational {
    guard base.taxIncluded == .yes else { return price }
    guard let text = component.vat?.text, let rate = Rational(decimalText: text), !rate.isNegative,
      let net = try? price / (1 + Percent(value: rate).fraction)
    else { throw .taxRateMissing }
    return net
  }

  /// Appends what the rule prices and the base has no unrestricted component for.
  ///
  /// A price that is set holds always, and a session fee that is added is owed by every session. Other additions leave
  /// gaps free, as the base has them.
  private func appendFallbacks(to tariff: inout Tariff) throws(TariffRefusal) {
    for component in PricedComponent.allCases where !hasFallback(component) {
      let added = component == .session ? rule.add[component] : nil
      let set: Rational? = if case .set(let prices) = rule.change { prices[component] } else { nil }
      guard set != nil || added != nil else { continue }
      let price = (set ?? 0) + (rule.add[component] ?? 0)
      let published = price.rounded(toPlaces: Self.places)
      guard !published.isNegative else { throw .negative(component) }
      let made = PriceComponent(
        type: component.dimension, price: try Self.wire(published), vat: try commonRate())
      tariff.elements.append(TariffElement(priceComponents: [made]))
    }
  }

  private func hasFallback(_ component: PricedComponent) -> Bool {
    base.elements.contains { element in
      element.restrictions == nil
        && element.priceComponents.contains { $0.type == component.dimension }
    }
  }

  /// The rate of tax that all components share; a new component cannot choose between several.
  private func commonRate() throws(TariffRefusal) -> WireNumber? {
    let rates = Set(base.elements.flatMap(\.priceComponents).map(\.vat))
    guard rates.count <= 1 else { throw .taxRatesDiffer }
    return rates.first ?? nil
  }

  /// A limit goes along when every price is multiplied alike; otherwise the file would have to say what happens to it.
  private func scaled(_ limit: PriceLimit?) throws(TariffRefusal) -> PriceLimit? {
    guard var limit else { return nil }
    guard let factor = rule.uniformFactor else { throw .limitAmbiguous }
    limit.beforeTaxes = try Self.scaled(limit.beforeTaxes, by: factor)
    if let gross = limit.afterTaxes { limit.afterTaxes = try Self.scaled(gross, by: factor) }
    limit.extras = []
    return limit
  }

  private static func scaled(_ number: WireNumber, by factor: Rational) throws(TariffRefusal)
    -> WireNumber
  {
    guard let value = Rational(decimalText: number.text) else { throw .number(number.text) }
    let published = (value * factor).rounded(toPlaces: places)
    return published == value ? number : try wire(published)
  }

  private static func wire(_ value: Rational) throws(TariffRefusal) -> WireNumber {
    let text = value.decimalText(atMost: places)
    guard let number = WireNumber(text) else { throw .number(text) }
    return number
  }
}

extension PricedComponent {
  /// The component that an OCPI dimension is; nil for one we do not know.
  init?(_ dimension: TariffDimensionType) {
    guard let component = Self.allCases.first(where: { $0.dimension == dimension }) else {
      return nil
    }
    self = component
  }

  /// The OCPI dimension.
  var dimension: TariffDimensionType {
    switch self {
    case .energy: .energy
    case .time: .time
    case .parking: .parkingTime
    case .session: .flat
    }
  }
}
