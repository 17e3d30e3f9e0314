/// The time zone of countries that have exactly one (R17, LOC-21).
///
/// Countries with several are not here, however small the others are, with two exceptions whose clocks show the same:
/// Germany (Büsingen) and Cyprus (Famagusta, since 2017).
package enum CountryZone {
  /// The IANA name by the three letters of ISO 3166; nil for any other country.
  package static func name(of country: String) -> String? { names[country.uppercased()] }

  /// All of them, by country.
  package static let names: [String: String] = [
    "ALA": "Europe/Mariehamn", "ALB": "Europe/Tirane", "AND": "Europe/Andorra", "ARE": "Asia/Dubai",
    "ARM": "Asia/Yerevan", "AUT": "Europe/Vienna", "AZE": "Asia/Baku", "BEL": "Europe/Brussels",
    "BGR": "Europe/Sofia", "BHR": "Asia/Bahrain", "BIH": "Europe/Sarajevo", "CHE": "Europe/Zurich",
    "COL": "America/Bogota", "CRI": "America/Costa_Rica", "CYP": "Asia/Nicosia", "CZE": "Europe/Prague",
    "DEU": "Europe/Berlin", "DNK": "Europe/Copenhagen", "DOM": "America/Santo_Domingo",
    "EGY": "Africa/Cairo", "EST": "Europe/Tallinn", "FIN": "Europe/Helsinki", "FRO": "Atlantic/Faroe",
    "GBR": "Europe/London", "GEO": "Asia/Tbilisi", "GGY": "Europe/Guernsey", "GIB": "Europe/Gibraltar",
    "GLP": "America/Guadeloupe", "GRC": "Europe/Athens", "GUF": "America/Cayenne",
    "HKG": "Asia/Hong_Kong", "HRV": "Europe/Zagreb", "HUN": "Europe/Budapest", "IMN": "Europe/Isle_of_Man",
    "IND": "Asia/Kolkata", "IRL": "Europe/Dublin", "ISL": "Atlantic/Reykjavik", "ISR": "Asia/Jerusalem",
    "ITA": "Europe/Rome", "JEY": "Europe/Jersey", "JOR": "Asia/Amman", "JPN": "Asia/Tokyo",
    "KEN": "Africa/Nairobi", "KOR": "Asia/Seoul", "KWT": "Asia/Kuwait", "LIE": "Europe/Vaduz",
    "LKA": "Asia/Colombo", "LTU": "Europe/Vilnius", "LUX": "Europe/Luxembourg", "LVA": "Europe/Riga",
    "MAR": "Africa/Casablanca", "MCO": "Europe/Monaco", "MDA": "Europe/Chisinau",
    "MKD": "Europe/Skopje", "MLT": "Europe/Malta", "MNE": "Europe/Podgorica", "MTQ": "America/Martinique",
    "MYT": "Indian/Mayotte", "NOR": "Europe/Oslo", "NPL": "Asia/Kathmandu", "OMN": "Asia/Muscat",
    "PAN": "America/Panama", "PER": "America/Lima", "PHL": "Asia/Manila", "POL": "Europe/Warsaw",
    "QAT": "Asia/Qatar", "REU": "Indian/Reunion", "ROU": "Europe/Bucharest", "SAU": "Asia/Riyadh",
    "SGP": "Asia/Singapore", "SMR": "Europe/San_Marino", "SRB": "Europe/Belgrade",
    "SVK": "Europe/Bratislava", "SVN": "Europe/Ljubljana", "SWE": "Europe/Stockholm",
    "THA": "Asia/Bangkok", "TUN": "Africa/Tunis", "TUR": "Europe/Istanbul", "TWN": "Asia/Taipei",
    "URY": "America/Montevideo", "VAT": "Europe/Vatican", "VNM": "Asia/Ho_Chi_Minh",
    "XKX": "Europe/Belgrade", "ZAF": "Africa/Johannesburg",
  ]
}
