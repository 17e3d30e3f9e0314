package import BilateralBase

/// The condition of a price rule, `when`: a part about the place, one about the driver and one about the moment.
///
/// The place and the driver decide which tariff holds; the moment becomes restrictions within it (ruling 23).
package struct RuleSelector: Hashable, Sendable {
  /// What it asks of the place.
  package var place: PlaceSelector
  /// What it asks of the driver.
  package var driver: DriverSelector
  /// What it asks of the moment.
  package var moment: MomentSelector

  /// A selector; without conditions it takes every session.
  package init(
    place: PlaceSelector = PlaceSelector(), driver: DriverSelector = DriverSelector(),
    moment: MomentSelector = MomentSelector()
  ) {
    self.place = place
    self.driver = driver
    self.moment = moment
  }

  /// Whether every session fits.
  package var isUnconditional: Bool { self == RuleSelector() }
}

/// The part of a condition that a connector either fits for good or does not.
package struct PlaceSelector: Hashable, Sendable {
  /// `countries`: two letters each; empty for all, as with every list here.
  package var countries: Set<String> = []
  /// `groups`: the place belongs to one of them.
  package var groups: Set<String> = []
  /// `exclude_groups`: the place belongs to none of them.
  package var excludedGroups: Set<String> = []
  /// `evse_ids` as they were written.
  package var evseIDs: [String] = [] { didSet { patterns = IDPatterns(evseIDs) } }
  /// `power_min`: the connector's rated power from there on.
  package var powerMin: Power?
  /// `power_max`: the connector's rated power up to there, including it: `"22 kW"` takes 22 kW plugs.
  package var powerMax: Power?
  /// `current`.
  package var current: ChargePlace.Current?
  /// `connectors` in OCPI's words.
  package var connectors: Set<String> = []
  /// `access`: true for places that everybody may use.
  package var isPublic: Bool?
  /// `tariff_ids` of the price list.
  package var tariffs: Set<CiString> = []
  private var patterns = IDPatterns([])

  /// A selector that every place fits.
  package init() {}

  /// Whether the connector fits under a tariff of the list; what is not known does not fit what is asked.
  package func takes(_ place: ChargePlace, tariff: CiString) -> Bool {
    takes(tariff: tariff) && takes(power: place.power) && takes(current: place.current)
      && takes(country: place.country) && takes(groups: place.groups) && takes(standard: place.standard)
      && takes(isPublic: place.isPublic) && (evseIDs.isEmpty || place.evseID.map(patterns.matches) ?? false)
  }

  func takes(tariff: CiString) -> Bool { tariffs.isEmpty || tariffs.contains(tariff) }

  func takes(power: Power?) -> Bool {
    guard powerMin != nil || powerMax != nil else { return true }
    guard let power else { return false }
    return powerMin.map { power >= $0 } ?? true && powerMax.map { power <= $0 } ?? true
  }

  func takes(current found: ChargePlace.Current?) -> Bool { current == nil || current == found }

  func takes(country: String?) -> Bool { countries.isEmpty || country.map(countries.contains) ?? false }

  func takes(groups found: Set<String>) -> Bool {
    (groups.isEmpty || !groups.isDisjoint(with: found)) && excludedGroups.isDisjoint(with: found)
  }

  func takes(standard: String?) -> Bool {
    connectors.isEmpty || standard.map { connectors.contains($0.uppercased()) } ?? false
  }

  func takes(isPublic found: Bool?) -> Bool { isPublic == nil || isPublic == found }
}

/// Who charges, as far as prices depend on it.
package struct PricedDriver: Hashable, Sendable {
  /// The group of the token, which OCPI calls `group_id`.
  package var tokenGroup: CiString?
  /// How the session was begun, such as `remote`.
  package var auth: String?

  /// A driver; nobody special without anything.
  package init(tokenGroup: CiString? = nil, auth: String? = nil) {
    self.tokenGroup = tokenGroup
    self.auth = auth
  }
}

/// The part of a condition that depends on who charges.
package struct DriverSelector: Hashable, Sendable {
  /// `token_groups`.
  package var tokenGroups: Set<CiString> = []
  /// `auth`.
  package var auth: String?

  /// A selector that every driver fits.
  package init() {}

  /// Whether every driver fits.
  package var isEmpty: Bool { tokenGroups.isEmpty && auth == nil }

  /// Whether the driver fits.
  package func takes(_ driver: PricedDriver) -> Bool {
    guard tokenGroups.isEmpty || driver.tokenGroup.map(tokenGroups.contains) ?? false else { return false }
    return auth == nil || auth == driver.auth
  }
}

/// The part of a condition that changes while somebody charges: it becomes restrictions of a tariff.
package struct MomentSelector: Hashable, Sendable {
  /// `hours` in the location's local time.
  package var hours: TimeWindow?
  /// `days`, 0 for Sunday to 6 for Saturday.
  package var days: Set<Int> = []
  /// `months`, 1 to 12.
  package var months: Set<Int> = []
  /// `energy_from`, included.
  package var energyFrom: Energy?
  /// `energy_to`, not included.
  package var energyTo: Energy?
  /// `duration_from` in seconds since the session began, included.
  package var durationFrom: Int?
  /// `duration_to` in seconds, not included.
  package var durationTo: Int?
  /// `session_power_min`: the momentary power, included.
  package var powerMin: Power?
  /// `session_power_max`: the momentary power, not included.
  package var powerMax: Power?

  /// A selector that every moment fits.
  package init() {}

  /// Whether every moment fits.
  package var isEmpty: Bool { self == MomentSelector() }
}
