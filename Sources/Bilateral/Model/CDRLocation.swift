package import BilateralBase

/// The place of a session, as it was then.
package struct CDRLocation: WireObject {
  /// The location.
  package var id: CiString
  /// Its name.
  package var name: String?
  /// Street and number.
  package var address: String
  /// The town.
  package var city: String
  /// The postal code.
  package var postalCode: String?
  /// The state or province.
  package var state: String?
  /// Three letters of ISO 3166-1.
  package var country: String
  /// Where it lies.
  package var coordinates: GeoLocation
  /// The EVSE; `#NA` for a reservation without one.
  package var evseUID: CiString
  /// The public id of the EVSE, or `#NA`.
  package var evseID: CiString
  /// The connector, or `#NA`.
  package var connectorID: CiString
  /// The plug.
  package var connectorStandard: ConnectorType
  /// Socket or cable.
  package var connectorFormat: ConnectorFormat
  /// Phases.
  package var connectorPowerType: PowerType
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    id: CiString, name: String? = nil, address: String, city: String, postalCode: String? = nil,
    state: String? = nil, country: String, coordinates: GeoLocation, evseUID: CiString, evseID: CiString,
    connectorID: CiString, connectorStandard: ConnectorType, connectorFormat: ConnectorFormat,
    connectorPowerType: PowerType, extras: Extras = []
  ) {
    self.id = id
    self.name = name
    self.address = address
    self.city = city
    self.postalCode = postalCode
    self.state = state
    self.country = country
    self.coordinates = coordinates
    self.evseUID = evseUID
    self.evseID = evseID
    self.connectorID = connectorID
    self.connectorStandard = connectorStandard
    self.connectorFormat = connectorFormat
    self.connectorPowerType = connectorPowerType
    self.extras = extras
  }
}
