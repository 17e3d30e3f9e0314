import BilateralBase

/// The rules that hold at one moment, applied to unit prices in the fixed order of the contract (terms, section 3).
struct UnitPricing {
  let rules: [PriceRule]
  let terms: PriceRules

  /// Components that cost nothing here.
  var removed: Set<PricedComponent> {
    let removed = rules.reduce(Set()) { $0.union($1.removed) }
    return isParkingApart ? removed.union([.parking]) : removed
  }

  /// Whether parking is settled as a line beside the tariff.
  var isParkingApart: Bool { rules.contains { $0.parking.isSettledApart } }

  /// The hours in which parking costs something; nil for all.
  var parkingHours: TimeWindow? { rules.lazy.compactMap(\.parking.hours).first }

  /// The steps to the exact net price; nil when nothing is priced here.
  ///
  /// `base` is the list's price with the steps that led to it, nil for what the list leaves free.
  func chain(_ component: PricedComponent, from base: [UnitPriceChain.Step]?) -> [UnitPriceChain.Step]? {
    guard !terms.passThrough.contains(component) else { return base }
    var steps = base ?? []
    var price = base?.last?.price
    for rule in rules {
      if let changed = rule.changed(price, component) {
        price = changed.price
        steps.append(changed)
      }
      guard let added = rule.add[component], !added.isZero else { continue }
      guard price != nil || component == .session || terms.fillsGaps else { continue }
      let sum = (price ?? .zero) + added
      price = sum
      steps.append(.init(words: "rule \(rule.id): plus \(added.decimalText(atMost: 6))", price: sum))
    }
    guard price != nil else { return nil }
    if component == .energy { hold(&steps) }
    return steps
  }

  /// The steps to the price of a reservation: percentages on everything, or on reservations by name, and nothing else.
  ///
  /// Amounts, floors and removals are agreed for what is charged: a fee of each session is not owed once more for its
  /// reservation (terms, section 4).
  func reserved(from base: [UnitPriceChain.Step]?) -> [UnitPriceChain.Step]? {
    guard !terms.passesReservations, var steps = base else { return base }
    for rule in rules where rule.meansReservations {
      if let changed = rule.scaled(steps.last?.price) { steps.append(changed) }
    }
    return steps
  }

  /// The least price of a kWh, and the highest.
  var bounds: (floor: Rational?, cap: Rational?) {
    let floors =
      rules.compactMap { $0.floor?.perKilowattHour.amount }
      + [terms.minPrice?.perKilowattHour.amount].compactMap { $0 }
    let caps =
      rules.compactMap { $0.cap?.perKilowattHour.amount }
      + [terms.maxPrice?.perKilowattHour.amount].compactMap { $0 }
    return (floors.max(), caps.min())
  }

  private func hold(_ steps: inout [UnitPriceChain.Step]) {
    guard let price = steps.last?.price else { return }
    let (floor, cap) = bounds
    if let floor, price < floor {
      steps.append(.init(words: "floor \(floor.decimalText(atMost: 6))", price: floor))
    } else if let cap, price > cap {
      steps.append(.init(words: "cap \(cap.decimalText(atMost: 6))", price: cap))
    }
  }

  /// The factor by which every price changes alike, that of reservations too where there are any; nil when they do not.
  func uniformFactor(withReservations: Bool) -> Rational? {
    guard terms.passThrough.isEmpty, terms.minPrice == nil, terms.maxPrice == nil, terms.ending == nil,
      !(withReservations && terms.passesReservations)
    else { return rules.isEmpty ? .one : nil }
    return product { rule in
      rule.uniformFactor.flatMap { factor in
        withReservations && factor != .one && !rule.meansReservations ? nil : factor
      }
    }
  }

  /// The factor by which the percentages change the price of a kWh; nil when a price is set.
  var energyFactor: Rational? {
    guard !terms.passThrough.contains(.energy) else { return .one }
    return product { $0.factor(of: .energy) }
  }

  /// What the rules add to each session.
  var fee: Rational { rules.reduce(.zero) { $0 + ($1.add[.session] ?? .zero) } }

  private func product(_ factor: (PriceRule) -> Rational?) -> Rational? {
    rules.reduce(Rational.one as Rational?) { product, rule in
      product.flatMap { known in factor(rule).map { known * $0 } }
    }
  }
}

extension PriceRule {
  /// The step of `set`, `discount` or `markup`; nil when it leaves the component alone.
  fileprivate func changed(_ price: Rational?, _ component: PricedComponent) -> UnitPriceChain.Step? {
    if case .set(let prices) = change {
      return prices[component].map { .init(words: "rule \(id): set", price: $0) }
    }
    return components?.contains(component) ?? true ? scaled(price) : nil
  }

  /// The step of `discount` or `markup`; nil when there is neither, or nothing to change.
  fileprivate func scaled(_ price: Rational?) -> UnitPriceChain.Step? {
    guard let price else { return nil }
    switch change {
    case .keep, .set: return nil
    case .discount(let percent):
      return .init(words: "rule \(id): less \(percent)", price: price * (1 - percent.fraction))
    case .markup(let percent):
      return .init(words: "rule \(id): plus \(percent)", price: price * (1 + percent.fraction))
    }
  }

  /// What the rule multiplies a component's price by; nil when it sets it.
  fileprivate func factor(of component: PricedComponent) -> Rational? {
    let isMeant = components?.contains(component) ?? true
    return switch change {
    case .keep: 1
    case .set(let prices): prices[component] == nil ? 1 : nil
    case .discount(let percent): isMeant ? 1 - percent.fraction : 1
    case .markup(let percent): isMeant ? 1 + percent.fraction : 1
    }
  }

  /// The factor by which the rule multiplies every price alike; nil when it does anything else.
  fileprivate var uniformFactor: Rational? {
    guard add.isEmpty, removed.isEmpty, floor == nil, cap == nil, !parking.isSettledApart,
      parking.hours == nil, components == nil || components == Set(PricedComponent.allCases)
    else { return nil }
    if case .set = change { return nil }
    return factor(of: .energy)
  }
}
