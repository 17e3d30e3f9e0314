package import BilateralBase

extension CiString {
  /// What stands in a required field whose value does not exist (TR-76).
  package static let notAvailable: CiString = "#NA"

  /// Whether this stands for a value that does not exist.
  package var isNotAvailable: Bool { self == .notAvailable }
}

/// Sessions and CDRs of 2.1.1 hold a location with the one EVSE and connector that was used (SES-13).
extension Location {
  /// The location with one EVSE and one connector only; `#NA` keeps all of them.
  ///
  /// - Parameters:
  ///   - evse: the uid of the EVSE.
  ///   - connector: the id of the connector.
  /// - Returns: nothing when the location has no such EVSE or connector.
  package func reduced(toEVSE evse: CiString, connector: CiString) -> Location? {
    var location = self
    if !evse.isNotAvailable {
      location.evses = location.evses.filter { $0.uid == evse }
      guard !location.evses.isEmpty else { return nil }
    }
    guard !connector.isNotAvailable else { return location }
    for place in location.evses.indices {
      location.evses[place].connectors.removeAll { $0.id != connector }
      guard !location.evses[place].connectors.isEmpty else { return nil }
    }
    return location
  }

  /// The EVSE, when the location names one only.
  package var onlyEVSE: EVSE? { evses.count == 1 ? evses.first : nil }
  /// The connector, when the location names one only.
  package var onlyConnector: Connector? {
    onlyEVSE.flatMap { $0.connectors.count == 1 ? $0.connectors.first : nil }
  }
}

extension CDRLocation {
  /// The part of a whole location that a CDR tells; what is not the only one of its kind is `#NA`.
  package init(_ location: Location) {
    let (evse, connector) = (location.onlyEVSE, location.onlyConnector)
    self.init(
      id: location.id, name: location.name, address: location.address, city: location.city,
      postalCode: location.postalCode, state: location.state, country: location.country,
      coordinates: GeoLocation(
        latitude: location.coordinates.latitude, longitude: location.coordinates.longitude),
      evseUID: evse?.uid ?? .notAvailable, evseID: evse?.evseID ?? .notAvailable,
      connectorID: connector?.id ?? .notAvailable, connectorStandard: connector?.standard ?? "",
      connectorFormat: connector?.format ?? "", connectorPowerType: connector?.powerType ?? "")
  }

  /// The whole location that 2.1.1 wants; what the CDR does not tell is unknown or 0.
  ///
  /// - Parameters:
  ///   - party: the owner.
  ///   - moment: when the CDR last changed, which stands for the location too.
  /// - Returns: the location with one EVSE and one connector.
  package func embedded(party: PartyID, at moment: Timestamp) -> Location {
    let connector = Connector(
      id: connectorID, standard: connectorStandard, format: connectorFormat, powerType: connectorPowerType,
      maxVoltage: 0, maxAmperage: 0, lastUpdated: moment)
    let evse = EVSE(
      uid: evseUID, evseID: evseID.isNotAvailable ? nil : evseID, status: .unknown, connectors: [connector],
      lastUpdated: moment)
    return Location(
      party: party, id: id, publish: true, name: name, address: address, city: city, postalCode: postalCode,
      state: state, country: country, coordinates: coordinates, evses: [evse], lastUpdated: moment)
  }
}
