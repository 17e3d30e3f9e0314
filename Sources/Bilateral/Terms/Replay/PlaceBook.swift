package import BilateralBase
package import BilateralModel

/// Finds the place that a row of a file means: one of our own connectors, or what the row and the caller say of it.
///
/// Nothing is guessed: a place whose list tariff nobody names has none, unless the list has only one.
package struct PlaceBook: Sendable {
  /// What holds where a row says nothing.
  package struct Defaults: Hashable, Sendable {
    /// Two letters.
    package var country: String?
    /// The IANA zone.
    package var zone: String?
    /// The rated power.
    package var power: Power?
    /// The plug in OCPI's words.
    package var standard: String?
    /// The location group.
    package var group: String?
    /// The tariff of the list for everything.
    package var tariff: CiString?
    /// The tariff of the list for a kind of current.
    package var tariffs: [ChargePlace.Current: CiString] = [:]
    /// The group of the card.
    package var tokenGroup: String?

    /// Nothing.
    package init() {}
  }

  /// The connectors of an EVSE in order, by its id.
  private let known: [String: [ChargePlace]]
  private let listed: [CiString]
  private let defaults: Defaults

  /// A book of our connectors.
  ///
  /// - Parameters:
  ///   - places: our own, the connectors of an EVSE in order.
  ///   - list: the tariffs of the price list; a list of one serves every place.
  ///   - defaults: what holds where a row says nothing.
  package init(_ places: [ChargePlace] = [], list: [CiString], defaults: Defaults = Defaults()) {
    var known: [String: [ChargePlace]] = [:]
    for place in places {
      if let id = place.evseID?.text { known[Self.key(id), default: []].append(place) }
    }
    self.known = known
    listed = list
    self.defaults = defaults
  }

  /// The place of an EVSE by its id, with or without its stars.
  ///
  /// - Parameters:
  ///   - id: the EVSE's id as drivers read it.
  ///   - number: which connector, from 1.
  /// - Returns: the connector; `nil` for an EVSE that is not ours.
  package func place(evse id: String, connector number: Int = 1) -> ChargePlace? {
    guard let places = known[Self.key(id)], places.indices.contains(number - 1) else { return nil }
    return places[number - 1]
  }

  /// The place that a row means, and who charged there.
  package func place(of site: SessionRows.Site) -> (place: ChargePlace, driver: PricedDriver) {
    let texts = site.texts
    let own = texts[.station].flatMap { id in
      self.place(evse: id, connector: texts[.connectorNumber].flatMap { Int($0) } ?? 1)
    }
    var place = own ?? ChargePlace(evseID: texts[.station].map { CiString($0) })
    place.country = texts[.country]?.uppercased() ?? place.country ?? defaults.country
    place.zone = texts[.zone] ?? place.zone ?? defaults.zone
    place.power =
      texts[.power].flatMap { Rational(decimalText: $0) }.map { Power.kilowatts($0) }
      ?? place.power ?? defaults.power
    place.standard = texts[.connector] ?? place.standard ?? defaults.standard
    place.current = texts[.powerType].flatMap(Self.current) ?? place.current
    if let group = texts[.group] ?? (own == nil ? defaults.group : nil) { place.groups.insert(group) }
    place.tariffs = tariffs(texts[.tariff], of: place)
    let token = (texts[.tokenGroup] ?? defaults.tokenGroup).map { CiString($0) }
    return (place, PricedDriver(tokenGroup: token))
  }

  /// The place that a CDR tells of: ours where we know it, else what the CDR says.
  package func place(of location: CDRLocation) -> ChargePlace {
    let own = self.place(evse: location.evseID.text) ?? self.place(evse: location.evseUID.text)
    var place =
      own
      ?? ChargePlace(
        country: CountryCode.twoLetters(of: location.country), evseID: location.evseID, power: defaults.power,
        current: ChargePlace.Current(location.connectorPowerType),
        standard: location.connectorStandard.rawValue,
        isPublic: true, zone: defaults.zone)
    if own == nil, let group = defaults.group { place.groups.insert(group) }
    place.tariffs = tariffs(nil, of: place)
    return place
  }

  private func tariffs(_ text: String?, of place: ChargePlace) -> [CiString] {
    if let text { return [CiString(text)] }
    if !place.tariffs.isEmpty { return place.tariffs }
    if let current = place.current, let tariff = defaults.tariffs[current] { return [tariff] }
    if let tariff = defaults.tariff { return [tariff] }
    return listed.count == 1 ? listed : []
  }

  private static func current(_ text: String) -> ChargePlace.Current? {
    let word = text.uppercased()
    if word.hasPrefix("DC") { return .dc }
    return word.hasPrefix("AC") ? .ac : nil
  }

  /// Ids of EVSEs are compared without their stars (partner-file grammar of EVSE-ID).
  private static func key(_ id: String) -> String { id.uppercased().filter { $0 != "*" } }
}
