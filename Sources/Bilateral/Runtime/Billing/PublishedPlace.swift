import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// The tariffs that a partner had been shown for a connector when a session began, and the zone they are read in.
struct PublishedPlace: Sendable {
  /// As the partner got them, in its version.
  let tariffs: [BilledTariff]
  /// The rows they are made of.
  let rows: [PublishedTariff]
  let zone: ZoneFile
  /// What is worth knowing of the zone.
  let zoneFinding: Diagnostic?
  /// The connector, or the first of those that the CDR may mean: all of them have the same tariffs.
  let spot: (place: ChargePlace, driver: PricedDriver)

  private static let zones = ZoneCatalog()

  /// Looks them up (ruling 20: the one valid at the start of the session for that connector's class).
  ///
  /// - Throws: 422 when place, zone or tariff are not known.
  init<Access>(
    _ cdr: CDR, _ terms: AppliedTerms, version: OCPIVersion, in tx: Transaction<Access>
  ) throws {
    let partner = terms.file.id
    let location = try Self.location(cdr, in: tx)
    let known = try Self.zone(location)
    zone = known.zone
    zoneFinding = known.finding
    let published = try tx.publishedTariffs.inForce(for: partner, at: cdr.startDateTime)
    guard let rules = terms.file.priceRules(.sell), !rules.findings.hasErrors, !published.isEmpty else {
      throw OfficeError.unpriced(
        "no tariff was published to \(partner) when the session started", path: "start_date_time",
        help: "partnerctl status \(partner) says why nothing is published")
    }
    let groups = LocationGroups(texts: SnapshotText(terms.snapshot.text).groups)
    let map = ConnectorTariffMap(
      rules: rules, change: terms.file.tariffChange, groups: groups,
      entries: published.map { (base: CiString($0.base), rule: $0.rule, id: CiString($0.key.id)) })
    let driver = try Self.driver(cdr, rules, of: partner, in: tx)
    let places = try Self.places(cdr, location, groups)
    let choices = Set(places.map { map.tariffIDs(for: $0, driver: driver) })
    guard choices.count == 1, let ids = choices.first, let place = places.first, !ids.isEmpty else {
      throw OfficeError.unpriced(
        "no tariff of \(partner) holds at this connector, or several connectors have different ones",
        path: "cdr_location.connector_id",
        help: "the connector of our location must name a tariff that is sold")
    }
    spot = (place, driver)
    // Of a dated pair the one that held when the session began (ruling 26).
    rows = try published.filter { row in
      guard ids.contains(CiString(row.key.id)) else { return false }
      return try OwnText.read(Tariff.self, row.body).isValid(at: cdr.startDateTime)
    }
    tariffs = try rows.map { row in
      try BilledTariff(
        try OwnText.read(Tariff.self, row.body), base: CiString(row.base), readIn: version,
        at: cdr.startDateTime)
    }
  }

  /// Whether a tariff has a least or a highest price of a session.
  var hasLimits: Bool {
    get throws {
      try rows.contains { row in
        let tariff = try OwnText.read(Tariff.self, row.body)
        return tariff.minPrice != nil || tariff.maxPrice != nil
      }
    }
  }

  /// Who charged: the group of a card matters only where a rule asks for one, and then it must be known.
  private static func driver<Access>(
    _ cdr: CDR, _ rules: PriceRules, of partner: String, in tx: Transaction<Access>
  ) throws -> PricedDriver {
    let auth = cdr.authMethod == .command ? "remote" : nil
    guard rules.rules.contains(where: { !$0.when.driver.tokenGroups.isEmpty }) else {
      return PricedDriver(auth: auth)
    }
    let rows = try tx.received.objects("tokens", id: cdr.token.uid.text).filter { $0.partner == partner }
    let tokens = try rows.map { row in
      try WireReader.read(
        Token.self, from: try JSONDocument(wire: row.body.bytes).root,
        version: OCPIVersion(row.version) ?? .v2_2_1,
        context: WireContext(party: PartyID(country: row.key.country, party: row.key.party)))
    }
    guard let token = tokens.first(where: { $0.type == cdr.token.type }) else {
      throw OfficeError.unpriced(
        "the prices of \(partner) depend on the card's group, and it told us no card \(cdr.token.uid)",
        path: "cdr_token.uid", help: "partnerctl sync \(partner) --module tokens, then send the CDR again")
    }
    return PricedDriver(tokenGroup: token.groupID, auth: auth)
  }

  private static func location<Access>(_ cdr: CDR, in tx: Transaction<Access>) throws -> Location {
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: cdr.location.id.text)
    guard let row = try tx.own.object("locations", key) else {
      throw OfficeError.unpriced(
        "we have no location \(cdr.location.id)", path: "cdr_location.id",
        help: "PUT /own/locations/… first: its zone and its connectors decide the price")
    }
    return try OwnText.read(Location.self, row.body)
  }

  private static func zone(_ location: Location) throws -> PlaceZone {
    guard let zone = PlaceZone(location, in: zones) else {
      throw OfficeError.unpriced(
        "location \(location.id) has no time zone that we know", path: "cdr_location.id",
        help: "time_zone of the location, such as Europe/Berlin")
    }
    return zone
  }

  /// The connectors that the CDR may mean: one, or all of the place for a reservation that nobody used.
  private static func places(
    _ cdr: CDR, _ location: Location, _ groups: LocationGroups
  ) throws -> [ChargePlace] {
    let place = cdr.location
    let evses = location.evses.filter { place.evseUID.isNotAvailable || $0.uid == place.evseUID }
    let found = evses.flatMap { evse in
      evse.connectors.filter { place.connectorID.isNotAvailable || $0.id == place.connectorID }.map {
        ChargePlace(location: location, evse: evse, connector: $0, groups: groups)
      }
    }
    guard !found.isEmpty else {
      throw OfficeError.unpriced(
        "location \(location.id) has no connector \(place.evseUID)/\(place.connectorID)",
        path: evses.isEmpty ? "cdr_location.evse_uid" : "cdr_location.connector_id")
    }
    return found
  }
}

extension OfficeError {
  /// A CDR cannot be priced, and what cannot be priced is not stored.
  static func unpriced(_ message: String, path: String, help: String? = nil) -> OfficeError {
    OfficeError(.unprocessable, "BR554", message, path: path, help: help)
  }

  /// What keeps a CDR from being billed.
  static func unpriced(_ refusal: BillingRefusal) -> OfficeError {
    unpriced(refusal.message, path: refusal.path)
  }
}
