import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Brings together what prices are made of: a version of the terms, the price list, rates, zones and our own stations.
struct PriceDesk: Sendable {
  /// The fleet.
  let fleet: FleetFolder
  private let ours: FleetFile?
  private let zones = ZoneCatalog()

  /// A desk for the fleet that a command works on.
  /// - Throws: exit 66 without a fleet, 65 when its own file has errors.
  init(_ fleet: FleetFolder) throws(Failure) {
    self.fleet = fleet
    let marker = fleet.path(FleetFolder.marker)
    ours =
      FileSystem.kind(marker) == .file
      ? FleetFile.read(bytes: try FileSystem.read(marker), file: FleetFolder.marker).file : nil
  }

  /// Finds a zone by its name.
  var zone: @Sendable (String) -> ZoneFile? { { [zones] name in try? zones.zone(name) } }

  /// The prices of one side of a version of the terms.
  ///
  /// - Parameters:
  ///   - version: the terms.
  ///   - side: the direction.
  ///   - now: when the terms are taken to have been applied.
  /// - Returns: the prices.
  /// - Throws: exit 65 when the file has no such block, the list cannot be used, or nothing may be priced under it.
  func pricing(_ version: TermsVersion, _ side: PriceSide, now: Timestamp) async throws(Failure)
    -> PartnerPricing
  {
    guard let file = version.file, let rules = file.priceRules(side) else {
      throw Failure(
        .badInput, "\(version.label) has no [\(side.path)]", help: "partnerctl explain \(side.path)")
    }
    let list = try await list(rules, file)
    let zone = file.entry("agreement.zone").flatMap { self.zone($0.text) }
    guard
      let pricing = PartnerPricing(
        file, side, list: list, rates: rates(file), zone: zone, appliedAt: Timestamp(microseconds: 0))
    else { throw Failure(.badInput, "\(version.label) has no [\(side.path)]") }
    let problems = pricing.findings + pricing.publish(at: now).findings
    if let problem = problems.first(where: { $0.severity == .error }) {
      throw Failure(
        .badInput, "\(version.label): \(problem.code) \(problem.message)", help: problem.help)
    }
    return pricing
  }

  // MARK: lists and rates

  private func list(_ rules: PriceRules, _ file: PartnerFile) async throws(Failure) -> PriceList {
    switch rules.base {
    case .list(let name): return try await named(name)
    case .received: return try await received(from: file.id)
    case PriceRules.Base.none?, nil:
      guard let empty = PriceList(name: "none", tariffs: []) else { throw Failure(.fault, "no empty list") }
      return empty
    }
  }

  private func named(_ name: String) async throws(Failure) -> PriceList {
    let party = ours?.parties.first { $0.kind == .cpo }?.party ?? ours?.parties.first?.party
    let source = PriceListSource(folder: fleet.path, party: party)
    let own =
      name == PriceListSource.own
      ? try await rows { tx in
        try tx.own.list("tariffs", ListFilter(limit: 100_000)).rows
      } : []
    let (list, findings) = source.list(name, own: own)
    guard let list else {
      let first = findings.first { $0.severity == .error }
      throw Failure(.badInput, first?.message ?? "the price list \(name) cannot be read", help: first?.help)
    }
    return list
  }

  private func received(from partner: String) async throws(Failure) -> PriceList {
    let rows = try await rows { tx in
      try tx.received.list("tariffs", from: partner, ListFilter(limit: 100_000)).rows
    }
    var tariffs: [Tariff] = []
    for row in rows {
      guard let root = try? JSONDocument(parsing: row.body.bytes).root,
        var tariff = try? WireReader.read(
          Tariff.self, from: root, version: OCPIVersion(row.version) ?? .v2_2_1)
      else { continue }
      // Before 2.3.0 prices are without tax.
      tariff.taxIncluded = tariff.taxIncluded ?? .no
      tariffs.append(tariff)
    }
    guard let list = PriceList(name: "received", tariffs: tariffs), !tariffs.isEmpty else {
      throw Failure(
        .missing, "there are no tariffs received from \(partner)",
        help: "partnerctl sync \(partner) -m tariffs")
    }
    return list
  }

  private func rates(_ file: PartnerFile) -> ExchangeRates {
    let path = fleet.path("tariffs/rates.csv")
    guard FileSystem.kind(path) == .file, let bytes = try? FileSystem.read(path) else {
      return file.fixedRates
    }
    return file.fixedRates.adding(ExchangeRates.read(bytes: bytes).rates)
  }

  // MARK: stations

  /// The connectors of our own stations with their groups; none where no runtime ever ran.
  ///
  /// - Parameters:
  ///   - groups: which stations belong together.
  ///   - path: a file of OCPI locations, one a line, to take instead of the database.
  /// - Returns: the connectors, EVSE by EVSE.
  /// - Throws: exit 65 for a line that is no location, 66 for a file that is not there.
  func places(_ groups: LocationGroups, file path: String? = nil) async throws(Failure) -> [ChargePlace] {
    if let path { return try places(inFile: path, groups) }
    guard FileSystem.kind(try database) == .file else { return [] }
    let bodies = try await rows { tx in
      var bodies: [JSONText] = []
      try tx.own.eachCanonical("locations") { _, body in bodies.append(body) }
      return bodies
    }
    return bodies.flatMap { body in
      (try? OwnText.read(Location.self, body)).map { Self.places($0, groups) } ?? []
    }
  }

  /// The connectors of a partner's stations, as it sent them or as a file has them.
  func theirPlaces(_ partner: String, _ groups: LocationGroups, file path: String?) async throws(Failure)
    -> [ChargePlace]
  {
    if let path { return try places(inFile: path, groups) }
    guard FileSystem.kind(try database) == .file else { return [] }
    let rows = try await rows { tx in
      try tx.received.list("locations", from: partner, ListFilter(limit: 100_000)).rows.map(\.body.bytes)
    }
    return rows.flatMap { bytes in Self.location(bytes, nil).map { Self.places($0, groups) } ?? [] }
  }

  private func places(inFile path: String, _ groups: LocationGroups) throws(Failure) -> [ChargePlace] {
    let feed = try LineFeed(path)
    let party = ours?.parties.first { $0.kind == .cpo }?.party ?? ours?.parties.first?.party
    var (places, line) = ([ChargePlace](), 0)
    while let piece = try feed.next() {
      for text in piece.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(
        piece.last == 0x0A ? 1 : 0)
      {
        line += 1
        guard text.contains(where: { $0 > 0x20 }) else { continue }
        guard let location = Self.location(Array(text), party) else {
          throw Failure(.badInput, "\(path):\(line) is no OCPI location", help: "one JSON object a line")
        }
        places += Self.places(location, groups)
      }
    }
    return places
  }

  private static func location(_ bytes: [UInt8], _ party: PartyID?) -> Location? {
    guard let root = try? JSONDocument(parsing: bytes).root else { return nil }
    let context = WireContext(party: party)
    for version in [OCPIVersion.v2_2_1, .v2_3_0, .v2_1_1] {
      if let location = try? WireReader.read(Location.self, from: root, version: version, context: context) {
        return location
      }
    }
    return nil
  }

  private static func places(_ location: Location, _ groups: LocationGroups) -> [ChargePlace] {
    var location = location
    location.timeZone = location.timeZone ?? location.derivedTimeZone
    return ChargePlace.all(of: location, groups: groups)
  }

  private var database: String {
    get throws(Failure) { fleet.path("state/\(try fleet.environment())/bilateral.db") }
  }

  /// Reads from the database.
  /// - Throws: exit 66 when no runtime ever ran here.
  func rows<Value: Sendable>(
    _ body: @escaping @Sendable (ReadTransaction) throws -> Value
  ) async throws(Failure) -> Value {
    let store = try FleetStore.open(fleet)
    defer { store.close() }
    do { return try await store.read { tx in try body(tx) } } catch { throw RunFault.failure(error) }
  }
}
