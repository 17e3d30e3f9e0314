import BilateralBase
import BilateralModel

/// Reads one block of prices from the checked values of a file; what cannot be understood becomes a finding.
struct PriceRulesReader {
  let terms: TermSet
  let side: PriceSide
  private(set) var findings: [Diagnostic] = []

  init(_ terms: TermSet, _ side: PriceSide) {
    self.terms = terms
    self.side = side
  }

  /// The rules; nil without the block.
  mutating func read() -> PriceRules? {
    let at = side.path
    guard terms.tables[at] != nil else { return nil }
    var rules = PriceRules(side: side, base: base(terms.text("\(at).base")))
    rules.place = terms.tables[at]
    readFrame(at, &rules)
    readLimits(at, &rules)
    rules.rules = (0..<terms.count("\(at).rule")).map { rule("\(at).rule[\($0)]", id: nil) }
    let own = rule(at, id: "*")
    if own.change != .keep || !own.add.isEmpty { rules.rules.append(own) }
    rules.tiers = (0..<terms.count("\(at).tier")).compactMap { tier("\(at).tier[\($0)]") }
    rules.commitment = commitment("\(at).commitment")
    rules.tests = (0..<terms.count("\(at).test_sessions")).compactMap {
      example("\(at).test_sessions[\($0)]")
    }
    rules.findings = findings
    return rules
  }

  private func base(_ word: String?) -> PriceRules.Base? {
    switch word {
    case nil: nil
    case "none": PriceRules.Base.none
    case "received": .received
    case .some(let name): .list(name)
    }
  }

  private mutating func readFrame(_ at: String, _ rules: inout PriceRules) {
    rules.currency = terms.text("\(at).currency").flatMap { Currency($0) }
    rules.isInclusive = terms.text("\(at).vat") == "inclusive"
    rules.vatRates = terms.rates(below: "\(at).vat_rates")
    rules.vatTreatment = terms.text("settlement.vat_treatment").flatMap(PriceRules.VATTreatment.init)
    rules.priceTime = terms.text("\(at).price_time").flatMap(PriceRules.PriceTime.init) ?? .sessionStart
    rules.combine = terms.text("\(at).combine").flatMap(PriceRules.Combination.init) ?? .firstMatch
    rules.limits = terms.text("\(at).limits").flatMap(PriceRules.LimitPolicy.init)
    rules.fillsGaps = terms.flag("\(at).fill_gaps") ?? false
    rules.passThrough = components("\(at).pass_through", orReservations: true)
    rules.passesReservations = namesReservations("\(at).pass_through")
    if let text = terms.text("\(at).rounding") {
      if let rounding = RoundingTerms(text) {
        rules.rounding = rounding
      } else {
        malformed("\(at).rounding", "\"\(text)\" is no rounding", "write it as in \"half-up 2 per-session\"")
      }
    }
    if let text = terms.text("\(at).price_ending") {
      rules.ending = PriceEnding(text)
      if rules.ending == nil {
        malformed("\(at).price_ending", "\"\(text)\" is no ending of a price", "write \"0.01\" or \"x.x9\"")
      }
    }
    readSteps(at, &rules)
    if rules.isInclusive, side != .retail {
      malformed("\(at).vat", "prices between companies are without VAT", "write vat = \"exclusive\"")
    }
  }

  private mutating func readSteps(_ at: String, _ rules: inout PriceRules) {
    for (name, path, entry) in terms.entries(below: "\(at).step") {
      let step: Int? =
        switch (PricedComponent(rawValue: name), entry.value) {
        case (.energy, .energy(let energy)): (energy.value * 1000).asInt
        case (.time, .duration(let span)), (.parking, .duration(let span)): span.wholeSeconds
        default: nil
        }
      guard let component = PricedComponent(rawValue: name), let step, step > 0 else {
        malformed(
          path, "\"\(name) = \(entry.text)\" is no step",
          "write energy = \"0.001 kWh\", time = \"60 s\" or parking = \"60 s\", in whole Wh and seconds")
        continue
      }
      rules.steps[component] = step
    }
  }

  private func readLimits(_ at: String, _ rules: inout PriceRules) {
    rules.minPrice = terms.energyPrice("\(at).min_price")
    rules.maxPrice = terms.energyPrice("\(at).max_price")
    rules.minSession = terms.money("\(at).min_session")
    rules.maxSession = terms.money("\(at).max_session")
    rules.maxMonthPerToken = terms.money("\(at).max_month_per_token")
    switch terms.entries["\(at).free_below"]?.value {
    case .energy(let energy): rules.freeBelow = .energy(energy)
    case .duration(let span): rules.freeBelow = span.wholeSeconds.map { .seconds($0) }
    default: break
    }
    switch terms.entries["\(at).min_margin"]?.value {
    case .percent(let percent): rules.minMargin = .percent(percent)
    case .energyPrice(let price): rules.minMargin = .price(price)
    default: break
    }
  }

  private static let reservation = "reservation"

  private func namesReservations(_ path: String) -> Bool { terms.texts(path).contains(Self.reservation) }

  private mutating func components(
    _ path: String, orReservations: Bool = false
  ) -> Set<PricedComponent> {
    var found: Set<PricedComponent> = []
    for name in terms.texts(path) where !(orReservations && name == Self.reservation) {
      guard let component = PricedComponent(rawValue: name) else {
        malformed(
          path, "\"\(name)\" is no component",
          orReservations
            ? "write energy, time, parking, session or reservation"
            : "write energy, time, parking or session")
        continue
      }
      found.insert(component)
    }
    return found
  }

  private mutating func malformed(_ path: String, _ message: String, _ help: String) {
    findings.append(
      Diagnostic(
        .error, FindingCode.malformed.id, message, help: help, place: terms.place(near: path), path: path))
  }
}

// MARK: - rules

extension PriceRulesReader {
  private mutating func rule(_ at: String, id: String?) -> PriceRule {
    var rule = PriceRule(
      id: id ?? terms.text("\(at).id") ?? "", when: RuleSelector(), change: change(at),
      add: prices("\(at).add"))
    let on = components("\(at).on", orReservations: true)
    rule.namesReservations = namesReservations("\(at).on")
    rule.components = on.isEmpty && !rule.namesReservations ? nil : on
    rule.place = terms.tables[at]
    guard id == nil else { return rule }
    rule.when = selector("\(at).when")
    (rule.from, rule.until) = (terms.date("\(at).from"), terms.date("\(at).until"))
    rule.removed = components("\(at).remove")
    (rule.floor, rule.cap) = (terms.energyPrice("\(at).floor"), terms.energyPrice("\(at).cap"))
    rule.parking.freeSeconds = terms.duration("\(at).parking_after")?.wholeSeconds
    rule.parking.cap = terms.money("\(at).parking_cap")
    rule.parking.hours = terms.window("\(at).parking_hours")
    rule.justification = terms.text("\(at).justification")
    rule.visibleAs = terms.text("\(at).visible_as")
    return rule
  }

  private func change(_ at: String) -> PriceRule.Change {
    if case .percent(let percent) = terms.entries["\(at).discount"]?.value { return .discount(percent) }
    if case .percent(let percent) = terms.entries["\(at).markup"]?.value { return .markup(percent) }
    let set = prices("\(at).set")
    return set.isEmpty ? .keep : .set(set)
  }

  private func prices(_ at: String) -> ComponentPrices {
    ComponentPrices(
      energy: terms.energyPrice("\(at).energy"), time: terms.timePrice("\(at).time"),
      parking: terms.timePrice("\(at).parking"), session: terms.sessionPrice("\(at).session"))
  }

  private mutating func selector(_ at: String) -> RuleSelector {
    RuleSelector(place: place(at), driver: driver(at), moment: moment(at))
  }

  private func place(_ at: String) -> PlaceSelector {
    var place = PlaceSelector()
    place.countries = Set(terms.texts("\(at).countries").map { $0.uppercased() })
    place.groups = Set(terms.texts("\(at).groups"))
    place.excludedGroups = Set(terms.texts("\(at).exclude_groups"))
    place.evseIDs = terms.texts("\(at).evse_ids")
    (place.powerMin, place.powerMax) = (terms.power("\(at).power_min"), terms.power("\(at).power_max"))
    place.current = terms.text("\(at).current").flatMap(ChargePlace.Current.init)
    place.connectors = Set(terms.texts("\(at).connectors").flatMap(PlugName.standards))
    place.isPublic = terms.text("\(at).access").map { $0 == "public" }
    place.tariffs = Set(terms.texts("\(at).tariff_ids").map { CiString($0) })
    return place
  }

  private func driver(_ at: String) -> DriverSelector {
    var driver = DriverSelector()
    driver.tokenGroups = Set(terms.texts("\(at).token_groups").map { CiString($0) })
    driver.auth = terms.text("\(at).auth")
    return driver
  }

  private mutating func moment(_ at: String) -> MomentSelector {
    var moment = MomentSelector()
    moment.hours = terms.window("\(at).hours")
    moment.days = Set(terms.texts("\(at).days").compactMap { Self.days.firstIndex(of: $0) })
    moment.months = Set(terms.integers("\(at).months"))
    (moment.energyFrom, moment.energyTo) = (
      terms.energy("\(at).energy_from"), terms.energy("\(at).energy_to")
    )
    moment.durationFrom = terms.duration("\(at).duration_from")?.wholeSeconds
    moment.durationTo = terms.duration("\(at).duration_to")?.wholeSeconds
    moment.powerMin = terms.power("\(at).session_power_min")
    moment.powerMax = terms.power("\(at).session_power_max")
    refuseEmpty(moment, at)
    return moment
  }

  /// Ranges without anything between their bounds: the rule would hold for no session.
  private mutating func refuseEmpty(_ moment: MomentSelector, _ at: String) {
    let ranges: [(name: String, isEmpty: Bool)] = [
      ("energy", Self.isEmpty(moment.energyFrom, moment.energyTo)),
      ("duration", Self.isEmpty(moment.durationFrom, moment.durationTo)),
      ("session_power", Self.isEmpty(moment.powerMin, moment.powerMax)),
      ("power", Self.isReversed(terms.power("\(at).power_min"), terms.power("\(at).power_max"))),
    ]
    let upper = ["session_power": "session_power_max", "power": "power_max"]
    for range in ranges where range.isEmpty {
      let path = "\(at).\(upper[range.name] ?? range.name + "_to")"
      findings.append(
        Diagnostic(
          .error, FindingCode.emptySelector.id, "no \(range.name) lies within the bounds of this rule",
          help: "the lower bound must be below the upper one", place: terms.place(near: path), path: path))
    }
  }

  private static func isEmpty<Bound: Comparable>(_ low: Bound?, _ high: Bound?) -> Bool {
    guard let low, let high else { return false }
    return low >= high
  }

  private static func isReversed<Bound: Comparable>(_ low: Bound?, _ high: Bound?) -> Bool {
    guard let low, let high else { return false }
    return low > high
  }

  private static let days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
}

// MARK: - volumes and examples

extension PriceRulesReader {
  private mutating func tier(_ at: String) -> PriceTier? {
    guard let period = terms.text("\(at).period").flatMap(PriceTier.Period.init),
      case .percent(let discount) = terms.entries["\(at).discount"]?.value
    else {
      incomplete(at, "a tier needs period and discount")
      return nil
    }
    return PriceTier(
      period: period, from: terms.energy("\(at).from") ?? .zero, discount: discount,
      reach: terms.text("\(at).applies").flatMap(PriceTier.Reach.init) ?? .above,
      scope: terms.text("\(at).scope"), place: terms.tables[at])
  }

  private mutating func commitment(_ at: String) -> VolumeCommitment? {
    guard let volume = terms.energy("\(at).volume") else { return nil }
    guard let period = terms.text("\(at).period").flatMap(PriceTier.Period.init),
      let shortfall = terms.energyPrice("\(at).shortfall")
    else {
      incomplete(at, "a commitment needs volume, period and shortfall")
      return nil
    }
    return VolumeCommitment(volume: volume, period: period, shortfall: shortfall)
  }

  private mutating func example(_ at: String) -> PricedExample? {
    guard let energy = terms.energy("\(at).energy"),
      let seconds = terms.duration("\(at).duration")?.wholeSeconds
    else {
      incomplete(at, "a test session needs energy and duration")
      return nil
    }
    let text = terms.text("\(at).at") ?? "12:00"
    guard let start = ExampleStart(text) else {
      malformed("\(at).at", "\"\(text)\" is no time", "write \"18:10\" or \"2026-03-01 18:10\"")
      return nil
    }
    return PricedExample(
      energy: energy, seconds: seconds, parkingSeconds: terms.duration("\(at).parking")?.wholeSeconds ?? 0,
      power: terms.power("\(at).power"), at: start, group: terms.text("\(at).group"),
      country: terms.text("\(at).country"), adhoc: terms.energyPrice("\(at).adhoc"),
      expect: terms.money("\(at).expect"), place: terms.place(near: "\(at).expect"), path: at)
  }

  private mutating func incomplete(_ at: String, _ message: String) {
    findings.append(
      Diagnostic(
        .error, FindingCode.missing.id, message, place: terms.place(near: at), path: at))
  }
}

extension PartnerFile {
  /// The prices of one direction in full; nil without its block.
  package func priceRules(_ side: PriceSide) -> PriceRules? {
    var reader = PriceRulesReader(terms, side)
    return reader.read()
  }
}

extension TermDuration {
  /// The span when it is a whole number of seconds.
  fileprivate var wholeSeconds: Int? { milliseconds.flatMap { $0 % 1000 == 0 ? $0 / 1000 : nil } }
}
