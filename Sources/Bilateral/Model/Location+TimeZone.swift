import BilateralBase

/// The time zone of a location that does not say it, as in 2.1.1 (LOC-21).
extension Location {
  /// The zone by country and, where a country has several, by longitude; nothing where that is not certain.
  package var derivedTimeZone: String? { Self.timeZone(country: country, at: coordinates) }

  /// The zone of a place, likewise.
  fileprivate static func timeZone(country: String, at coordinates: GeoLocation) -> String? {
    let country = country.uppercased()
    let longitudeDegrees = Int(coordinates.longitude.prefix { $0 != "." })
    return switch country {
    case "ESP": longitudeDegrees.map { $0 < -12 ? "Atlantic/Canary" : "Europe/Madrid" }
    case "PRT":
      longitudeDegrees.map { $0 < -23 ? "Atlantic/Azores" : $0 < -12 ? "Atlantic/Madeira" : "Europe/Lisbon" }
    default: Self.zones[country]
    }
  }

  /// Countries with one time zone only.
  private static let zones = [
    "ALA": "Europe/Mariehamn", "ALB": "Europe/Tirane", "AND": "Europe/Andorra", "ARE": "Asia/Dubai",
    "AUT": "Europe/Vienna", "BEL": "Europe/Brussels", "BGR": "Europe/Sofia", "BIH": "Europe/Sarajevo",
    "CHE": "Europe/Zurich", "CYP": "Asia/Nicosia", "CZE": "Europe/Prague", "DEU": "Europe/Berlin",
    "DNK": "Europe/Copenhagen", "EST": "Europe/Tallinn", "FIN": "Europe/Helsinki", "FRA": "Europe/Paris",
    "FRO": "Atlantic/Faroe", "GBR": "Europe/London", "GIB": "Europe/Gibraltar", "GRC": "Europe/Athens",
    "HKG": "Asia/Hong_Kong", "HRV": "Europe/Zagreb", "HUN": "Europe/Budapest", "IND": "Asia/Kolkata",
    "IRL": "Europe/Dublin", "ISL": "Atlantic/Reykjavik", "ISR": "Asia/Jerusalem", "ITA": "Europe/Rome",
    "JPN": "Asia/Tokyo", "KOR": "Asia/Seoul", "LIE": "Europe/Vaduz", "LTU": "Europe/Vilnius",
    "LUX": "Europe/Luxembourg", "LVA": "Europe/Riga", "MAR": "Africa/Casablanca", "MCO": "Europe/Monaco",
    "MKD": "Europe/Skopje", "MLT": "Europe/Malta", "MNE": "Europe/Podgorica", "NLD": "Europe/Amsterdam",
    "NOR": "Europe/Oslo", "POL": "Europe/Warsaw", "ROU": "Europe/Bucharest", "SGP": "Asia/Singapore",
    "SMR": "Europe/San_Marino", "SRB": "Europe/Belgrade", "SVK": "Europe/Bratislava",
    "SVN": "Europe/Ljubljana",
    "SWE": "Europe/Stockholm", "THA": "Asia/Bangkok", "TUR": "Europe/Istanbul", "TWN": "Asia/Taipei",
    "VAT": "Europe/Vatican", "XKX": "Europe/Belgrade", "ZAF": "Africa/Johannesburg",
  ]
}

/// A CDR carries only the country of its place (R17).
extension CDRLocation {
  /// The zone by country and, where a country has several, by longitude; nothing where that is not certain.
  package var derivedTimeZone: String? { Location.timeZone(country: country, at: coordinates) }
}
