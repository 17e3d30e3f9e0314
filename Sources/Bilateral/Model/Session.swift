package import BilateralBase

/// A charging session while it runs.
package struct Session: OwnedObject {
  /// The owner.
  package var party: PartyID
  /// Unique for the owner.
  package var id: CiString
  /// When it started.
  package var startDateTime: Timestamp
  /// When it ended.
  package var endDateTime: Timestamp?
  /// kWh so far.
  package var energy: WireNumber
  /// The token.
  package var token: CDRToken
  /// How the driver was let in.
  package var authMethod: AuthMethod
  /// The reference of the authorisation (TOK-21).
  package var authorizationReference: CiString?
  /// The location.
  package var locationID: CiString
  /// The EVSE, or `#NA` for a reservation without one.
  package var evseUID: CiString
  /// The connector, or `#NA`.
  package var connectorID: CiString
  /// The whole location, as 2.1.1 wants it instead of the three ids.
  package var embeddedLocation: Location?
  /// The meter.
  package var meterID: String?
  /// Three letters of ISO 4217.
  package var currency: String
  /// What was measured, in order.
  package var chargingPeriods: [ChargingPeriod]
  /// The cost so far; unknown when absent.
  package var totalCost: Price?
  /// How far it is.
  package var status: SessionStatus
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, id: CiString, startDateTime: Timestamp, endDateTime: Timestamp? = nil, energy: WireNumber,
    token: CDRToken, authMethod: AuthMethod, authorizationReference: CiString? = nil, locationID: CiString,
    evseUID: CiString, connectorID: CiString, embeddedLocation: Location? = nil, meterID: String? = nil,
    currency: String,
    chargingPeriods: [ChargingPeriod] = [], totalCost: Price? = nil, status: SessionStatus,
    lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.id = id
    self.startDateTime = startDateTime
    self.endDateTime = endDateTime
    self.energy = energy
    self.token = token
    self.authMethod = authMethod
    self.authorizationReference = authorizationReference
    self.locationID = locationID
    self.evseUID = evseUID
    self.connectorID = connectorID
    self.embeddedLocation = embeddedLocation
    self.meterID = meterID
    self.currency = currency
    self.chargingPeriods = chargingPeriods
    self.totalCost = totalCost
    self.status = status
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
