/// The kind of place; 2.1.1 calls it LocationType.
package struct ParkingType: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let onStreet = ParkingType(rawValue: "ON_STREET")
  package static let parkingGarage = ParkingType(rawValue: "PARKING_GARAGE")
  package static let undergroundGarage = ParkingType(rawValue: "UNDERGROUND_GARAGE")
  package static let parkingLot = ParkingType(rawValue: "PARKING_LOT")
  package static let other = ParkingType(rawValue: "OTHER")
  package static let unknown = ParkingType(rawValue: "UNKNOWN")
  package static let alongMotorway = ParkingType(rawValue: "ALONG_MOTORWAY")
  package static let onDriveway = ParkingType(rawValue: "ON_DRIVEWAY")

  package static let known: [Spelling] = [
    Spelling("ON_STREET"),
    Spelling("PARKING_GARAGE"),
    Spelling("UNDERGROUND_GARAGE"),
    Spelling("PARKING_LOT"),
    Spelling("OTHER", until: .v2_1_1),
    Spelling("UNKNOWN", until: .v2_1_1),
    Spelling("ALONG_MOTORWAY", since: .v2_2_1),
    Spelling("ON_DRIVEWAY", since: .v2_2_1),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }

  /// Kinds that 2.1.1 does not know are OTHER there.
  package func substitute(in version: OCPIVersion) -> ParkingType? { version == .v2_1_1 ? .other : nil }
}
