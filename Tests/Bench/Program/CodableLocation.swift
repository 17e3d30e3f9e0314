import BilateralBase

/// The page for Foundation: the same fields with the same values, written as one would write them with Codable.
///
/// Names are spelled out, as converting them costs Foundation time. Moments are read by our own reader, as Foundation's
/// ISO 8601 strategy is much slower. Enumerations are texts, as ours keep what they do not know.
struct CodablePage: Codable {
  var data: [CodableLocation]
  var status_code: Int
  var timestamp: CodableMoment
}

struct CodableLocation: Codable {
  // Of 2.2.1 and later.
  var country_code: String?
  var party_id: String?
  var publish: Bool?
  // Of 2.1.1.
  var type: String?
  var id: String
  var name: String?
  var address: String
  var city: String
  var postal_code: String?
  var country: String
  var coordinates: CodableCoordinates
  var parking_type: String?
  var evses: [CodableEVSE]?
  var directions: [CodableText]?
  var `operator`: CodableBusiness?
  var facilities: [String]?
  var time_zone: String?
  var opening_times: CodableHours?
  var images: [CodableImage]?
  var last_updated: CodableMoment
}

struct CodableEVSE: Codable {
  var uid: String
  var evse_id: String?
  var status: String
  var capabilities: [String]?
  var connectors: [CodableConnector]
  var floor_level: String?
  var coordinates: CodableCoordinates?
  var physical_reference: String?
  var last_updated: CodableMoment
}

struct CodableConnector: Codable {
  var id: String
  var standard: String
  var format: String
  var power_type: String
  // Of 2.2.1 and later.
  var max_voltage: Int?
  var max_amperage: Int?
  var max_electric_power: Int?
  var tariff_ids: [String]?
  // Of 2.1.1.
  var voltage: Int?
  var amperage: Int?
  var tariff_id: String?
  var last_updated: CodableMoment
}

struct CodableCoordinates: Codable {
  var latitude: String
  var longitude: String
}

struct CodableText: Codable {
  var language: String
  var text: String
}

struct CodableBusiness: Codable {
  var name: String
  var website: String?
}

struct CodableHours: Codable {
  var twentyfourseven: Bool?
  var regular_hours: [CodableRegularHours]?
}

struct CodableRegularHours: Codable {
  var weekday: Int
  var period_begin: String
  var period_end: String
}

struct CodableImage: Codable {
  var url: String
  var thumbnail: String?
  var category: String
  var type: String
  var width: Int?
  var height: Int?
}

struct CodableMoment: Codable {
  var timestamp: Timestamp

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let timestamp = Timestamp(ocpi: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no date and time")
    }
    self.timestamp = timestamp
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(timestamp.description)
  }
}
