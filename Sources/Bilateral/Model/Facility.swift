/// What lies near a location.
package struct Facility: WireEnum {
  /// The spelling.
  package let rawValue: String

  /// Wraps a spelling, known or not.
  package init(rawValue: String) { self.rawValue = rawValue }

  package static let hotel = Facility(rawValue: "HOTEL")
  package static let restaurant = Facility(rawValue: "RESTAURANT")
  package static let cafe = Facility(rawValue: "CAFE")
  package static let mall = Facility(rawValue: "MALL")
  package static let supermarket = Facility(rawValue: "SUPERMARKET")
  package static let sport = Facility(rawValue: "SPORT")
  package static let recreationArea = Facility(rawValue: "RECREATION_AREA")
  package static let nature = Facility(rawValue: "NATURE")
  package static let museum = Facility(rawValue: "MUSEUM")
  package static let busStop = Facility(rawValue: "BUS_STOP")
  package static let taxiStand = Facility(rawValue: "TAXI_STAND")
  package static let trainStation = Facility(rawValue: "TRAIN_STATION")
  package static let airport = Facility(rawValue: "AIRPORT")
  package static let carpoolParking = Facility(rawValue: "CARPOOL_PARKING")
  package static let fuelStation = Facility(rawValue: "FUEL_STATION")
  package static let wifi = Facility(rawValue: "WIFI")
  package static let bikeSharing = Facility(rawValue: "BIKE_SHARING")
  package static let tramStop = Facility(rawValue: "TRAM_STOP")
  package static let metroStation = Facility(rawValue: "METRO_STATION")
  package static let parkingLot = Facility(rawValue: "PARKING_LOT")

  package static let known: [Spelling] = [
    Spelling("HOTEL"),
    Spelling("RESTAURANT"),
    Spelling("CAFE"),
    Spelling("MALL"),
    Spelling("SUPERMARKET"),
    Spelling("SPORT"),
    Spelling("RECREATION_AREA"),
    Spelling("NATURE"),
    Spelling("MUSEUM"),
    Spelling("BUS_STOP"),
    Spelling("TAXI_STAND"),
    Spelling("TRAIN_STATION"),
    Spelling("AIRPORT"),
    Spelling("CARPOOL_PARKING"),
    Spelling("FUEL_STATION"),
    Spelling("WIFI"),
    Spelling("BIKE_SHARING", since: .v2_2_1),
    Spelling("TRAM_STOP", since: .v2_2_1),
    Spelling("METRO_STATION", since: .v2_2_1),
    Spelling("PARKING_LOT", since: .v2_2_1),
  ]

  package static var openSince: OCPIVersion? { .v2_3_0 }
}
