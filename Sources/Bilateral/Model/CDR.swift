package import BilateralBase

/// The record of a finished session; never changed, only credited.
package struct CDR: OwnedObject {
  /// The owner.
  package var party: PartyID
  /// Unique for the owner.
  package var id: CiString
  /// When the session started.
  package var startDateTime: Timestamp
  /// When the session ended.
  package var endDateTime: Timestamp
  /// The session.
  package var sessionID: CiString?
  /// The token.
  package var token: CDRToken
  /// How the driver was let in.
  package var authMethod: AuthMethod
  /// The reference of the authorisation (TOK-21).
  package var authorizationReference: CiString?
  /// The place.
  package var location: CDRLocation
  /// The whole location, as 2.1.1 wants it.
  package var embeddedLocation: Location?
  /// The meter.
  package var meterID: String?
  /// Three letters of ISO 4217.
  package var currency: String
  /// The tariffs that held.
  package var tariffs: [Tariff]
  /// What was measured, in order.
  package var chargingPeriods: [ChargingPeriod]
  /// Signed meter values.
  package var signedData: SignedData?
  /// The whole cost; negative in a credit.
  package var totalCost: Price
  /// The part that is flat.
  package var totalFixedCost: Price?
  /// kWh.
  package var totalEnergy: WireNumber
  /// The part for energy.
  package var totalEnergyCost: Price?
  /// Hours, parking included.
  package var totalTime: WireNumber
  /// The part for time.
  package var totalTimeCost: Price?
  /// Hours of parking.
  package var totalParkingTime: WireNumber?
  /// The part for parking.
  package var totalParkingCost: Price?
  /// The part for the reservation.
  package var totalReservationCost: Price?
  /// What is to be said.
  package var remark: String?
  /// The invoice.
  package var invoiceReferenceID: CiString?
  /// Whether it takes another one back.
  package var isCredit: Bool?
  /// The one that is taken back.
  package var creditReferenceID: CiString?
  /// Whether the driver is to be paid back.
  package var isHomeCharging: Bool?
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, id: CiString, startDateTime: Timestamp, endDateTime: Timestamp,
    sessionID: CiString? = nil, token: CDRToken, authMethod: AuthMethod,
    authorizationReference: CiString? = nil, location: CDRLocation, embeddedLocation: Location? = nil,
    meterID: String? = nil, currency: String,
    tariffs: [Tariff] = [], chargingPeriods: [ChargingPeriod] = [], signedData: SignedData? = nil,
    totalCost: Price, totalFixedCost: Price? = nil, totalEnergy: WireNumber, totalEnergyCost: Price? = nil,
    totalTime: WireNumber, totalTimeCost: Price? = nil, totalParkingTime: WireNumber? = nil,
    totalParkingCost: Price? = nil, totalReservationCost: Price? = nil, remark: String? = nil,
    invoiceReferenceID: CiString? = nil, isCredit: Bool? = nil, creditReferenceID: CiString? = nil,
    isHomeCharging: Bool? = nil, lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.id = id
    self.startDateTime = startDateTime
    self.endDateTime = endDateTime
    self.sessionID = sessionID
    self.token = token
    self.authMethod = authMethod
    self.authorizationReference = authorizationReference
    self.location = location
    self.embeddedLocation = embeddedLocation
    self.meterID = meterID
    self.currency = currency
    self.tariffs = tariffs
    self.chargingPeriods = chargingPeriods
    self.signedData = signedData
    self.totalCost = totalCost
    self.totalFixedCost = totalFixedCost
    self.totalEnergy = totalEnergy
    self.totalEnergyCost = totalEnergyCost
    self.totalTime = totalTime
    self.totalTimeCost = totalTimeCost
    self.totalParkingTime = totalParkingTime
    self.totalParkingCost = totalParkingCost
    self.totalReservationCost = totalReservationCost
    self.remark = remark
    self.invoiceReferenceID = invoiceReferenceID
    self.isCredit = isCredit
    self.creditReferenceID = creditReferenceID
    self.isHomeCharging = isHomeCharging
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
