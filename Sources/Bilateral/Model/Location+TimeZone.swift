import BilateralBase

/// The time zone of a location that does not say it, as in 2.1.1 (LOC-21).
extension Location {
  /// The zone by country and, where a country has several, by longitude; nothing where that is not certain.
  package var derivedTimeZone: String? { Self.timeZone(country: country, at: coordinates) }

  /// The zone of a place, likewise; a longitude that is not within the country leaves it open.
  fileprivate static func timeZone(country: String, at coordinates: GeoLocation) -> String? {
    let country = country.uppercased()
    guard let bands = bands[country] else { return CountryZone.name(of: country) }
    let text = coordinates.longitude
    guard let whole = Int(text.prefix { $0 != "." }) else { return nil }
    let degrees = text.hasPrefix("-") ? whole - 1 : whole
    return bands.first { $0.degrees.contains(degrees) }?.zone
  }

  /// Countries whose code also stands for places far away, by whole degrees of longitude (rounded down).
  private static let bands: [String: [(degrees: ClosedRange<Int>, zone: String)]] = [
    "ESP": [(-19 ... -13, "Atlantic/Canary"), (-10...4, "Europe/Madrid")],
    "PRT": [
      (-32 ... -25, "Atlantic/Azores"), (-18 ... -16, "Atlantic/Madeira"), (-10 ... -6, "Europe/Lisbon"),
    ],
    // Some give places overseas the code of the mother country.
    "FRA": [(-6...9, "Europe/Paris")], "NLD": [(3...7, "Europe/Amsterdam")],
  ]
}

/// A CDR carries only the country of its place (R17).
extension CDRLocation {
  /// The zone by country and, where a country has several, by longitude; nothing where that is not certain.
  package var derivedTimeZone: String? { Location.timeZone(country: country, at: coordinates) }
}
