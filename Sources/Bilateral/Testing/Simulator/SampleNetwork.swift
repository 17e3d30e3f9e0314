package import BilateralBase

/// The stations and cards of a made-up platform: by number, the same in every run with the same seed.
package struct SampleNetwork: Sendable {
  /// Whose they are.
  package var party: PartyID
  /// The operator's or issuer's name.
  package var name: String
  /// Moves cities, streets and sizes; 0 is the demonstration.
  package var seed: Int

  /// The network of a party.
  package init(_ party: PartyID, name: String, seed: Int = 0) {
    self.party = party
    self.name = name
    self.seed = seed
  }

  /// The UID of a card.
  package static func uid(_ number: Int) -> String { "04" + padded(number &* 7919 &+ 1, 12) }

  /// A card.
  package func token(_ number: Int) -> JSON {
    [
      "country_code": .string(party.country), "party_id": .string(party.party),
      "uid": .string(Self.uid(number)), "type": "RFID",
      "contract_id": .string("\(party.country)-\(party.party)-C" + Self.padded(number, 8) + "-X"),
      "issuer": .string(name),
      "valid": .bool(true), "whitelist": "ALLOWED", "last_updated": .string(Self.updated),
    ]
  }

  private struct City {
    let name: String
    let postcode: String
    /// Degrees times 1,000,000.
    let latitude: Int
    let longitude: Int
  }

  private static let cities = [
    City(name: "Berlin", postcode: "10115", latitude: 52_532_000, longitude: 13_384_900),
    City(name: "Hamburg", postcode: "20095", latitude: 53_551_100, longitude: 9_993_700),
    City(name: "München", postcode: "80331", latitude: 48_135_100, longitude: 11_582_000),
    City(name: "Köln", postcode: "50667", latitude: 50_937_500, longitude: 6_960_300),
    City(name: "Frankfurt am Main", postcode: "60311", latitude: 50_110_900, longitude: 8_682_100),
    City(name: "Stuttgart", postcode: "70173", latitude: 48_775_800, longitude: 9_182_900),
    City(name: "Leipzig", postcode: "04109", latitude: 51_339_700, longitude: 12_373_100),
    City(name: "Bremen", postcode: "28195", latitude: 53_079_300, longitude: 8_801_700),
    City(name: "Nürnberg", postcode: "90402", latitude: 49_452_100, longitude: 11_076_700),
    City(name: "Kiel", postcode: "24103", latitude: 54_323_300, longitude: 10_122_800),
  ]

  private static let streets = [
    "Hauptstraße", "Bahnhofstraße", "Am Markt", "Lindenweg", "Hafenstraße", "Ringstraße",
  ]

  /// A station; the first one is number 0.
  package func location(_ number: Int) -> JSON {
    let place = number + seed % 1_000_000
    let (city, street) = (Self.cities[place % Self.cities.count], Self.streets[place % Self.streets.count])
    let isFast = place % 4 == 3
    let count = isFast ? 2 + place % 3 : 1 + place % 2
    return [
      "country_code": .string(party.country), "party_id": .string(party.party),
      "id": .string("LOC-" + Self.padded(number + 1, 5)), "publish": .bool(true),
      "name": .string("\(name) \(city.name) \(number / Self.cities.count + 1)"),
      "address": .string("\(street) \(number % 80 + 1)"), "city": .string(city.name),
      "postal_code": .string(city.postcode), "country": "DEU",
      "coordinates": [
        "latitude": .string(Self.degrees(city.latitude + place * 137 % 40_000)),
        "longitude": .string(Self.degrees(city.longitude + place * 211 % 40_000)),
      ],
      "parking_type": isFast ? "ALONG_MOTORWAY" : "ON_STREET", "time_zone": "Europe/Berlin",
      "evses": .array((1...count).map { evse(number, $0, isFast) }),
      "opening_times": ["twentyfourseven": .bool(true)], "last_updated": .string(Self.updated),
    ]
  }

  private func evse(_ location: Int, _ number: Int, _ isFast: Bool) -> JSON {
    let watts = isFast ? [50_000, 150_000, 300_000][location / 4 % 3] : 22_000
    return [
      "uid": .string("\(party.party)-\(location + 1)-\(number)"),
      "evse_id": .string("\(party.country)*\(party.party)*E\(location + 1)*\(number)"),
      "status": "AVAILABLE", "capabilities": ["RFID_READER", "REMOTE_START_STOP_CAPABLE"],
      "connectors": [
        [
          "id": "1", "standard": isFast ? "IEC_62196_T2_COMBO" : "IEC_62196_T2",
          "format": isFast ? "CABLE" : "SOCKET", "power_type": isFast ? "DC" : "AC_3_PHASE",
          "max_voltage": JSON(isFast ? 920 : 230), "max_amperage": JSON(isFast ? 500 : 32),
          "max_electric_power": JSON(watts), "tariff_ids": [isFast ? "DC-1" : "AC-1"],
          "last_updated": .string(Self.updated),
        ]
      ], "physical_reference": .string("\(number)"), "last_updated": .string(Self.updated),
    ]
  }

  /// The two price lists that the stations name.
  package var tariffs: [JSON] {
    [("AC-1", "0.49"), ("DC-1", "0.69")].map { id, price in
      [
        "country_code": .string(party.country), "party_id": .string(party.party), "id": .string(id),
        "currency": "EUR", "type": "REGULAR",
        "elements": [
          [
            "price_components": [
              ["type": "ENERGY", "price": .number(price), "vat": .number("19.0"), "step_size": 1]
            ]
          ]
        ], "last_updated": .string(Self.updated),
      ]
    }
  }

  /// When everything was changed last.
  package static let updated = "2026-06-01T08:00:00Z"

  private static func degrees(_ millionths: Int) -> String {
    "\(millionths / 1_000_000)." + padded(millionths % 1_000_000, 6)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
