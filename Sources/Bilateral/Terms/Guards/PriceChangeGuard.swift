package import BilateralBase
import BilateralModel

/// Compares the prices of one partner before and after a change: notice, jumps, currency and what loses its price.
///
/// Both are asked for the same places and moments, so that a rule may be renamed, split or moved without being a change.
package struct PriceChangeGuard: Sendable {
  /// What is in force.
  package var before: PartnerPricing
  /// What is to come.
  package var after: PartnerPricing
  /// The connectors that are compared; when empty, one for every rule of both.
  package var places: [ChargePlace]
  /// Now: when the change would be applied.
  package var now: Timestamp
  /// `agreement.price_change_notice` in days; nil when none is agreed.
  package var noticeDays: Int?
  /// `agreement.emergency`: a reason that sets notice aside.
  package var emergency: String?
  /// How far a price may go at once.
  package var mostChange = Percent(value: 25)
  /// How many connectors may lose their price.
  package var mostShrink = Percent(value: 10)

  /// A comparison.
  package init(
    from before: PartnerPricing, to after: PartnerPricing, places: [ChargePlace] = [], now: Timestamp,
    noticeDays: Int? = nil, emergency: String? = nil
  ) {
    self.before = before
    self.after = after
    self.now = now
    self.noticeDays = noticeDays
    self.emergency = emergency
    self.places = places.isEmpty ? before.examplePlaces + after.examplePlaces : places
  }

  /// What was found, each kind once a rule.
  package var findings: [GuardFinding] {
    let kinds = PlaceKind.all(of: places, under: [before.rules, after.rules])
    var found: [GuardFinding] = []
    for place in kinds.map(\.place) {
      for finding in [notice(at: place)].compactMap({ $0 }) + jumps(at: place) where !found.contains(finding)
      {
        found.append(finding)
      }
    }
    return found + shrink(kinds)
  }

  private func rule(at place: ChargePlace, _ moment: Timestamp) -> PriceRule? {
    after.rules(at: place, moment: moment).first
  }

  /// The first moment within the time of notice at which another price would hold than was agreed.
  private func notice(at place: ChargePlace) -> GuardFinding? {
    guard emergency == nil, let noticeDays, noticeDays > 0 else { return nil }
    let until = now.adding(seconds: Int64(noticeDays) * 86_400)
    let moments = ([now] + before.turns + after.turns).filter { $0 >= now && $0 < until }.sorted()
    let early = moments.first { moment in
      let old = before.tariffs(at: place, moment: moment)
      return !old.isEmpty && old.map(\.priced) != after.tariffs(at: place, moment: moment).map(\.priced)
    }
    guard let early else { return nil }
    let rule = rule(at: place, early)
    let day = CivilDate(daysSince1970: CivilDate(until).daysSince1970 + 1)
    return GuardFinding(
      .noticePeriod,
      "a price changes on \(CivilDate(early))\(Self.words(rule)), with less than \(noticeDays) days of notice",
      help:
        "let a new rule begin with from = \(day) and keep the old one until the day before, or give agreement.emergency a reason",
      rule: rule?.id, place: rule?.place)
  }

  /// Which rule it is; the block itself needs no name.
  private static func words(_ rule: PriceRule?) -> String {
    guard let rule, rule.id != "*" else { return "" }
    return " by rule \(rule.id)"
  }

  private func jumps(at place: ChargePlace) -> [GuardFinding] {
    let moments = ([now] + after.turns).filter { $0 >= now }.sorted()
    var found: [GuardFinding] = []
    for moment in moments {
      let (old, new) = (before.tariffs(at: place, moment: moment), after.tariffs(at: place, moment: moment))
      guard let first = old.first, let second = new.first else { continue }
      let rule = rule(at: place, moment)
      guard first.currency == second.currency else {
        found.append(
          GuardFinding(
            .currencyChange, "prices in \(first.currency) become prices in \(second.currency)",
            help: "agree on it with the partner first", rule: rule?.id, place: rule?.place))
        continue
      }
      for component in PricedComponent.allCases {
        if let words = jump(first.range(of: component), second.range(of: component)) {
          found.append(
            GuardFinding(
              .priceJump,
              "\(component.inWords) \(words) \(first.currency)/\(component.unit), more than \(mostChange)",
              help: "check the decimal point", rule: rule?.id, place: rule?.place))
        }
      }
    }
    return found
  }

  private func jump(
    _ old: (low: Rational, high: Rational)?, _ new: (low: Rational, high: Rational)?
  ) -> String? {
    guard let old, let new else { return nil }
    let text: (Rational) -> String = { $0.decimalText(atMost: 4) }
    if new.high > old.high * (1 + mostChange.fraction) {
      return "goes from \(text(old.high)) to \(text(new.high))"
    }
    if new.low < old.low * (1 - mostChange.fraction) {
      return "goes from \(text(old.low)) to \(text(new.low))"
    }
    return nil
  }

  /// Connectors that had a price and have none.
  private func shrink(_ kinds: [PlaceKind]) -> [GuardFinding] {
    let priced = kinds.filter { !before.tariffs(at: $0.place, moment: now).isEmpty }
    let lost = priced.filter { after.tariffs(at: $0.place, moment: now).isEmpty }
    func count(_ kinds: [PlaceKind]) -> Int { kinds.reduce(0) { $0 + $1.count } }
    guard !lost.isEmpty, Rational(count(lost)) > Rational(count(priced)) * mostShrink.fraction else {
      return []
    }
    return [
      GuardFinding(
        .priceShrink, "\(count(lost)) of \(count(priced)) connectors lose their price",
        help: lost.first?.place.evseID.map { "the first one is \($0)" })
    ]
  }
}

extension Tariff {
  /// What a session pays for, without what only tells tariffs apart.
  var priced: Tariff {
    var plain = self
    plain.id = ""
    plain.lastUpdated = .epoch
    (plain.startDateTime, plain.endDateTime) = (nil, nil)
    return plain
  }

  /// The least and the highest net price of a component over all elements; nil when it costs nothing.
  func range(of component: PricedComponent) -> (low: Rational, high: Rational)? {
    let prices = elements.filter { $0.restrictions?.reservation == nil }.flatMap(\.priceComponents)
      .filter { $0.type == component.dimension }.compactMap { net($0) }.filter { $0 > .zero }
    guard let low = prices.min(), let high = prices.max() else { return nil }
    return (low, high)
  }
}

extension PartnerPricing {
  /// When prices change by their dates, in order.
  package var turns: [Timestamp] { surroundings.turns(of: rules) }

  /// Connectors that stand for all: one that each rule takes, and usual ones, under every tariff of the list.
  package var examplePlaces: [ChargePlace] {
    let usual = [(11, ChargePlace.Current.ac), (50, .dc), (150, .dc), (300, .dc)].map { power, current in
      ChargePlace(power: .kilowatts(Rational(power)), current: current, isPublic: true)
    }
    let taken = rules.rules.map { $0.when.place.examplePlace }
    let countries = (rules.vatRates.keys.sorted() + list.vatRates.keys.sorted()).map { $0 }
    let bases = rules.base == PriceRules.Base.none ? [PriceRules.noList] : list.tariffs.map(\.id)
    return (usual + taken).flatMap { place in
      bases.flatMap { base in
        ([place.country] + (place.country == nil ? countries : [])).map { country in
          var place = place
          (place.tariffs, place.country) = ([base], country)
          return place
        }
      }
    }
  }
}

extension PlaceSelector {
  /// A connector that fits.
  fileprivate var examplePlace: ChargePlace {
    let power = powerMin ?? powerMax ?? .kilowatts(current == .dc ? 50 : 11)
    return ChargePlace(
      country: countries.min(), groups: Set(groups.sorted().prefix(1)),
      evseID: evseIDs.first.map { CiString($0.replacing("*", with: "1")) }, power: power,
      current: current ?? (power > .kilowatts(43) ? .dc : .ac), standard: connectors.min(),
      isPublic: isPublic ?? true)
  }
}

extension PricedComponent {
  /// Its price, as a sentence names it.
  fileprivate var inWords: String {
    switch self {
    case .energy, .parking: "the price of \(rawValue)"
    case .time: "the price of charging time"
    case .session: "the fee of a session"
    }
  }
}
