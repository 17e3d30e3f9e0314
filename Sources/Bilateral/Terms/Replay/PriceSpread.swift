package import BilateralBase
import BilateralModel
import BilateralPricing

/// What several partners pay at the same charger at the same time, beside the price of the list.
///
/// Prices are compared by one session that everybody charges alike: 20 kWh, evenly, at the charger's rated power.
package struct PriceSpread: Hashable, Sendable {
  /// What one partner pays.
  package struct Price: Hashable, Sendable {
    /// The partner's id.
    package let partner: String
    /// Net for a kWh, with everything the session costs in it.
    package let perKilowattHour: Rational
    /// The rule that made it.
    package let rule: String
    /// Why it differs, as the file says; `nil` when it says nothing.
    package let justification: String?
  }

  /// The chargers where it is so, in order.
  package internal(set) var evses: [String]
  /// The currency.
  package let currency: Currency
  /// What the list asks for, net; `nil` when the list cannot tell.
  package let list: Rational?
  /// What partners pay, the cheapest first.
  package let prices: [Price]

  /// The partners whose price differs from the list's and whose file does not say why.
  ///
  /// Without a price of the list the most common price counts as the usual one.
  package var unexplained: [Price] {
    let usual = list ?? usualPrice
    return prices.filter { $0.perKilowattHour != usual && $0.justification == nil }
  }

  /// The highest price less the least, over partners and the list.
  package var width: Rational {
    let all = prices.map(\.perKilowattHour) + [list].compactMap { $0 }
    guard let least = all.min(), let most = all.max() else { return .zero }
    return most - least
  }

  /// What the session that prices are compared by takes, in kWh.
  package static let energy = Rational(20)

  /// That session: evenly at the rated power, at 11 kW where nobody knows it.
  package static func session(at place: ChargePlace, start: Timestamp) -> PastSession {
    let power = max(place.power?.value ?? 11, 1)
    let hours = (try? energy / power) ?? 1
    let seconds = (hours * 3600).rounded(toPlaces: 0).asInt ?? 3600
    return PastSession(
      start: start, end: start.adding(seconds: Int64(seconds)), energy: energy, chargingSeconds: seconds)
  }

  private var usualPrice: Rational? {
    let counted = Dictionary(grouping: prices, by: \.perKilowattHour)
    return counted.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
  }
}

extension PriceSpread {
  /// The spreads at places, those that nobody explains first, then the widest.
  ///
  /// - Parameters:
  ///   - places: connectors.
  ///   - terms: what each partner pays, by the partner's id.
  ///   - moment: when the session begins.
  /// - Returns: one for each set of prices; places where all pay the same are left out.
  package static func all(
    at places: [ChargePlace], under terms: [ReplayTerms], moment: Timestamp
  ) -> [PriceSpread] {
    var bench = SpreadBench(terms: terms, moment: moment)
    var spreads: [SpreadBench.Key: PriceSpread] = [:]
    for place in places {
      guard let spread = bench.spread(at: place), spread.width > .zero else { continue }
      let key = SpreadBench.Key(spread)
      if spreads[key]?.evses.append(contentsOf: spread.evses) == nil { spreads[key] = spread }
    }
    return spreads.values.map { spread in
      var spread = spread
      spread.evses = Array(Set(spread.evses)).sorted()
      return spread
    }.sorted(by: isBefore)
  }

  private static func isBefore(_ left: PriceSpread, _ right: PriceSpread) -> Bool {
    let (one, other) = (left.unexplained.isEmpty, right.unexplained.isEmpty)
    if one != other { return !one }
    if left.width != right.width { return left.width > right.width }
    return left.evses.lexicographicallyPrecedes(right.evses)
  }
}

/// Prices one session at many places under the terms of many partners; places that are alike are priced once.
private struct SpreadBench {
  /// What makes two spreads the same.
  struct Key: Hashable {
    let currency: Currency
    let list: Rational?
    let prices: [PriceSpread.Price]

    init(_ spread: PriceSpread) {
      (currency, list, prices) = (spread.currency, spread.list, spread.prices)
    }
  }

  let terms: [ReplayTerms]
  let moment: Timestamp
  /// Whether no rule picks single chargers, so that places of a kind have the same prices.
  private let hasOnlyKinds: Bool
  private var known: [ChargePlace: PriceSpread?] = [:]

  init(terms: [ReplayTerms], moment: Timestamp) {
    self.terms = terms
    self.moment = moment
    hasOnlyKinds = terms.allSatisfy { $0.pricing.rules.rules.allSatisfy(\.when.place.evseIDs.isEmpty) }
  }

  mutating func spread(at place: ChargePlace) -> PriceSpread? {
    var kind = place
    if hasOnlyKinds { kind.evseID = nil }
    let found: PriceSpread?
    if let cached = known[kind] { found = cached } else { found = priced(place) }
    known[kind] = .some(found)
    guard var spread = found else { return nil }
    spread.evses = [place.evseID?.text ?? "?"]
    return spread
  }

  private func priced(_ place: ChargePlace) -> PriceSpread? {
    var prices: [PriceSpread.Price] = []
    var currencies: Set<Currency> = []
    for terms in terms {
      guard let pricer = try? PlacePricer(place, under: terms, at: moment),
        let session = session(at: place, pricer),
        let priced = try? pricer.priced(session), let net = priced.net
      else { continue }
      currencies.insert(priced.currency)
      let rule = terms.pricing.rules.rules.first { $0.id == pricer.rule }
      prices.append(
        PriceSpread.Price(
          partner: terms.pricing.partner, perKilowattHour: Self.each(net), rule: pricer.rule,
          justification: rule?.reason))
    }
    guard let currency = currencies.first, currencies.count == 1 else { return nil }
    prices.sort { ($0.perKilowattHour, $0.partner) < ($1.perKilowattHour, $1.partner) }
    return PriceSpread(evses: [], currency: currency, list: list(at: place), prices: prices)
  }

  /// What the list itself asks for there, net.
  private func list(at place: ChargePlace) -> Rational? {
    guard let terms = terms.first, let zone = terms.zones(place.zone ?? "UTC") else { return nil }
    let tariffs = terms.pricing.list.tariffs.filter { place.tariffs.contains($0.id) }
    let boundaries = PriceBoundaries(of: tariffs)
    guard let pricer = try? Pricer(tariffs: tariffs, zone: zone, version: .newest),
      let net = try? pricer.price(
        PriceSpread.session(at: place, start: moment).charged(splitAt: boundaries, zone: zone)
      ).net
    else { return nil }
    return Self.each(net)
  }

  private func session(at place: ChargePlace, _ pricer: PlacePricer) -> ChargedSession? {
    PriceSpread.session(at: place, start: moment).charged(splitAt: pricer.boundaries, zone: pricer.zone)
  }

  private static func each(_ net: Rational) -> Rational { (try? net / PriceSpread.energy) ?? net }
}
