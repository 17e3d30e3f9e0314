import BilateralBase
import BilateralModel

/// Reads tariffs into the form that is priced with.
struct TariffCompiler {
  let version: OCPIVersion
  let policy: PricingPolicy
  /// The taxes that occur, over all tariffs.
  private(set) var taxes: [TaxGroup] = []

  init(version: OCPIVersion, policy: PricingPolicy) {
    self.version = version
    self.policy = policy
  }

  /// Reads one tariff.
  mutating func compile(_ tariff: Tariff, at index: Int) throws(PricingRefusal) -> CompiledTariff {
    guard let currency = Currency(tariff.currency) else { throw .currency(tariff.currency) }
    let rules = VersionRules.of(version)
    var compiled = CompiledTariff(
      id: tariff.id, type: tariff.type, startDateTime: tariff.startDateTime, endDateTime: tariff.endDateTime,
      currency: currency, candidates: Array(repeating: [], count: PricingSlot.allCases.count),
      least: rules.hasLimits ? try Self.limit(tariff.minPrice, "min_price") : nil,
      most: rules.hasLimits ? try Self.limit(tariff.maxPrice, "max_price") : nil)
    if rules.demandsTaxIncluded, tariff.taxIncluded == nil {
      compiled.findings.append(
        PricingFinding(.missingTaxIncluded, "tax_included is missing; read as prices without tax"))
    }
    for (place, element) in tariff.elements.enumerated() {
      try add(element, place, rules.tax(of: tariff), index, to: &compiled)
    }
    for slot in [PricingSlot.expiredTime, .expiredFlat] {
      let reserved = slot == .expiredTime ? PricingSlot.reservedTime : .reservedFlat
      compiled.candidates[slot.rawValue] += compiled.candidates[reserved.rawValue]
    }
    compiled.changes = PriceChanges(compiled.conditions)
    check(&compiled)
    return compiled
  }

  private func check(_ compiled: inout CompiledTariff) {
    guard let least = compiled.least, let most = compiled.most, least.net > most.net else { return }
    compiled.findings.append(
      PricingFinding(.limitsContradict, "min_price is above max_price; the latter is applied"))
  }

  private mutating func add(
    _ element: TariffElement, _ place: Int, _ mode: TaxMode, _ index: Int, to compiled: inout CompiledTariff
  ) throws(PricingRefusal) {
    var condition = -1
    if let restrictions = element.restrictions {
      var reader = TariffConditionReader(policy: policy, place: "elements[\(place)].restrictions")
      let read = reader.read(restrictions)
      compiled.findings += reader.findings
      if !read.isOpen {
        condition = compiled.conditions.count
        compiled.conditions.append(read)
      }
    }
    for (position, component) in element.priceComponents.enumerated() {
      guard let slot = slot(component.type, element.restrictions?.reservation, place, &compiled.findings)
      else { continue }
      let path = "elements[\(place)].price_components[\(position)]"
      let isDead = compiled.candidates[slot.rawValue].last?.element == place
      let read = try read(
        component, slot, mode, path,
        at: (tariff: index, element: place, place: position, condition: condition))
      if !isDead { compiled.candidates[slot.rawValue].append(read) }
    }
  }

  private mutating func read(
    _ wire: PriceComponent, _ slot: PricingSlot, _ mode: TaxMode, _ path: String,
    at position: (tariff: Int, element: Int, place: Int, condition: Int)
  ) throws(PricingRefusal) -> CompiledComponent {
    let price = try Self.number(wire.price, path + ".price")
    let rate =
      mode == .none
      ? nil
      : try wire.vat.map { vat throws(PricingRefusal) in
        try Self.number(vat, path + ".vat")
      }
    let group = TaxGroup(mode: mode, rate: rate)
    let tax = taxes.firstIndex(of: group) ?? taxes.count
    if tax == taxes.count { taxes.append(group) }
    return CompiledComponent(
      tariff: position.tariff, element: position.element, place: position.place,
      price: Measure(price, unit: Measure.billionths), tax: tax, step: step(wire.stepSize, slot),
      condition: position.condition)
  }

  private func step(_ size: Int, _ slot: PricingSlot) -> Measure? {
    guard size > 0, !slot.isFlat, policy.stepSize != .off else { return nil }
    let (units, overflow) = Int64(size).multipliedReportingOverflow(by: slot.stepUnit)
    guard overflow else { return .whole(units) }
    return Rational(size, over: slot == .energy ? 1000 : 3600).map(Measure.fraction)
  }

  private func slot(
    _ dimension: TariffDimensionType, _ reservation: ReservationRestrictionType?, _ place: Int,
    _ findings: inout [PricingFinding]
  ) -> PricingSlot? {
    switch (dimension, reservation) {
    case (.energy, nil): .energy
    case (.time, nil): .time
    case (.parkingTime, nil): .parking
    case (.flat, nil): .flat
    case (.time, .reservation): .reservedTime
    case (.flat, .reservation): .reservedFlat
    case (.time, .reservationExpires): .expiredTime
    case (.flat, .reservationExpires): .expiredFlat
    default:
      Self.odd(dimension, reservation, place, &findings)
    }
  }

  private static func odd(
    _ dimension: TariffDimensionType, _ reservation: ReservationRestrictionType?, _ place: Int,
    _ findings: inout [PricingFinding]
  ) -> PricingSlot? {
    if let reservation, !reservation.isKnown {
      findings.append(
        PricingFinding(
          .unreadableRestriction,
          "elements[\(place)].restrictions.reservation '\(reservation)' is not known; it never applies"))
    } else if !dimension.isKnown {
      findings.append(
        PricingFinding(.unknownDimension, "elements[\(place)] prices '\(dimension)', which nothing measures"))
    }
    return nil
  }

  private static func limit(_ wire: PriceLimit?, _ path: String) throws(PricingRefusal) -> CompiledLimit? {
    guard let wire else { return nil }
    return CompiledLimit(
      net: try number(wire.beforeTaxes, path + ".before_taxes"),
      gross: try wire.afterTaxes.map { after throws(PricingRefusal) in
        try number(after, path + ".after_taxes")
      })
  }

  private static func number(_ wire: WireNumber, _ path: String) throws(PricingRefusal) -> Rational {
    guard let value = wire.rational else { throw .number(wire.text, path: path) }
    return value
  }
}
