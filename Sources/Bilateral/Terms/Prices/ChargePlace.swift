package import BilateralBase
package import BilateralModel

/// What price rules look at when they choose by place: one connector, and where it stands.
///
/// All of it is known before anybody charges, so a place decides which tariffs hold there (ruling 23).
package struct ChargePlace: Hashable, Sendable {
  /// Alternating or direct current.
  package enum Current: String, Hashable, Sendable, CaseIterable {
    case ac = "AC"
    case dc = "DC"
  }

  /// Two letters of ISO 3166; nil when nobody said.
  package var country: String?
  /// Names of the groups that the location or the EVSE belongs to.
  package var groups: Set<String>
  /// The EVSE's id as drivers read it, or its uid where it has none.
  package var evseID: CiString?
  /// The power the connector is sold as; nil when nothing is known of it.
  package var power: Power?
  /// Alternating or direct current.
  package var current: Current?
  /// The plug in OCPI's words, such as `IEC_62196_T2_COMBO`.
  package var standard: String?
  /// Whether everybody may charge there (`publish`).
  package var isPublic: Bool?
  /// The tariffs of the price list that the connector names.
  package var tariffs: [CiString]
  /// The IANA zone of the location.
  package var zone: String?

  /// A place; what is left out is not known, and fits only rules that do not ask for it.
  package init(
    country: String? = nil, groups: Set<String> = [], evseID: CiString? = nil, power: Power? = nil,
    current: Current? = nil, standard: String? = nil, isPublic: Bool? = nil, tariffs: [CiString] = [],
    zone: String? = nil
  ) {
    self.country = country?.uppercased()
    self.groups = groups
    self.evseID = evseID
    self.power = power
    self.current = current
    self.standard = standard
    self.isPublic = isPublic
    self.tariffs = tariffs
    self.zone = zone
  }

  /// The place of a connector.
  package init(
    location: Location, evse: EVSE, connector: Connector, groups: LocationGroups = LocationGroups()
  ) {
    let names = groups.names.filter { name in
      groups[name].map { $0.holds(location) || $0.holds(evse) } ?? false
    }
    self.init(
      country: CountryCode.twoLetters(of: location.country), groups: Set(names),
      evseID: evse.evseID ?? evse.uid, power: connector.ratedPower,
      current: Current(connector.powerType), standard: connector.standard.rawValue,
      isPublic: location.publish, tariffs: connector.tariffIDs, zone: location.timeZone)
  }

  /// The places of all connectors of a location, in order.
  package static func all(of location: Location, groups: LocationGroups = LocationGroups()) -> [ChargePlace] {
    location.evses.flatMap { evse in
      evse.connectors.map { ChargePlace(location: location, evse: evse, connector: $0, groups: groups) }
    }
  }
}

extension ChargePlace.Current {
  /// The kind of current of an OCPI power type; nil for one we do not know.
  init?(_ type: PowerType) {
    switch type {
    case .dc: self = .dc
    case .ac1Phase, .ac2Phase, .ac2PhaseSplit, .ac3Phase: self = .ac
    default: return nil
    }
  }
}
