package import BilateralBase
import BilateralModel

/// What law or custom under a profile says of prices: warnings, for law binds the companies and not this link.
package struct ProfileGuard: Sendable {
  /// `compliance.profiles`.
  package var profiles: Set<String>
  /// The prices.
  package var pricing: PartnerPricing
  /// The connectors.
  package var places: [ChargePlace]
  /// Our own country.
  package var home: String?

  /// A guard over prices.
  package init(
    _ pricing: PartnerPricing, profiles: Set<String>, places: [ChargePlace] = [], home: String? = nil
  ) {
    self.pricing = pricing
    self.profiles = profiles
    self.home = home
    self.places = places.isEmpty ? pricing.examplePlaces : places
  }

  /// What was found, each once.
  package func findings(at moment: Timestamp) -> [GuardFinding] {
    var found: [GuardFinding] = []
    for place in places {
      for tariff in pricing.tariffs(at: place, moment: moment) {
        let rule = pricing.rules(at: place, moment: moment).first
        for finding in minutes(tariff, place, rule) + rates(tariff) where !found.contains(finding) {
          found.append(finding)
        }
      }
      for tariff in pricing.bases(at: place, moment: moment) {
        for finding in adHoc(tariff, place) where !found.contains(finding) { found.append(finding) }
      }
    }
    return found + crossBorder
  }

  /// German measuring law: a fee for each minute of charging.
  private func minutes(_ tariff: Tariff, _ place: ChargePlace, _ rule: PriceRule?) -> [GuardFinding] {
    guard profiles.contains("eichrecht-de"), place.country == nil || place.country == "DE",
      tariff.range(of: .time) != nil
    else { return [] }
    return [
      GuardFinding(
        .eichrechtMinutes, .warned, "charging time is priced at chargers in Germany",
        help: "price energy, or parking after charging", rule: rule?.id, place: rule?.place)
    ]
  }

  /// Article 5(4) of AFIR: from 50 kW on the ad-hoc price is per kWh.
  private func adHoc(_ base: Tariff, _ place: ChargePlace) -> [GuardFinding] {
    guard profiles.contains("afir-cpo"), let power = place.power, power >= .kilowatts(50),
      base.range(of: .energy) == nil || base.range(of: .session) != nil || base.range(of: .time) != nil
    else { return [] }
    return [
      GuardFinding(
        .adHocBasis, .warned,
        "tariff \(base.id) of the list has another basis than kWh at chargers of 50 kW and more",
        help: "price energy alone, and if need be parking after charging")
    ]
  }

  private func rates(_ tariff: Tariff) -> [GuardFinding] {
    let rates = tariff.elements.flatMap(\.priceComponents).compactMap {
      $0.vat.flatMap { Rational(decimalText: $0.text) }
    }
    guard rates.contains(where: { $0.isNegative || $0 > 100 }) else { return [] }
    return [
      GuardFinding(
        .taxRange, "a rate of VAT is not between 0 and 100 %", help: "check vat in the list and vat_rates")
    ]
  }

  /// Article 5(5) of AFIR: no surcharge for charging abroad.
  private var crossBorder: [GuardFinding] {
    guard profiles.contains("afir-msp"), pricing.rules.side == .retail, let home else { return [] }
    return pricing.rules.rules.compactMap { rule -> GuardFinding? in
      let countries = rule.when.place.countries
      guard !countries.isEmpty, !countries.contains(home.uppercased()), rule.raises else { return nil }
      return GuardFinding(
        .crossBorder,
        "rule \(rule.id) makes charging in \(countries.sorted().joined(separator: ", ")) dearer than at home",
        help: "AFIR Art. 5(5) allows no surcharge for crossing a border; let the rule hold in \(home) too",
        rule: rule.id,
        place: rule.place)
    }
  }
}

extension PriceRule {
  fileprivate var raises: Bool {
    if case .markup(let percent) = change, percent.value > .zero { return true }
    return !add.isEmpty
  }
}
