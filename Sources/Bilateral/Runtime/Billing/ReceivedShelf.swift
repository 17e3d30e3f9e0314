import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What we hold of a partner's stations and tariffs, read back as objects.
struct ReceivedShelf<Access> {
  let partner: String
  let tx: Transaction<Access>

  /// The object of a module under an id, whoever of the partner's parties owns the CDR that names it.
  func held<T: OwnedObject>(_ id: CiString, of party: PartyID, _ module: String) throws -> T? {
    let key = ObjectKey(country: party.country, party: party.party, id: id.text)
    guard let row = try tx.received.object(module, from: partner, key) else { return nil }
    return try Self.read(row.body, row.key, row.version)
  }

  /// Reads an object in the version it came in.
  static func read<T: OwnedObject>(_ body: JSONText, _ key: ObjectKey, _ version: String) throws -> T {
    let party = PartyID(country: key.country, party: key.party)
    return try WireReader.read(
      T.self, from: try JSONDocument(wire: body.bytes).root, version: OCPIVersion(version) ?? .v2_2_1,
      context: WireContext(party: party, tokenParty: party))
  }

  /// The tariff as it was when a session began: the newest word of the partner until then that is valid then; where
  /// all we ever heard is newer, the oldest.
  func tariff(_ id: CiString, of party: PartyID, at moment: Timestamp) throws -> Tariff? {
    let key = ObjectKey(country: party.country, party: party.party, id: id.text)
    let versions = try tx.tariffVersions.versions(of: key, from: partner)
    var first: Tariff?
    for version in versions where version.since <= moment {
      let tariff: Tariff = try Self.read(version.body, version.key, version.version)
      if tariff.isValid(at: moment) { return tariff }
      first = first ?? tariff
    }
    return try first ?? versions.last.map { try Self.read($0.body, $0.key, $0.version) }
  }
}

/// Where a session of a received CDR took place, and the tariffs that held there when it began.
struct ReceivedPlace {
  let location: Location
  let zone: ZoneFile
  /// What is worth knowing of the zone.
  let zoneFinding: Diagnostic?
  let tariffs: [Tariff]
  /// The connector, where the CDR says which.
  let connector: (evse: EVSE, connector: Connector)?

  private static let zones = ZoneCatalog()

  /// Finds it.
  ///
  /// - Throws: `ReceivedTerms.Unusable` with what is missing, or what cannot be read.
  init<Access>(_ cdr: CDR, on shelf: ReceivedShelf<Access>) throws {
    location = try Self.location(cdr, shelf)
    guard let known = PlaceZone(location, in: Self.zones) else {
      throw ReceivedTerms.Unusable(reason: "location \(cdr.location.id) has no time zone that we know")
    }
    (zone, zoneFinding) = (known.zone, known.finding)
    let place = cdr.location
    let found = location.evses.filter { place.evseUID.isNotAvailable || $0.uid == place.evseUID }.flatMap {
      evse in
      evse.connectors.filter { place.connectorID.isNotAvailable || $0.id == place.connectorID }
        .map { (evse: evse, connector: $0) }
    }
    connector = found.count == 1 ? found.first : nil
    tariffs = try Self.tariffs(cdr, at: found.map(\.connector), shelf)
    guard !tariffs.isEmpty else {
      throw ReceivedTerms.Unusable(reason: "we hold no tariff of this connector")
    }
  }

  private static func location<Access>(_ cdr: CDR, _ shelf: ReceivedShelf<Access>) throws -> Location {
    if let embedded = cdr.embeddedLocation { return embedded }
    guard let location: Location = try shelf.held(cdr.location.id, of: cdr.party, "locations") else {
      throw ReceivedTerms.Unusable(reason: "we hold no location \(cdr.location.id) of this partner")
    }
    return location
  }

  /// Those that the periods name, when the connector names them too; where they name none, those of the connector.
  ///
  /// A connector that changed after the session began proves nothing of the tariffs that it named then.
  private static func tariffs<Access>(
    _ cdr: CDR, at connectors: [Connector], _ shelf: ReceivedShelf<Access>
  ) throws -> [Tariff] {
    let named = connectors.flatMap(\.tariffIDs)
    let isProof = !named.isEmpty && connectors.allSatisfy { $0.lastUpdated <= cdr.startDateTime }
    let stated = cdr.chargingPeriods.compactMap(\.tariffID).filter { !isProof || named.contains($0) }
    let fromPeriods = try tariffs(stated, cdr, shelf)
    guard fromPeriods.isEmpty else { return fromPeriods }
    let all = try tariffs(named, cdr, shelf)
    let valid = all.filter { $0.isValid(at: cdr.startDateTime) }
    return valid.isEmpty ? all : valid
  }

  private static func tariffs<Access>(
    _ ids: [CiString], _ cdr: CDR, _ shelf: ReceivedShelf<Access>
  ) throws -> [Tariff] {
    var found: [Tariff] = []
    for id in ids where !found.contains(where: { $0.id == id }) {
      if let tariff = try shelf.tariff(id, of: cdr.party, at: cdr.startDateTime) { found.append(tariff) }
    }
    return found
  }
}
