/// The kinds of vehicle that a parking space is for.
package struct VehicleType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let motorcycle = VehicleType(rawValue: "MOTORCYCLE")
  package static let personalVehicle = VehicleType(rawValue: "PERSONAL_VEHICLE")
  package static let personalVehicleWithTrailer = VehicleType(rawValue: "PERSONAL_VEHICLE_WITH_TRAILER")
  package static let van = VehicleType(rawValue: "VAN")
  package static let semiTractor = VehicleType(rawValue: "SEMI_TRACTOR")
  package static let rigid = VehicleType(rawValue: "RIGID")
  package static let truckWithTrailer = VehicleType(rawValue: "TRUCK_WITH_TRAILER")
  package static let bus = VehicleType(rawValue: "BUS")
  package static let disabled = VehicleType(rawValue: "DISABLED")

  package static let known: [Spelling] = [
    Spelling("MOTORCYCLE", since: .v2_3_0),
    Spelling("PERSONAL_VEHICLE", since: .v2_3_0),
    Spelling("PERSONAL_VEHICLE_WITH_TRAILER", since: .v2_3_0),
    Spelling("VAN", since: .v2_3_0),
    Spelling("SEMI_TRACTOR", since: .v2_3_0),
    Spelling("RIGID", since: .v2_3_0),
    Spelling("TRUCK_WITH_TRAILER", since: .v2_3_0),
    Spelling("BUS", since: .v2_3_0),
    Spelling("DISABLED", since: .v2_3_0),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
