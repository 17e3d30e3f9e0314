import BilateralBase

/// Finds which rules hold together: for one connector, or for every connector there could be.
///
/// Place and driver choose once and for all, so they decide about the class; moments stay within its tariff.
struct ClassFinder: Hashable, Sendable {
  /// Rules that hold together over some days.
  struct Run: Hashable, Sendable {
    /// Positions of the rules, in written order.
    var rules: [Int]
    var from: CivilDate?
    /// The day after the last one.
    var end: CivilDate?
  }

  /// Days over which the same rules are in force.
  private struct Slice: Hashable, Sendable {
    var from: CivilDate?
    var end: CivilDate?
    var inForce: RuleMask
  }

  let rules: [PriceRule]
  private let combine: PriceRules.Combination
  private let slices: [Slice]

  init(_ terms: PriceRules) {
    rules = Array(terms.rules.prefix(RuleMask.most))
    combine = terms.combine
    slices = Self.slices(rules)
  }

  private static func slices(_ rules: [PriceRule]) -> [Slice] {
    let days = Set(rules.compactMap(\.from) + rules.compactMap { $0.until?.next }).sorted()
    let starts: [CivilDate?] = [nil] + days
    return starts.enumerated().map { place, start in
      let end = place < days.count ? days[place] : nil
      let day = start ?? days.first?.previous
      let inForce = RuleMask(rules) { rule in day.map(rule.isInForce) ?? true }
      return Slice(from: start, end: end, inForce: inForce)
    }
  }

  /// The rules that a connector and a driver fit under a tariff of the list, whatever the day.
  func fitting(_ place: ChargePlace, _ driver: PricedDriver, tariff: CiString) -> RuleMask {
    RuleMask(rules) { $0.when.place.takes(place, tariff: tariff) && $0.when.driver.takes(driver) }
  }

  /// The rules that hold together among those that fit, over all days.
  func runs(_ fitting: RuleMask) -> [Run] {
    var runs: [Run] = []
    for slice in slices {
      let held = together(fitting & slice.inForce)
      if let last = runs.indices.last, runs[last].rules == held {
        runs[last].end = slice.end
      } else {
        runs.append(Run(rules: held, from: slice.from, end: slice.end))
      }
    }
    return runs
  }

  /// Under first-match the rules behind one that holds at every moment are never reached.
  private func together(_ fitting: RuleMask) -> [Int] {
    let positions = fitting.positions(below: rules.count)
    guard combine == .firstMatch else { return positions }
    guard let last = positions.firstIndex(where: { rules[$0].when.moment.isEmpty }) else { return positions }
    return Array(positions[...last])
  }

  /// Rules that no session of any connector reaches, by position.
  ///
  /// Under first-match a rule is not reached when each time another one before it holds at the same moments.
  func unreached(tariffs: [CiString]) -> [Int] {
    var reached: Set<Int> = []
    for tariff in tariffs + [CiString("")] {
      for mask in masks(tariff: tariff, countries: countries) ?? [] {
        for run in runs(mask) { reached.formUnion(effective(run.rules)) }
      }
    }
    return rules.indices.filter { !reached.contains($0) }
  }

  private func effective(_ held: [Int]) -> [Int] {
    guard combine == .firstMatch else { return held }
    var seen: Set<MomentSelector> = []
    return held.filter { seen.insert(rules[$0].when.moment).inserted }
  }
}

// MARK: - every connector there could be

extension ClassFinder {
  /// More classes than that are refused: nobody reviews so many prices.
  static let mostClasses = 2_000

  /// Every country that rules name, and any other.
  var countries: [String?] { Self.named(rules.map(\.when.place.countries)) }

  /// All sets of rules that some connector and driver could fit; nil when there are too many.
  func masks(tariff: CiString, countries: [String?]) -> Set<RuleMask>? {
    var found: Set<RuleMask> = [RuleMask(rules) { $0.when.place.takes(tariff: tariff) }]
    for options in dimensions(countries) {
      var next: Set<RuleMask> = []
      for mask in found { for option in options { next.insert(mask & option) } }
      guard next.count <= Self.mostClasses else { return nil }
      found = next
    }
    return found
  }

  private func dimensions(_ countries: [String?]) -> [Set<RuleMask>] {
    let places = rules.map(\.when.place)
    let currents: [ChargePlace.Current?] = [nil, .ac, .dc]
    let openness: [Bool?] = [nil, true, false]
    let plugs = Self.named(places.map(\.connectors))
    let cards: [CiString?] = [nil] + Set(rules.flatMap(\.when.driver.tokenGroups)).map { $0 }
    let checks: [String?] = [nil] + Set(rules.compactMap(\.when.driver.auth)).map { $0 }
    return [
      options(countries) { $0.when.place.takes(country: $1) },
      options(powers) { $0.when.place.takes(power: $1) },
      options(currents) { $0.when.place.takes(current: $1) },
      options(plugs) { $0.when.place.takes(standard: $1) },
      options(openness) { $0.when.place.takes(isPublic: $1) },
      options(cards) {
        $0.when.driver.tokenGroups.isEmpty || $1.map($0.when.driver.tokenGroups.contains) ?? false
      },
      options(checks) { $0.when.driver.auth == nil || $0.when.driver.auth == $1 },
      groups,
    ] + evses
  }

  private func options<Value>(_ values: [Value], _ takes: (PriceRule, Value) -> Bool) -> Set<RuleMask> {
    Set(values.map { value in RuleMask(rules) { takes($0, value) } })
  }

  /// Every power at which the answer of a rule changes, what lies around it, and an unknown one.
  private var powers: [Power?] {
    let bounds = Set(
      rules.flatMap { [$0.when.place.powerMin, $0.when.place.powerMax] }.compactMap { $0?.value }
    )
    .sorted()
    guard let first = bounds.first, let last = bounds.last else { return [nil] }
    let half = Rational(1, over: 2) ?? .zero
    let between = zip(bounds, bounds.dropFirst()).map { ($0 + $1) * half }
    return [nil] + ([first * half, last + 1] + bounds + between).map { Power.kilowatts($0) }
  }

  /// Any combination of the groups that rules name.
  private var groups: Set<RuleMask> {
    let names = Set(rules.flatMap { $0.when.place.groups.union($0.when.place.excludedGroups) }).sorted()
    let open = RuleMask(rules) { $0.when.place.groups.isEmpty }
    struct Membership: Hashable { var wanted: RuleMask; var excluded: RuleMask }
    var found: Set<Membership> = [Membership(wanted: open, excluded: RuleMask(rules) { _ in false })]
    for name in names {
      let wanted = RuleMask(rules) { $0.when.place.groups.contains(name) }
      let excluded = RuleMask(rules) { $0.when.place.excludedGroups.contains(name) }
      for membership in found {
        found.insert(
          Membership(wanted: membership.wanted | wanted, excluded: membership.excluded | excluded))
      }
      guard found.count <= Self.mostClasses else { break }
    }
    return Set(found.map { $0.wanted.subtracting($0.excluded) })
  }

  /// Each list of EVSEs with and without the connector.
  private var evses: [Set<RuleMask>] {
    Set(rules.map(\.when.place.evseIDs)).filter { !$0.isEmpty }.sorted { $0.joined() < $1.joined() }.map {
      list in
      [RuleMask(rules) { _ in true }, RuleMask(rules) { $0.when.place.evseIDs != list }]
    }
  }

  private static func named(_ sets: [Set<String>]) -> [String?] {
    let names = Set(sets.joined()).sorted()
    return names.map { $0 } + [nil]
  }
}

extension CivilDate {
  /// The day after.
  var next: CivilDate { CivilDate(daysSince1970: daysSince1970 + 1) }
  /// The day before.
  var previous: CivilDate { CivilDate(daysSince1970: daysSince1970 - 1) }
}
