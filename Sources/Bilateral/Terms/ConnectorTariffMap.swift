package import BilateralBase
package import BilateralModel

/// Which tariffs one partner sees at a connector: our base tariffs by the connector's rated power (ruling 23).
///
/// An id that is not in the map vanishes: a partner never sees the id of a tariff that was not made for it (ruling 15).
package struct ConnectorTariffMap: Hashable, Sendable {
  struct Key: Hashable, Sendable {
    let base: CiString
    /// The rule that made the tariff; nil for connectors that no rule takes.
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

  private let rules: SellRules?
  private let made: [Key: CiString]
  private let choice: Choice?

  /// The map of a partner that gets no tariffs.
  package static let empty = ConnectorTariffMap(rules: nil, made: [:])

  init(rules: SellRules?, made: [Key: CiString]) {
    self.rules = rules
    self.made = made
    choice = nil
  }

  /// The map of tariffs that were made before: for each its base tariff, the rule, and the id it got; with a choice a
  /// connector names one tariff at the most.
  package init(
    rules: SellRules, entries: [(base: CiString, rule: String?, id: CiString)], choice: Choice? = nil
  ) {
    self.rules = rules
    self.choice = choice
    made = Dictionary(entries.map { (Key(base: $0.base, rule: $0.rule), $0.id) }) { _, last in last }
  }

  /// The tariffs of the map with what made them.
  package var entries: [(base: CiString, rule: String?, id: CiString)] {
    made.map { (base: $0.key.base, rule: $0.key.rule, id: $0.value) }
  }

  /// The partner's tariffs for a connector that names our tariffs.
  package func tariffIDs(for connector: Connector) -> [CiString] {
    tariffIDs(named: connector.tariffIDs, power: connector.ratedPower)
  }

  /// The partner's tariffs for a connector of that rated power that names these tariffs of ours.
  func tariffIDs(named bases: [CiString], power: Power?) -> [CiString] {
    guard let rules else { return [] }
    let rule = rules.rule(forRated: power)?.id
    let ids = bases.compactMap { made[Key(base: $0, rule: rule)] }
    return choice.map { $0.single(of: ids) } ?? ids
  }

  /// The location as the partner sees it: every connector with the partner's tariffs.
  package func rewritten(_ location: Location) -> Location {
    var location = location
    for evse in location.evses.indices { location.evses[evse] = rewritten(location.evses[evse]) }
    return location
  }

  /// The EVSE as the partner sees it.
  package func rewritten(_ evse: EVSE) -> EVSE {
    var evse = evse
    for place in evse.connectors.indices {
      evse.connectors[place].tariffIDs = tariffIDs(for: evse.connectors[place])
    }
    return evse
  }
}
