import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms
import BilateralTestTools

/// A session, the list it is priced under, and rules over that list; the same seed deals the same.
struct DealtTerms {
  let pair: DealtPair
  let list: [Tariff]
  let rules: PriceRules
  let place: ChargePlace
  let driver: PricedDriver
  let zone: ZoneFile

  private static let catalog = ZoneCatalog()

  /// Deals; nil for seeds that deal nothing.
  init?(
    version: OCPIVersion, seed: UInt64, reach: RuleDealer.Reach, change: (inout PriceRules) -> Void = { _ in }
  ) {
    guard let pair = DealtPair(version: version, seed: seed), let zone = try? Self.catalog.zone(pair.zone),
      let list = PriceList.received(pair.tariffs)
    else { return nil }
    var dealer = RuleDealer(
      seed: seed &* 7 &+ 1, reach: reach, day: CivilDate(pair.cdr.startDateTime), over: list.tariffs)
    self.pair = pair
    self.zone = zone
    self.list = list.tariffs
    var rules = dealer.deal()
    change(&rules)
    self.rules = rules
    (place, driver) = dealer.place(of: list.tariffs)
  }

  var version: OCPIVersion { pair.version }

  /// Prices of the rules; without errors there is a tariff for each of the list.
  func pricing(_ side: PriceSide = .sell, places: Int = 4) -> PartnerPricing? {
    guard let list = PriceList.received(pair.tariffs) else { return nil }
    var rules = rules
    rules.side = side
    let pricing = PartnerPricing(
      rules, list: list, partner: "acme", PricingSurroundings(appliedAt: pair.cdr.startDateTime),
      places: places)
    return pricing.findings.hasErrors ? nil : pricing
  }

  /// The tariffs of the place when a session begins, in the order of the list; nil when one has none.
  func tariffs(_ pricing: PartnerPricing, at start: Timestamp? = nil) -> [Tariff]? {
    let moment = start ?? pair.cdr.startDateTime
    let made = pricing.tariffs(at: place, driver: driver, moment: moment)
    let bases = pricing.bases(at: place, driver: driver, moment: moment).map(\.id)
    return made.count == list.count && bases == list.map(\.id) ? made : nil
  }

  /// The session, its periods naming these tariffs instead of those of the list.
  func session(naming tariffs: [Tariff], _ policy: PricingPolicy = .standard) throws -> ChargedSession {
    var cdr = pair.cdr
    for index in cdr.chargingPeriods.indices {
      let place = list.firstIndex { $0.id == cdr.chargingPeriods[index].tariffID }
      cdr.chargingPeriods[index].tariffID = place.map { tariffs[$0].id }
    }
    return try ChargedSession(cdr, version: version, policy: policy)
  }

  /// The price of the session under some tariffs.
  func price(_ tariffs: [Tariff], _ policy: PricingPolicy = .standard) throws -> PricedSession {
    try Pricer(tariffs: tariffs, zone: zone, version: version, policy: policy)
      .price(try session(naming: tariffs, policy))
  }
}

extension PricedSession {
  /// What lines add up to, by what they are for; limits come after that.
  var sums: TransformedPrice.Amounts {
    var sums: TransformedPrice.Amounts = [:]
    for line in lines {
      let amount = PricedAmount(net: line.net, gross: line.gross)
      sums[line.component] = sums[line.component].map { $0 + amount } ?? amount
    }
    return sums
  }

  /// What the rounding of unit prices can move the amount by at the most: half a unit for each one billed.
  func roundingBound(places: Int) -> Rational {
    let unit = (0..<places).reduce(Rational(1, over: 2) ?? .zero) { bound, _ in
      bound * (Rational(1, over: 10) ?? .zero)
    }
    return lines.reduce(.zero) { sum, line in
      let rate = 1 + Percent(value: line.vat ?? .zero).fraction
      return sum + unit * (line.billed.isNegative ? -line.billed : line.billed) * rate
    }
  }
}
