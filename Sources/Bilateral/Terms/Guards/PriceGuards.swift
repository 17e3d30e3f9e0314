package import BilateralBase
import BilateralModel

/// Every guard over one partner's prices: what `plan`, `apply` and `review` hear.
///
/// A guard that has nothing to judge, such as margins without retail prices, says nothing.
package struct PriceGuards: Sendable {
  /// What is in force; nil when nothing is.
  package var before: TermsPrices?
  /// What is to come.
  package var after: TermsPrices
  /// What other partners pay at our chargers.
  package var others: [PartnerPricing]
  /// Our connectors that the partner sees.
  package var ours: [ChargePlace]
  /// The partner's connectors.
  package var theirs: [ChargePlace]
  /// When the change would be applied.
  package var now: Timestamp

  /// Guards over a change.
  package init(
    from before: TermsPrices?, to after: TermsPrices, others: [PartnerPricing] = [],
    ours: [ChargePlace] = [], theirs: [ChargePlace] = [], now: Timestamp
  ) {
    self.before = before
    self.after = after
    self.others = others.filter { $0.partner != after.file.id }
    self.ours = ours
    self.theirs = theirs
    self.now = now
  }

  /// What each guard says.
  package var verdicts: [GuardVerdict] { changes + [margin, fairness, law].compactMap { $0 } }

  // MARK: from one version to the next

  private var changes: [GuardVerdict] {
    let compared = PriceSide.allCases.compactMap { change(of: $0) }
    guard !compared.isEmpty else { return [] }
    let found = compared.flatMap(\.findings)
    let kinds: [GuardVerdict.Kind] = [.notice, .jump, .currency, .loss]
    return kinds.compactMap { kind in
      let own = found.filter { $0.code == kind.code }
      guard kind == .notice else { return GuardVerdict(kind, own) }
      return noticeWords.map { GuardVerdict(kind, own, measure: $0) }
    }
  }

  private func change(of side: PriceSide) -> PriceChangeGuard? {
    guard let old = before?[side], let new = after[side] else { return nil }
    return PriceChangeGuard(
      from: old, to: new, places: side == .sell ? ours : theirs, now: now,
      noticeDays: side == .sell ? noticeDays : nil, emergency: emergency)
  }

  private var emergency: String? { after.file.text("agreement.emergency") }

  /// What was agreed before counts: no edit shortens the notice of the prices that come with it.
  private var notice: TermDuration? {
    (before?.file ?? after.file).duration("agreement.price_change_notice")
  }

  private var noticeDays: Int? { notice.flatMap { $0.days(from: now) } }

  /// What notice was judged by; nil when there is none to keep, or nothing of ours that it is for.
  private var noticeWords: String? {
    guard let days = noticeDays, days > 0, after[.sell] != nil, before?[.sell] != nil else { return nil }
    return emergency.map { "set aside: \($0)" } ?? "\(days) days"
  }

  // MARK: within the next version

  /// What a margin is judged by: places that share it have it in common.
  private struct MarginPair: Hashable {
    let cost: Tariff
    let retail: Tariff
    let fee: HubFee?
  }

  private var margin: GuardVerdict? {
    guard let retail = after[.retail], let cost = after[.buy] else { return nil }
    let moments = ([now] + retail.turns + cost.turns).filter { $0 >= now }.sorted()
    let places = theirs.isEmpty ? cost.examplePlaces + retail.examplePlaces : theirs
    var pairs: Set<MarginPair> = []
    var found: [GuardFinding] = []
    for kind in PlaceKind.all(of: places, under: [retail.rules, cost.rules]) {
      for moment in moments {
        guard let owed = cost.tariffs(at: kind.place, moment: moment).first,
          let paid = retail.tariffs(at: kind.place, moment: moment).first
        else { continue }
        let fee = cost.hubFee?.absorbedAtWorst(at: kind.place, begun: moment)
        guard pairs.insert(MarginPair(cost: owed.priced, retail: paid.priced, fee: fee)).inserted else {
          continue
        }
        let rule = retail.rules(at: kind.place, moment: moment).first
        for var finding in MarginGuard(
          cost: owed, retail: paid, hubFee: fee, floor: retail.rules.minMargin
        ).findings where !found.contains(where: { $0.message == finding.message }) {
          (finding.rule, finding.place) = (rule?.id, rule?.place)
          found.append(finding)
        }
      }
    }
    guard !pairs.isEmpty else { return nil }
    return GuardVerdict(.margin, found, measure: retail.rules.minMargin.map(\.words))
  }

  /// A difference without a reason refuses a change under AFIR only, where the law asks for one, and only the change that
  /// makes it; what was so before is told (ruling 29).
  private var fairness: GuardVerdict? {
    guard let sell = after[.sell], !others.isEmpty else { return nil }
    let known = before?[.sell].map { spreads(of: $0, [now]) } ?? []
    let isLaw = after.file.texts("compliance.profiles").contains("afir-cpo")
    let moments = [now] + sell.turns.filter { $0 > now }
    let findings = spreads(of: sell, moments).map { spread -> GuardFinding in
      let isNew = !known.contains { $0.rule == spread.rule && $0.price == spread.price }
      return FairnessGuard.finding(spread, isLaw && isNew ? .refused : .warned)
    }
    return GuardVerdict(.fairness, findings)
  }

  private func spreads(of pricing: PartnerPricing, _ moments: [Timestamp]) -> [FairnessGuard.Spread] {
    let places = ours.isEmpty ? pricing.examplePlaces : ours
    let all = [pricing] + others
    let kinds = PlaceKind.all(of: places, under: all.map(\.rules)).map(\.place)
    var found: [FairnessGuard.Spread] = []
    for moment in moments {
      for spread in FairnessGuard(all, places: kinds, moment: moment).spreads
      where spread.partner == pricing.partner && !found.contains(where: { $0.rule == spread.rule }) {
        found.append(spread)
      }
    }
    return found
  }

  private var law: GuardVerdict? {
    let profiles = Set(after.file.texts("compliance.profiles"))
    guard !profiles.isEmpty else { return nil }
    let home = after.file.ourRoles.first?.party.country
    var found: [GuardFinding] = []
    for side in [PriceSide.sell, .retail] {
      guard let pricing = after[side] else { continue }
      let places = side == .sell ? ours : theirs
      let kinds = PlaceKind.all(of: places, under: [pricing.rules]).map(\.place)
      found += ProfileGuard(pricing, profiles: profiles, places: kinds, home: home).findings(at: now)
    }
    return GuardVerdict(.law, found, measure: profiles.sorted().joined(separator: ", "))
  }
}

extension PriceRules.Margin {
  /// As the file writes it.
  fileprivate var words: String {
    switch self {
    case .percent(let percent): "\(percent)"
    case .price(let price):
      "\(price.perKilowattHour.amount.decimalText(atMost: 6)) \(price.perKilowattHour.currency)/kWh"
    }
  }
}
