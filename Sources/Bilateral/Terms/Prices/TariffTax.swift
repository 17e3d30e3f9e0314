import BilateralBase
import BilateralModel

/// The tax of one tariff of the list in one country: how it comes out of the list's prices, and what is published of it.
///
/// What a treatment is, is agreed and never worked out here (terms, section 1).
struct TariffTax {
  /// Whether the list's prices hold tax.
  let mode: TaxIncluded
  /// The country's rate, when terms or list name one.
  let countryRate: Percent?
  /// How tax is owed between the companies.
  let treatment: PriceRules.VATTreatment?
  /// Whether the published prices hold tax.
  let isInclusive: Bool
  private let hasSeveralRates: Bool

  init(_ base: Tariff, _ list: PriceList, _ terms: PriceRules, country: String?) {
    mode = country.flatMap { list.taxByCountry[$0] } ?? base.taxIncluded ?? .no
    countryRate = country.flatMap { terms.vatRates[$0] ?? list.vatRates[$0] }
    treatment = terms.vatTreatment
    isInclusive = terms.isInclusive
    hasSeveralRates = Set(base.elements.flatMap(\.priceComponents).map { $0.vat?.text }).count > 1
  }

  /// The rate of a component in percent; its own one where the tariff tells several apart (ruling 30).
  func rate(of component: PriceComponent) -> Rational? {
    let own = component.vat.flatMap { Rational(decimalText: $0.text) }
    guard let country = countryRate?.value else { return own }
    return hasSeveralRates && own != nil ? own : country
  }

  /// The net price of a component.
  func net(_ price: Rational, _ component: PriceComponent) throws(TariffRefusal) -> Rational {
    guard mode == .yes else { return price }
    guard let rate = rate(of: component), !rate.isNegative,
      let net = try? price / (1 + Percent(value: rate).fraction)
    else { throw .taxRateMissing }
    return net
  }

  /// The factor from a net price to the one that is published.
  func factor(_ component: PriceComponent) throws(TariffRefusal) -> Rational {
    guard isInclusive else { return .one }
    guard let rate = rate(of: component), !rate.isNegative else { throw .taxRateMissing }
    return 1 + Percent(value: rate).fraction
  }

  /// The rate that is published with a component; none where no tax is invoiced.
  func published(_ component: PriceComponent) -> WireNumber? {
    guard treatment != .reverseCharge, treatment != PriceRules.VATTreatment.none || isInclusive else {
      return nil
    }
    guard let rate = rate(of: component), rate != component.vat.flatMap({ Rational(decimalText: $0.text) })
    else { return component.vat }
    return WireNumber(rate.decimalText(atMost: 4))
  }

  /// What the published tariff says of its prices.
  var publishedMode: TaxIncluded? {
    if isInclusive { return .yes }
    return mode == .yes ? .no : mode
  }

  /// Whether the country makes a difference to what is published.
  static func differs(_ list: PriceList, _ terms: PriceRules) -> Bool {
    let isGross = list.tariffs.contains { $0.taxIncluded == .yes } || list.taxByCountry.values.contains(.yes)
    let isShown =
      terms.isInclusive || ![.reverseCharge, PriceRules.VATTreatment.none].contains(terms.vatTreatment)
    let hasRates = !terms.vatRates.isEmpty || !list.vatRates.isEmpty
    return !list.taxByCountry.isEmpty || hasRates && (isGross || isShown)
  }
}
