package import BilateralBase

/// What lies around the partner files of a fleet, as far as a check may look at it; nil is not looked at.
package struct FleetSurroundings: Sendable {
  /// Our own side.
  package var ours: FleetFile?
  /// The groups of locations.
  package var groups: LocationGroups?
  /// The price lists that can be used, by name.
  package var lists: [String: PriceList]?
  /// Names of price lists with errors of their own.
  package var brokenLists: Set<String> = []
  /// Exchange rates.
  package var rates: ExchangeRates?
  /// Today, UTC.
  package var today: CivilDate?
  /// The time zones of this machine.
  package var zones: ZoneCatalog?
  /// The bytes of a file below the fleet folder; nil when there is none.
  package var file: (@Sendable (String) -> [UInt8]?)?
  /// The bytes of a certificate; nil when it is not there.
  package var certificate: (@Sendable (SecretReference) -> [UInt8]?)?

  /// Nothing.
  package init() {}
}
