package import BilateralBase
import BilateralModel

/// Whether partners pay different prices at one connector without a reason (article 5(3) of AFIR, ruling 29).
///
/// A price that differs from the list's needs a justification; one that nobody gave is told where another partner pays
/// something else. It looks at whole tariffs, as the law does; what the difference comes to in one session is
/// `PriceSpread`.
package struct FairnessGuard: Sendable {
  /// Two prices of one connector.
  package struct Spread: Hashable, Sendable {
    /// The partner whose rule gives no reason.
    package var partner: String
    /// The rule; nil for a price that comes from the list alone.
    package var rule: String?
    /// A partner that pays another price there.
    package var other: String
    /// Where, in words.
    package var place: String
    /// What the first one pays for a kWh, in words.
    package var price: String
    /// What the other one pays.
    package var otherPrice: String
    /// At how many of the connectors that were looked at.
    package var connectors: Int
  }

  /// The prices of each partner that sees our stations.
  package var partners: [PartnerPricing]
  /// The connectors.
  package var places: [ChargePlace]
  /// When.
  package var moment: Timestamp

  /// A comparison of partners.
  package init(_ partners: [PartnerPricing], places: [ChargePlace], moment: Timestamp) {
    self.partners = partners
    self.places = places
    self.moment = moment
  }

  /// The prices without a reason, one for each partner and rule, in the order of partners.
  package var spreads: [Spread] {
    var found: [Spread] = []
    for place in places {
      let prices = partners.compactMap { Offer($0, place, moment) }
      for offer in prices where !offer.isJustified && offer.differsFromList {
        guard let other = prices.first(where: { $0.tariffs != offer.tariffs && $0.partner != offer.partner })
        else { continue }
        if let known = found.firstIndex(where: { $0.partner == offer.partner && $0.rule == offer.rule }) {
          found[known].connectors += 1
        } else {
          found.append(
            Spread(
              partner: offer.partner, rule: offer.rule, other: other.partner,
              place: place.evseID?.text ?? "a connector of the list", price: offer.words,
              otherPrice: other.words,
              connectors: 1))
        }
      }
    }
    return found.sorted { ($0.partner, $0.rule ?? "") < ($1.partner, $1.rule ?? "") }
  }

  /// The same as findings of a guard.
  package var findings: [GuardFinding] {
    spreads.map { Self.finding($0, .refused) }
  }

  /// A price without a reason as the finding of a guard.
  static func finding(_ spread: Spread, _ state: GuardFinding.State) -> GuardFinding {
    let named = spread.rule == "*" ? nil : spread.rule
    return GuardFinding(
      .fairness, state,
      "\(spread.partner) pays \(spread.price) at \(spread.place), \(spread.other) pays \(spread.otherPrice); "
        + "\(named.map { "rule \($0)" } ?? "[pricing.sell]") of \(spread.partner) gives no reason",
      help: "write justification = \"…\" of at least 20 characters in a rule, or the same price",
      rule: spread.rule)
  }

  /// What one partner pays at one connector.
  private struct Offer {
    let partner: String
    let tariffs: [Tariff]
    let rule: String?
    let isJustified: Bool
    let differsFromList: Bool
    let words: String

    init?(_ pricing: PartnerPricing, _ place: ChargePlace, _ moment: Timestamp) {
      let made = pricing.tariffs(at: place, moment: moment)
      guard let first = made.first else { return nil }
      partner = pricing.partner
      tariffs = made.map { $0.withoutTax }
      let rules = pricing.rules(at: place, moment: moment)
      rule = rules.first?.id
      isJustified =
        !rules.isEmpty
        && rules.allSatisfy { $0.reason != nil || $0.change == .keep && $0.add.isEmpty }
      let chains = pricing.chains(at: place, moment: moment)
      differsFromList = chains.values.joined().contains { $0.listPrice != $0.exact }
      let energy = first.range(of: .energy)
      words =
        energy.map { range in
          range.low == range.high
            ? "\(range.low.decimalText(atMost: 4)) \(first.currency)/kWh"
            : "\(range.low.decimalText(atMost: 4)) to \(range.high.decimalText(atMost: 4)) \(first.currency)/kWh"
        } ?? "nothing for energy"
    }
  }
}

extension Tariff {
  /// The prices alone: tax depends on the treatment and not on the price.
  fileprivate var withoutTax: Tariff {
    var plain = priced
    plain.taxIncluded = nil
    for element in plain.elements.indices {
      for place in plain.elements[element].priceComponents.indices {
        plain.elements[element].priceComponents[place].vat = nil
      }
    }
    return plain
  }
}
