package import BilateralBase

/// A place to park, with the limits for vehicles.
package struct Parking: WireObject {
  /// Unique within the location.
  package var id: CiString
  /// What is painted on it.
  package var physicalReference: String?
  /// The kinds of vehicle it is for.
  package var vehicleTypes: [VehicleType]
  /// Kilograms.
  package var maxVehicleWeight: WireNumber?
  /// Centimetres.
  package var maxVehicleHeight: WireNumber?
  /// Centimetres.
  package var maxVehicleLength: WireNumber?
  /// Centimetres.
  package var maxVehicleWidth: WireNumber?
  /// Centimetres.
  package var parkingSpaceLength: WireNumber?
  /// Centimetres.
  package var parkingSpaceWidth: WireNumber?
  /// Whether dangerous goods may stand there.
  package var dangerousGoodsAllowed: Bool?
  /// How a vehicle stands.
  package var direction: ParkingDirection?
  /// Whether one can leave forwards.
  package var driveThrough: Bool?
  /// Whether other kinds of vehicle are forbidden.
  package var restrictedToType: Bool
  /// Whether it must be reserved.
  package var reservationRequired: Bool
  /// Minutes.
  package var timeLimit: WireNumber?
  /// Whether there is a roof.
  package var roofed: Bool?
  /// Pictures.
  package var images: [Image]
  /// Whether there is light.
  package var lighting: Bool?
  /// Whether a cooled trailer can be fed.
  package var refrigerationOutlet: Bool?
  /// Norms that it meets.
  package var standards: [CiString]
  /// Its name in parking data (APDS).
  package var apdsReference: CiString?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    id: CiString, physicalReference: String? = nil, vehicleTypes: [VehicleType] = [],
    maxVehicleWeight: WireNumber? = nil, maxVehicleHeight: WireNumber? = nil,
    maxVehicleLength: WireNumber? = nil, maxVehicleWidth: WireNumber? = nil,
    parkingSpaceLength: WireNumber? = nil, parkingSpaceWidth: WireNumber? = nil,
    dangerousGoodsAllowed: Bool? = nil, direction: ParkingDirection? = nil, driveThrough: Bool? = nil,
    restrictedToType: Bool, reservationRequired: Bool, timeLimit: WireNumber? = nil, roofed: Bool? = nil,
    images: [Image] = [], lighting: Bool? = nil, refrigerationOutlet: Bool? = nil, standards: [CiString] = [],
    apdsReference: CiString? = nil, extras: Extras = []
  ) {
    self.id = id
    self.physicalReference = physicalReference
    self.vehicleTypes = vehicleTypes
    self.maxVehicleWeight = maxVehicleWeight
    self.maxVehicleHeight = maxVehicleHeight
    self.maxVehicleLength = maxVehicleLength
    self.maxVehicleWidth = maxVehicleWidth
    self.parkingSpaceLength = parkingSpaceLength
    self.parkingSpaceWidth = parkingSpaceWidth
    self.dangerousGoodsAllowed = dangerousGoodsAllowed
    self.direction = direction
    self.driveThrough = driveThrough
    self.restrictedToType = restrictedToType
    self.reservationRequired = reservationRequired
    self.timeLimit = timeLimit
    self.roofed = roofed
    self.images = images
    self.lighting = lighting
    self.refrigerationOutlet = refrigerationOutlet
    self.standards = standards
    self.apdsReference = apdsReference
    self.extras = extras
  }
}
