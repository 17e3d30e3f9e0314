package import BilateralBase
package import BilateralModel

/// Which tariffs one partner sees at a connector: one for each of our tariffs that it names, by the class that its place
/// puts it in, and one more for each announced change (rulings 23 and 26).
///
/// An id that is not in the map vanishes: a partner never sees the id of a tariff that was not made for it (ruling 15).
package struct ConnectorTariffMap: Hashable, Sendable {
  struct Key: Hashable, Sendable {
    let base: CiString
    /// The text of the class; nil for connectors that no rule takes.
    let rule: String?
  }

  /// What one tariff is chosen of, for versions in which a connector names one.
  package struct Choice: Hashable, Sendable {
    fileprivate let tariffs: [CiString: Tariff]
    fileprivate let moment: Timestamp

    /// A choice of the tariffs that can be told to the partner, by what holds at a moment.
    package init(_ tariffs: [Tariff], at moment: Timestamp) {
      self.tariffs = Dictionary(tariffs.map { ($0.id, $0) }) { _, last in last }
      self.moment = moment
    }

    fileprivate func single(of ids: [CiString]) -> [CiString] {
      Tariff.single(of: ids.compactMap { tariffs[$0] }, at: moment).map { [$0.id] } ?? []
    }
  }

  private let finder: ClassFinder?
  private let change: PricingSurroundings.Change
  private let groups: LocationGroups
  private let hasList: Bool
  private let made: [Key: CiString]
  private let choice: Choice?

  /// The map of a partner that gets no tariffs.
  package static let empty = ConnectorTariffMap()

  private init() {
    (finder, change, groups, hasList, made) = (nil, .datedPair, LocationGroups(), true, [:])
    choice = nil
  }

  /// The map of tariffs that were made before.
  ///
  /// - Parameters:
  ///   - rules: the rules that made them.
  ///   - change: how a new price is announced.
  ///   - groups: the groups of locations that the rules speak of.
  ///   - entries: for each tariff its base, the class that the store keeps as its rule, and the id it got.
  ///   - choice: with one, a connector names one tariff at the most.
  package init(
    rules: PriceRules, change: PricingSurroundings.Change = .datedPair,
    groups: LocationGroups = LocationGroups(), entries: [(base: CiString, rule: String?, id: CiString)],
    choice: Choice? = nil
  ) {
    finder = ClassFinder(rules)
    self.choice = choice
    self.change = change
    // Whether a location belongs to groups that no rule asks for is not looked up for each of its connectors.
    let isAsked = rules.rules.contains {
      !$0.when.place.groups.isEmpty || !$0.when.place.excludedGroups.isEmpty
    }
    self.groups = isAsked ? groups : LocationGroups()
    hasList = rules.base != PriceRules.Base.none
    made = Dictionary(entries.map { (Key(base: $0.base, rule: $0.rule), $0.id) }) { _, last in last }
  }

  /// The same map with other tariffs.
  func keeping(_ entries: [(base: CiString, rule: String?, id: CiString)]) -> ConnectorTariffMap {
    ConnectorTariffMap(
      finder, change, groups, hasList,
      Dictionary(entries.map { (Key(base: $0.base, rule: $0.rule), $0.id) }) { _, last in last })
  }

  private init(
    _ finder: ClassFinder?, _ change: PricingSurroundings.Change, _ groups: LocationGroups, _ hasList: Bool,
    _ made: [Key: CiString]
  ) {
    self.finder = finder
    self.change = change
    self.groups = groups
    self.hasList = hasList
    self.made = made
    choice = nil
  }

  /// The tariffs of the map with what made them.
  package var entries: [(base: CiString, rule: String?, id: CiString)] {
    made.map { (base: $0.key.base, rule: $0.key.rule, id: $0.value) }
  }

  /// The partner's tariff that was made of one of the list, or has that id itself; nil when there is none or several.
  package func onlyID(of id: CiString) -> CiString? {
    let found = Set(made.filter { $0.key.base == id || $0.value == id }.values)
    return found.count == 1 ? found.first : nil
  }

  /// The partner's tariffs for a place and a driver: those in force and those announced.
  ///
  /// - Parameters:
  ///   - place: the connector; it names tariffs of the list.
  ///   - driver: who charges; what a partner is shown at a connector is for nobody special.
  /// - Returns: ids, in the order of the connector and of time.
  package func tariffIDs(for place: ChargePlace, driver: PricedDriver = PricedDriver()) -> [CiString] {
    var ids: [CiString] = []
    for key in keys(for: place, driver) {
      guard let id = key.compactMap({ made[$0] }).first, !ids.contains(id) else { continue }
      ids.append(id)
    }
    return choice.map { $0.single(of: ids) } ?? ids
  }

  /// For each span of time the keys to look under, the one of the country first.
  func keys(for place: ChargePlace, _ driver: PricedDriver) -> [[Key]] {
    guard let finder else { return [] }
    return bases(of: place).flatMap { base in
      keys(finder.fitting(place, driver, tariff: base), base, country: place.country)
    }
  }

  /// The tariffs of the list that hold at a place.
  func bases(of place: ChargePlace) -> [CiString] { hasList ? place.tariffs : [PriceRules.noList] }

  /// The same for rules that fit under one tariff of the list.
  func keys(_ fitting: RuleMask, _ base: CiString, country: String?) -> [[Key]] {
    guard let finder else { return [] }
    let runs = finder.runs(fitting)
    let classes = [country, nil].map { country in
      runs.map { run in
        TariffClass(
          rules: run.rules.map { finder.rules[$0].id }, country: country, from: run.from, end: run.end)
      }
    }
    return runs.indices.map { span in classes.map { Key(base: base, rule: Self.key($0, at: span, change)) } }
  }

  /// The text of one span of days; with one id for all times the text of all of them.
  static func key(
    _ classes: [TariffClass], at span: Int, _ change: PricingSurroundings.Change
  ) -> String? {
    guard change == .sameID, classes.count > 1 else { return classes[span].text }
    return classes.map { $0.name ?? "" }.joined(separator: "/")
  }

  /// The location as the partner sees it: every connector with the partner's tariffs.
  package func rewritten(_ location: Location) -> Location {
    var location = location
    for evse in location.evses.indices {
      for place in location.evses[evse].connectors.indices {
        location.evses[evse].connectors[place].tariffIDs = tariffIDs(
          for: ChargePlace(
            location: location, evse: location.evses[evse],
            connector: location.evses[evse].connectors[place], groups: groups))
      }
    }
    return location
  }

  /// Whether an EVSE names tariffs of ours and the partner gets none of them.
  package func lacksTariff(_ evse: EVSE, of location: Location) -> Bool {
    let named = evse.connectors.filter { !$0.tariffIDs.isEmpty }
    return !named.isEmpty
      && named.allSatisfy { connector in
        tariffIDs(for: ChargePlace(location: location, evse: evse, connector: connector, groups: groups))
          .isEmpty
      }
  }
}

extension PriceRules {
  /// The id that stands for a tariff of the list where there is no list.
  static let noList: CiString = "none"
}
