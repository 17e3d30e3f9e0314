import BilateralBase
import BilateralModel

/// Makes a partner's tariffs of a price list and its rules.
///
/// Either all of it can be done exactly as the file says, or nothing is made: raw price lists never go to a partner
/// whose rules cannot be applied (ruling 15). Unit prices are brought to net, changed exactly and rounded once to four
/// decimals half-up; that published price is the price that is billed (ruling 20).
struct TariffRewriter {
  let rules: PriceRules
  let list: PriceList
  let partner: String
  let surroundings: PricingSurroundings
  /// Decimals of unit prices.
  var places = TariffTransformation.places

  private(set) var made: [MadeTariff] = []
  private(set) var findings: [Diagnostic] = []
  let finder: ClassFinder

  init(_ rules: PriceRules, list: PriceList, partner: String, _ surroundings: PricingSurroundings) {
    self.rules = rules
    self.list = list
    self.partner = partner
    self.surroundings = surroundings
    finder = ClassFinder(rules)
  }

  /// Makes all tariffs; none when a finding is an error.
  mutating func rewrite() {
    findings = rules.findings + contradictions
    tellApart()
    guard !findings.hasErrors else { return }
    for base in list.tariffs { make(base) }
    tellIDsApart()
    if findings.hasErrors { made = [] }
  }

  private var contradictions: [Diagnostic] {
    let ids = rules.rules.map(\.id)
    var found: [Diagnostic] = []
    if Set(ids).count < ids.count {
      found.append(
        finding(
          .priceContradiction, "two \(rules.side.rawValue) rules have the same id",
          help: "give each [[\(rules.side.path).rule]] its own id", at: "\(rules.side.path).rule"))
    }
    if rules.rules.count > RuleMask.most {
      found.append(
        finding(
          .beyondTariffs, "\(rules.side.path) has more than \(RuleMask.most) rules",
          help: "merge some of them",
          at: "\(rules.side.path).rule"))
    }
    if rules.priceTime == .period, rules.rules.contains(where: { $0.from != nil || $0.until != nil }) {
      found.append(
        finding(
          .beyondTariffs,
          "a session keeps the tariff it began with, so dated rules cannot change its price midway",
          help: "write price_time = \"session-start\"", at: "\(rules.side.path).price_time"))
    }
    return found
  }

  private func finding(_ code: FindingCode, _ message: String, help: String?, at path: String) -> Diagnostic {
    Diagnostic(.error, code.id, message, help: help, place: rules.place, path: path)
  }

  /// What OCPI cannot say is told, once.
  private mutating func tellApart() {
    for term in rules.settledApart {
      findings.append(
        Diagnostic(
          .note, FindingCode.settledApart.id,
          "\(term.words): not expressible in OCPI; \(term.settlement.words)", place: rules.place,
          path: term.path))
    }
    tellMonths()
  }

  /// Months are published as dates of some years; after them the rule would end without anybody having said so.
  private mutating func tellMonths() {
    let last = surroundings.years.upperBound
    for rule in rules.rules where !rule.when.moment.months.isEmpty {
      guard let end = CivilDate(year: last + 1, month: 1, day: 1), rule.until.map({ $0 >= end }) ?? true,
        surroundings.ends.map({ $0 > surroundings.begins(end) }) ?? true
      else { continue }
      findings.append(
        Diagnostic(
          .warning, FindingCode.monthsAsDates.id,
          "the months of rule \(rule.id) are published as dates up to \(last)-12-31; from \(end) on sessions cost"
            + " what they cost without it",
          help: "apply the terms once more before then, or give the rule until = \(last)-12-31",
          place: rules.place,
          path: "\(rules.side.path).rule"))
    }
  }
}

// MARK: - classes

extension TariffRewriter {
  /// Tariffs that only a country tells apart have one for each; nil is any other country.
  private var taxCountries: [String?] {
    guard TariffTax.differs(list, rules) else { return [nil] }
    let known = Set(rules.vatRates.keys).union(list.vatRates.keys).union(list.taxByCountry.keys)
    let shared = surroundings.countries
    guard !shared.isEmpty else { return known.sorted().map { $0 } + [nil] }
    return known.intersection(shared).sorted().map { $0 } + (shared.isSubset(of: known) ? [] : [nil])
  }

  private mutating func make(_ base: Tariff) {
    var seen: Set<TariffClass> = []
    for country in taxCountries {
      let places = country.map { [$0] } ?? finder.countries
      guard let masks = finder.masks(tariff: base.id, countries: places) else {
        findings.append(
          finding(
            .beyondTariffs, "the rules make more than \(ClassFinder.mostClasses) classes of connectors",
            help: "use fewer selectors", at: "\(rules.side.path).rule"))
        return
      }
      let runs = Set(masks.map { finder.runs($0) }).sorted { $0.description < $1.description }
      for run in runs {
        for key in keys(run, country) where seen.insert(key.class).inserted { make(base, key) }
      }
    }
  }

  /// A span of days of one class, with the text that connectors find it by.
  private struct Key {
    var `class`: TariffClass
    var run: ClassFinder.Run
    var text: String?
    var seed: String?
  }

  private func keys(_ runs: [ClassFinder.Run], _ country: String?) -> [Key] {
    let classes = runs.map { run in
      TariffClass(
        rules: run.rules.map { finder.rules[$0].id }, country: country, from: run.from, end: run.end)
    }
    let shared = ConnectorTariffMap.key(classes, at: 0, surroundings.change)
    return zip(classes, runs).enumerated().map { place, pair in
      let isPair = surroundings.change == .datedPair
      return Key(
        class: pair.0, run: pair.1,
        text: isPair ? ConnectorTariffMap.key(classes, at: place, .datedPair) : shared,
        seed: isPair ? pair.0.seed : shared)
    }
  }

  private mutating func make(_ base: Tariff, _ key: Key) {
    do throws(TariffRefusal) {
      if let (tariff, change) = try tariff(base, key) {
        made.append(tariff)
        tellGaps(change.gaps, base)
        if change.hidesFee { tellHiddenFee(base) }
      }
    } catch .unpriced {
      // Connectors that no rule prices get no tariff; validate --deep names those that exist.
    } catch .taxRateMissing where key.class.country == nil && taxCountries.count > 1 {
      tellNoRate(base)
    } catch {
      findings.append(
        error.diagnostic(
          tariff: base.id.text, list: list.name, rule: key.class.name, at: rules.side.path, place: rules.place
        ))
    }
  }

  private mutating func tellGaps(_ gaps: Set<PricedComponent>, _ base: Tariff) {
    for gap in PricedComponent.allCases where gaps.contains(gap) {
      let message =
        "tariff \(base.id) of list \(list.name) leaves \(gap.rawValue) free at times, and add does not change that"
      guard !findings.contains(where: { $0.message == message }) else { continue }
      findings.append(
        Diagnostic(
          .warning, FindingCode.gapLeftFree.id, message,
          help: "write fill_gaps = true, or set the price in a rule", place: rules.place,
          path: "\(rules.side.path).fill_gaps"))
    }
  }

  private mutating func tellHiddenFee(_ base: Tariff) {
    let message =
      "tariff \(base.id) of list \(list.name) has a fee of its own at times: who begins before pays that of the rule alone"
    guard !findings.contains(where: { $0.message == message }) else { return }
    findings.append(
      Diagnostic(
        .warning, FindingCode.feeHidden.id, message,
        help: "let the fee of the list hold at all times, or set the fee in rules with its conditions",
        place: rules.place, path: "\(rules.side.path).rule"))
  }

  private mutating func tellNoRate(_ base: Tariff) {
    let known = taxCountries.compactMap { $0 }.joined(separator: ", ")
    let message = "tariff \(base.id) of list \(list.name) has a rate of tax in \(known) alone: none elsewhere"
    guard !findings.contains(where: { $0.message == message }) else { return }
    findings.append(
      Diagnostic(
        surroundings.countries.isEmpty ? .warning : .error, FindingCode.taxUnclear.id, message,
        help: "add the country to vat_rates, or to [\(list.name)] in tariffs/lists.toml", place: rules.place,
        path: "\(rules.side.path).vat_rates"))
  }
}

// MARK: - one tariff

extension TariffRewriter {
  private func tariff(_ base: Tariff, _ key: Key) throws(TariffRefusal) -> (
    MadeTariff, TariffTransformation
  )? {
    let held = key.run.rules.map { finder.rules[$0] }
    guard let cells = MomentCell.cells(held, rules.combine, years: surroundings.years) else {
      throw .tooManyStacked
    }
    let exchange = try exchange(base, held)
    var change = TariffTransformation(
      base: base, cells: cells, terms: rules, tax: TariffTax(base, list, rules, country: key.class.country),
      exchange: exchange, places: places)
    var tariff = try change.apply()
    let start = Self.latest(base.startDateTime, key.run.from.map(surroundings.begins), surroundings.starts)
    let end = Self.earliest(base.endDateTime, key.run.end.map(surroundings.begins), surroundings.ends)
    if let start, let end, start >= end { return nil }
    if surroundings.change == .datedPair || key.run.from == nil && key.run.end == nil {
      (tariff.startDateTime, tariff.endDateTime) = (start, end)
    }
    tariff.id = TariffIdentity.id(partner: partner, party: base.party, base: base.id, rule: key.seed)
    tariff.lastUpdated = max(base.lastUpdated, surroundings.appliedAt)
    let one = MadeTariff(
      base: base.id, key: key.text, country: key.class.country, start: start, end: end,
      turn: Self.earliest(key.run.end.map(surroundings.begins), surroundings.ends), rules: held,
      parking: change.parking,
      tariff: tariff, chains: change.chains
    )
    return (one, change)
  }

  private func exchange(_ base: Tariff, _ held: [PriceRule]) throws(TariffRefusal) -> ExchangeRate? {
    guard let from = Currency(base.currency) else { throw .currency(base.currency) }
    let to = rules.currency ?? from
    var named = held.reduce(Set()) { $0.union($1.currencies) }
    for money in [
      rules.minSession, rules.maxSession, rules.minPrice?.perKilowattHour, rules.maxPrice?.perKilowattHour,
    ] {
      if let money { named.insert(money.currency) }
    }
    guard named.subtracting([to]).isEmpty else { throw .currency(base.currency) }
    guard from != to else { return nil }
    do throws(ExchangeRefusal) {
      return try surroundings.rates.rate(
        from: from, to: to, on: CivilDate(surroundings.appliedAt), source: surroundings.rateSource)
    } catch {
      throw .rateMissing(error)
    }
  }

  private static func latest(_ moments: Timestamp?...) -> Timestamp? { moments.compactMap { $0 }.max() }
  private static func earliest(_ moments: Timestamp?...) -> Timestamp? { moments.compactMap { $0 }.min() }

  /// Two spans of one class that begin alike and end on other days need two ids; the longest keeps the plain one.
  private mutating func tellIDsApart() {
    guard surroundings.change == .datedPair else { return }
    var longest: [CiString: MadeTariff] = [:]
    for tariff in made {
      guard let known = longest[tariff.tariff.id] else {
        longest[tariff.tariff.id] = tariff
        continue
      }
      let isLonger = known.end.map { end in tariff.end.map { end < $0 } ?? true } ?? false
      if isLonger { longest[tariff.tariff.id] = tariff }
    }
    for place in made.indices where longest[made[place].tariff.id] != made[place] {
      made[place].tariff.id = TariffIdentity.id(
        partner: partner, party: made[place].tariff.party, base: made[place].base, rule: made[place].key)
    }
  }
}

extension [ClassFinder.Run] {
  /// A text to sort by.
  fileprivate var description: String {
    map { "\($0.rules) \($0.from?.description ?? "") \($0.end?.description ?? "")" }.joined(separator: ";")
  }
}
