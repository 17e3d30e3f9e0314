package import BilateralBase
package import BilateralModel

/// The zone whose clock the prices of a place go by (R17).
///
/// A location says it from 2.2.1 on. In 2.1.1 it may be silent: then the zone of its country counts, where there is only
/// one or its longitude leaves no doubt, and whoever trusts the amount is told. Else there is no zone, and no price.
package struct PlaceZone: Sendable {
  /// The zone.
  package let zone: ZoneFile
  /// Told when the zone is the country's (BT233).
  package let finding: Diagnostic?

  /// The zone of a location; nil when nobody says it, or this system does not know it.
  package init?(_ location: Location, in catalog: ZoneCatalog) {
    self.init(
      said: location.timeZone, derived: location.derivedTimeZone, country: location.country,
      id: location.id, in: catalog)
  }

  /// The zone of the place of a CDR, which never says it itself.
  ///
  /// - Parameters:
  ///   - place: the place.
  ///   - said: what the location says, where it is at hand.
  ///   - catalog: the zones of this system.
  package init?(_ place: CDRLocation, said: String?, in catalog: ZoneCatalog) {
    self.init(
      said: said, derived: place.derivedTimeZone, country: place.country, id: place.id, in: catalog)
  }

  private init?(said: String?, derived: String?, country: String, id: CiString, in catalog: ZoneCatalog) {
    guard let name = said ?? derived, let zone = try? catalog.zone(name) else { return nil }
    self.zone = zone
    finding =
      said != nil
      ? nil
      : Diagnostic(
        .warning, FindingCode.zoneOfCountry.id,
        "location \(id) has no time_zone; its prices are read in \(name), the zone of \(country.uppercased())",
        help: "time_zone of the location says it for certain", path: "time_zone")
  }
}
