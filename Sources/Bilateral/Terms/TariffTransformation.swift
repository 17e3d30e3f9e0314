import BilateralBase
import BilateralModel

/// One tariff of the list under rules that hold together: the exact transformation and its single rounding.
///
/// The order is fixed: tax out, currency, the rules, floors and caps, rounding, ending, tax in (terms, section 3). For each
/// element of the list's tariff and each part of the time there is one element, in this order, so that the first match
/// finds what it found in the list under the rules of that moment.
struct TariffTransformation {
  /// Decimals of a published unit price (ruling 20).
  static let places = 4

  let base: Tariff
  let cells: [MomentCell]
  let terms: PriceRules
  let tax: TariffTax
  /// To the currency of the rules; nil when the tariff has it already.
  var exchange: ExchangeRate?
  /// Decimals of a unit price; more of them show the transformation without its rounding.
  var places = Self.places

  /// What was made.
  private(set) var elements: [TariffElement] = []
  /// How each price came to be.
  private(set) var chains: [UnitPriceChain] = []
  /// What `add` would price and the list leaves free.
  private(set) var gaps: Set<PricedComponent> = []
  /// Whether a fee of the rules stands where a later one of the list would have counted (R10).
  private(set) var hidesFee = false
  /// The price of an hour of parking that is settled beside the tariff.
  private(set) var parking: Rational?

  init(
    base: Tariff, cells: [MomentCell], terms: PriceRules, tax: TariffTax, exchange: ExchangeRate? = nil,
    places: Int = Self.places
  ) {
    self.base = base
    self.cells = cells
    self.terms = terms
    self.tax = tax
    self.exchange = exchange
    self.places = places
  }

  mutating func apply() throws(TariffRefusal) -> Tariff {
    let drafts = try self.drafts()
    noteGaps(drafts)
    for place in drafts.indices { try add(drafts[place], before: drafts[(place + 1)...]) }
    if elements.isEmpty {
      guard !base.elements.isEmpty else { throw .unpriced }
      elements = [TariffElement(priceComponents: [PriceComponent(type: .flat, price: 0)])]
    }
    var tariff = base
    tariff.elements = elements
    tariff.currency = exchange?.to.code ?? base.currency
    tariff.minPrice = try limit(base.minPrice, terms.minSession)
    tariff.maxPrice = try limit(base.maxPrice, terms.maxSession)
    tariff.taxIncluded = tax.publishedMode
    // Ad-hoc prices are for drivers without a contract; what a partner is charged is a roaming price.
    if tariff.type == .adHocPayment { tariff.type = .regular }
    // Texts and links quote the base prices, unknown members may.
    tariff.altTexts = []
    tariff.altURL = nil
    tariff.extras = []
    return tariff
  }
}

// MARK: - what the list prices, and what it leaves free

extension TariffTransformation {
  /// An element of the list with exact net prices in the currency of the rules.
  fileprivate struct Draft {
    var restrictions: TariffRestrictions?
    var components: [DraftComponent]
    var isReservation: Bool { restrictions?.reservation != nil }
  }

  fileprivate struct DraftComponent {
    var component: PricedComponent
    /// The component as the list has it, for its rate and step.
    var source: PriceComponent
    /// Steps to the net price; nil for what the list leaves free.
    var net: [UnitPriceChain.Step]?
  }

  private func drafts() throws(TariffRefusal) -> [Draft] {
    var drafts: [Draft] = []
    for element in base.elements {
      var components: [DraftComponent] = []
      for source in element.priceComponents { components.append(try draft(source)) }
      drafts.append(Draft(restrictions: element.restrictions, components: components))
    }
    for component in PricedComponent.allCases where !hasFallback(component) {
      guard cells.contains(where: { pricing($0).chain(component, from: nil) != nil }) else { continue }
      let source = PriceComponent(type: component.dimension, price: 0, vat: try commonRate(), stepSize: 1)
      drafts.append(Draft(components: [DraftComponent(component: component, source: source)]))
    }
    return drafts
  }

  private func draft(_ source: PriceComponent) throws(TariffRefusal) -> DraftComponent {
    guard let component = PricedComponent(source.type) else { throw .dimension(source.type.rawValue) }
    guard let written = Rational(decimalText: source.price.text) else { throw .number(source.price.text) }
    var steps = [UnitPriceChain.Step(words: "list", price: written)]
    let net = try tax.net(written, source)
    if net != written {
      let rate = tax.rate(of: source).map { $0.decimalText(atMost: 4) } ?? ""
      steps.append(.init(words: "without \(rate) % tax", price: net))
    }
    if let exchange {
      let words =
        "\(exchange.from) in \(exchange.to), \(exchange.source)\(exchange.date.map { " \($0)" } ?? "")"
      steps.append(.init(words: words, price: exchange.converted(net)))
    }
    return DraftComponent(component: component, source: source, net: steps)
  }

  private func hasFallback(_ component: PricedComponent) -> Bool {
    base.elements.contains { element in
      (element.restrictions ?? TariffRestrictions()) == TariffRestrictions()
        && element.priceComponents.contains { $0.type == component.dimension }
    }
  }

  /// The rate of tax that all components share; a new component cannot choose between several.
  private func commonRate() throws(TariffRefusal) -> WireNumber? {
    let rates = Set(base.elements.flatMap(\.priceComponents).map(\.vat))
    guard rates.count <= 1 || tax.countryRate != nil else { throw .taxRatesDiffer }
    return rates.count == 1 ? rates.first ?? nil : nil
  }

  /// What `add` leaves free, and what parking costs where it is settled beside the tariff.
  private mutating func noteGaps(_ drafts: [Draft]) {
    let hasFee = base.elements.contains { element in
      element.restrictions?.reservation == nil && element.priceComponents.contains { $0.type == .flat }
    }
    hidesFee =
      hasFee && !hasFallback(.session)
      && cells.contains {
        pricing($0).chain(.session, from: nil).map { !($0.last?.price.isZero ?? true) } ?? false
      }
    for cell in cells {
      let pricing = pricing(cell)
      if parking == nil, pricing.isParkingApart {
        let net = drafts.lazy.flatMap(\.components).first { $0.component == .parking && $0.net != nil }?.net
        let added = cell.rules.reduce(Rational.zero) { $0 + ($1.add[.parking] ?? .zero) }
        parking = pricing.chain(.parking, from: net)?.last?.price ?? added
      }
      for component in PricedComponent.allCases where !hasFallback(component) {
        let isAdded = cell.rules.contains { !($0.add[component] ?? .zero).isZero }
        let isApart = component == .parking && pricing.isParkingApart
        if isAdded, !isApart, pricing.chain(component, from: nil) == nil { gaps.insert(component) }
      }
    }
  }

  private func pricing(_ cell: MomentCell) -> UnitPricing { UnitPricing(rules: cell.rules, terms: terms) }
}

// MARK: - elements

extension TariffTransformation {
  /// Adds what one element of the list becomes.
  private mutating func add(_ draft: Draft, before later: ArraySlice<Draft>) throws(TariffRefusal) {
    guard !draft.isReservation else { return try addReservation(draft) }
    for (place, cell) in cells.enumerated() {
      try add(draft, in: cell, before: later, isLast: place == cells.count - 1)
    }
  }

  /// Adds what reservations cost: one element where it is the same at all times.
  private mutating func addReservation(_ draft: Draft) throws(TariffRefusal) {
    let chains = cells.map { cell in draft.components.map { pricing(cell).reserved(from: $0.net) } }
    let isSame = chains.allSatisfy { $0 == chains.first }
    for (cell, chain) in zip(cells, chains).prefix(isSame ? 1 : cells.count) {
      let times: [TariffRestrictions]? = isSame ? nil : cell.restrictions
      for both in Self.both(draft.restrictions, times ?? [nil], nil) {
        try append(Array(zip(draft.components, chain)), both, pricing(cell))
      }
    }
  }

  private mutating func add(
    _ draft: Draft, in cell: MomentCell, before later: ArraySlice<Draft>, isLast: Bool
  ) throws(TariffRefusal) {
    let pricing = pricing(cell)
    var always: [(DraftComponent, [UnitPriceChain.Step]?)] = []
    for part in draft.components {
      let isFree = pricing.removed.contains(part.component)
      let chain = isFree ? nil : pricing.chain(part.component, from: part.net)
      if part.component == .parking, let hours = pricing.parkingHours, chain != nil {
        for window in DayTimes(hours).applied(to: TariffRestrictions()) {
          for both in Self.both(draft.restrictions, cell.restrictions ?? [nil], window) {
            try append([(part, chain)], both, pricing)
          }
        }
        if !isLast || later.contains(where: { $0.prices(.parking) }) { always.append((part, nil)) }
      } else if chain != nil || (!isLast || part.component == .session) && isPriced(part, afterwards: later) {
        // A fee is charged once, by the first period that has one: one that is left out here must stand as zero, or a
        // later period would charge it.
        always.append((part, chain))
      }
    }
    for both in Self.both(draft.restrictions, cell.restrictions ?? [nil], nil) {
      try append(always, both, pricing)
    }
  }

  /// Whether leaving a component out would let another element price it.
  private func isPriced(_ part: DraftComponent, afterwards later: ArraySlice<Draft>) -> Bool {
    let isEverywhereFree = cells.allSatisfy { cell in
      pricing(cell).removed.contains(part.component)
        || pricing(cell).chain(part.component, from: part.net) == nil
    }
    return !isEverywhereFree
  }

  /// Restrictions of the element, of the part of the time and of a window, all together.
  private static func both(
    _ element: TariffRestrictions?, _ alternatives: [TariffRestrictions?], _ window: TariffRestrictions?
  ) -> [TariffRestrictions?] {
    var found: [TariffRestrictions?] = []
    for alternative in alternatives {
      let parts: [TariffRestrictions] = [element, alternative, window].compactMap { $0 }
      guard let first = parts.first else {
        found.append(nil)
        continue
      }
      var both: [TariffRestrictions] = [first]
      for next in parts.dropFirst() { both = both.flatMap { $0.intersection(next) } }
      found += both
    }
    return found
  }

  private mutating func append(
    _ parts: [(DraftComponent, [UnitPriceChain.Step]?)], _ restrictions: TariffRestrictions?,
    _ pricing: UnitPricing
  ) throws(TariffRefusal) {
    guard !parts.isEmpty else { return }
    var element = TariffElement(restrictions: restrictions)
    for (part, chain) in parts {
      let steps = chain ?? [UnitPriceChain.Step(words: "free", price: .zero)]
      let published = try publish(steps, part, pricing)
      var component = part.source
      if published != Rational(decimalText: part.source.price.text) {
        component.price = try Self.wire(published, places)
      }
      component.vat = tax.published(part.source)
      component.stepSize = chain == nil ? 1 : terms.steps[part.component] ?? part.source.stepSize
      component.extras = []
      chains.append(
        UnitPriceChain(
          position: .init(element: elements.count, component: element.priceComponents.count),
          component: part.component, steps: steps, published: published))
      element.priceComponents.append(component)
    }
    elements.append(element)
  }

  /// Rounds once, half up; but a floor is not undercut by rounding, nor a cap exceeded.
  private func publish(
    _ steps: [UnitPriceChain.Step], _ part: DraftComponent, _ pricing: UnitPricing
  ) throws(TariffRefusal) -> Rational {
    let factor = try tax.factor(part.source)
    let exact = (steps.last?.price ?? .zero) * factor
    guard !exact.isNegative else { throw .negative(part.component) }
    if let ending = terms.ending, exact > .zero { return ending.applied(to: exact) }
    let rounded = exact.rounded(toPlaces: places)
    guard part.component == .energy else { return rounded }
    if let floor = pricing.bounds.floor, exact >= floor * factor, rounded < floor * factor {
      return exact.rounded(toPlaces: places, .up)
    }
    if let cap = pricing.bounds.cap, exact <= cap * factor, rounded > cap * factor {
      return exact.rounded(toPlaces: places, .down)
    }
    return rounded
  }

  private static func wire(_ value: Rational, _ places: Int) throws(TariffRefusal) -> WireNumber {
    let text = value.decimalText(atMost: places)
    guard let number = WireNumber(text) else { throw .number(text) }
    return number
  }
}

extension TariffTransformation.Draft {
  fileprivate func prices(_ component: PricedComponent) -> Bool {
    !isReservation && components.contains { $0.component == component }
  }
}

// MARK: - limits of the session

extension TariffTransformation {
  /// A limit of the file counts; one of the list follows when every price is multiplied alike, or as `limits` says.
  private func limit(_ limit: PriceLimit?, _ agreed: Money?) throws(TariffRefusal) -> PriceLimit? {
    if let agreed { return try self.agreed(agreed) }
    guard let limit else { return nil }
    let withReservations = base.elements.contains { $0.restrictions?.reservation != nil }
    if let factor = common({ $0.uniformFactor(withReservations: withReservations) }) {
      return try scaled(limit, by: factor, plus: .zero)
    }
    switch terms.limits {
    case .keep: return try scaled(limit, by: .one, plus: .zero)
    case .drop: return nil
    case .scale:
      guard let factor = common({ $0.energyFactor }) else { throw .limitAmbiguous }
      return try scaled(limit, by: factor, plus: .zero)
    case .scalePlusFee:
      guard let factor = common({ $0.energyFactor }), let fee = common({ $0.fee }) else {
        throw .limitAmbiguous
      }
      return try scaled(limit, by: factor, plus: fee)
    case nil: throw .limitAmbiguous
    }
  }

  /// A value that is the same in every part of the time.
  private func common(_ value: (UnitPricing) -> Rational?) -> Rational? {
    let values = Set(cells.map { value(pricing($0)) })
    return values.count == 1 ? values.first ?? nil : nil
  }

  private func agreed(_ amount: Money) throws(TariffRefusal) -> PriceLimit {
    let source = PriceComponent(type: .flat, price: 0, vat: try commonRate(), stepSize: 1)
    let factor = try tax.factor(source)
    guard let net = try? amount.amount / factor else { throw .number(amount.description) }
    let rounded = net.rounded(toPlaces: places)
    return PriceLimit(
      beforeTaxes: try Self.wire(rounded, places),
      afterTaxes: tax.isInclusive ? try Self.wire(amount.amount, places) : nil)
  }

  private func scaled(
    _ limit: PriceLimit, by factor: Rational, plus fee: Rational
  ) throws(TariffRefusal) -> PriceLimit {
    var limit = limit
    limit.beforeTaxes = try scaled(limit.beforeTaxes, by: factor, plus: fee)
    let isTaxed = tax.treatment != .reverseCharge && (fee.isZero || limit.afterTaxes == nil)
    limit.afterTaxes =
      isTaxed
      ? try limit.afterTaxes.map { number throws(TariffRefusal) in
        try scaled(number, by: factor, plus: .zero)
      } : nil
    limit.extras = []
    return limit
  }

  private func scaled(
    _ number: WireNumber, by factor: Rational, plus fee: Rational
  ) throws(TariffRefusal) -> WireNumber {
    guard let value = Rational(decimalText: number.text) else { throw .number(number.text) }
    let converted = exchange?.converted(value) ?? value
    let published = (converted * factor + fee).rounded(toPlaces: places)
    return published == value ? number : try Self.wire(published, places)
  }
}
