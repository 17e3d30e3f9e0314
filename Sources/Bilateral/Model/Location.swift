package import BilateralBase

/// A place with charging points.
package struct Location: OwnedObject {
  /// The owner.
  package var party: PartyID
  /// Unique for the operator, never changed (LOC-14).
  package var id: CiString
  /// Whether everyone may see it (LOC-10).
  package var publish: Bool
  /// Whose holders may see it although it is not published.
  package var publishAllowedTo: [PublishTokenType]
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
  /// Points that belong to it, such as an entrance.
  package var relatedLocations: [AdditionalGeoLocation]
  /// The kind of place.
  package var parkingType: ParkingType?
  /// Its charging points.
  package var evses: [EVSE]
  /// Its places to park.
  package var parkingPlaces: [Parking]
  /// How to get there.
  package var directions: [DisplayText]
  /// Who runs it.
  package var `operator`: BusinessDetails?
  /// Who runs it for the operator.
  package var suboperator: BusinessDetails?
  /// Who owns it.
  package var owner: BusinessDetails?
  /// What lies near.
  package var facilities: [Facility]
  /// The IANA name of its time zone (LOC-22).
  package var timeZone: String?
  /// When it is open; unknown when absent.
  package var openingTimes: Hours?
  /// Whether charging goes on when it closes; true when absent.
  package var chargingWhenClosed: Bool?
  /// Pictures.
  package var images: [Image]
  /// Where its energy comes from.
  package var energyMix: EnergyMix?
  /// Whom a driver can call.
  package var helpPhone: CiString?
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    party: PartyID, id: CiString, publish: Bool = true, publishAllowedTo: [PublishTokenType] = [],
    name: String? = nil, address: String, city: String, postalCode: String? = nil, state: String? = nil,
    country: String, coordinates: GeoLocation, relatedLocations: [AdditionalGeoLocation] = [],
    parkingType: ParkingType? = nil, evses: [EVSE] = [], parkingPlaces: [Parking] = [],
    directions: [DisplayText] = [], `operator`: BusinessDetails? = nil, suboperator: BusinessDetails? = nil,
    owner: BusinessDetails? = nil, facilities: [Facility] = [], timeZone: String? = nil,
    openingTimes: Hours? = nil, chargingWhenClosed: Bool? = nil, images: [Image] = [],
    energyMix: EnergyMix? = nil, helpPhone: CiString? = nil, lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.party = party
    self.id = id
    self.publish = publish
    self.publishAllowedTo = publishAllowedTo
    self.name = name
    self.address = address
    self.city = city
    self.postalCode = postalCode
    self.state = state
    self.country = country
    self.coordinates = coordinates
    self.relatedLocations = relatedLocations
    self.parkingType = parkingType
    self.evses = evses
    self.parkingPlaces = parkingPlaces
    self.directions = directions
    self.operator = `operator`
    self.suboperator = suboperator
    self.owner = owner
    self.facilities = facilities
    self.timeZone = timeZone
    self.openingTimes = openingTimes
    self.chargingWhenClosed = chargingWhenClosed
    self.images = images
    self.energyMix = energyMix
    self.helpPhone = helpPhone
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
