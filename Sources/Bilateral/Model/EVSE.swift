package import BilateralBase

/// A charging point for one vehicle at a time.
package struct EVSE: WireObject {
  /// Unique for the operator, never changed (LOC-03).
  package var uid: CiString
  /// The public id, such as `DE*NVO*E1234`.
  package var evseID: CiString?
  /// Whether it can be used.
  package var status: Status
  /// Planned changes of the status.
  package var statusSchedule: [StatusSchedule]
  /// What it can do.
  package var capabilities: [Capability]
  /// Its plugs, at least one (LOC-16).
  package var connectors: [Connector]
  /// The floor.
  package var floorLevel: String?
  /// Where it stands.
  package var coordinates: GeoLocation?
  /// What is written on it.
  package var physicalReference: String?
  /// How to get there.
  package var directions: [DisplayText]
  /// Who may park.
  package var parkingRestrictions: [ParkingRestriction]
  /// The places that belong to it.
  package var parking: [EVSEParking]
  /// Pictures.
  package var images: [Image]
  /// Names of eMSPs whose drivers are served.
  package var acceptedServiceProviders: [String]
  /// When the object last changed.
  package var lastUpdated: Timestamp
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    uid: CiString, evseID: CiString? = nil, status: Status, statusSchedule: [StatusSchedule] = [],
    capabilities: [Capability] = [], connectors: [Connector] = [], floorLevel: String? = nil,
    coordinates: GeoLocation? = nil, physicalReference: String? = nil, directions: [DisplayText] = [],
    parkingRestrictions: [ParkingRestriction] = [], parking: [EVSEParking] = [], images: [Image] = [],
    acceptedServiceProviders: [String] = [], lastUpdated: Timestamp, extras: Extras = []
  ) {
    self.uid = uid
    self.evseID = evseID
    self.status = status
    self.statusSchedule = statusSchedule
    self.capabilities = capabilities
    self.connectors = connectors
    self.floorLevel = floorLevel
    self.coordinates = coordinates
    self.physicalReference = physicalReference
    self.directions = directions
    self.parkingRestrictions = parkingRestrictions
    self.parking = parking
    self.images = images
    self.acceptedServiceProviders = acceptedServiceProviders
    self.lastUpdated = lastUpdated
    self.extras = extras
  }
}
