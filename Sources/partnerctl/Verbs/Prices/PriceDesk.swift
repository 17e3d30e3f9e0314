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
    let sources = try await sources(version)
    if rules.base == .received, sources.received.isEmpty {
      throw Failure(
        .missing, "there are no tariffs received from \(file.id)",
        help: "partnerctl sync \(file.id) -m tariffs")
    }
    let (made, found) = sources.pricing(file, side, now: now)
    guard let pricing = made else {
      let first = found.first { $0.severity == .error }
      throw Failure(
        .badInput, first?.message ?? "\(version.label) has no price list that can be read", help: first?.help)
    }
    let problems = pricing.findings + pricing.publish(at: now).findings
    if let problem = problems.first(where: { $0.severity == .error }) {
      throw Failure(
        .badInput, "\(version.label): \(problem.code) \(problem.message)", help: problem.help)
    }
    return pricing
  }

  /// The prices of all directions of a version, as guards compare them; nil where they cannot be worked out.
  func prices(_ version: TermsVersion, now: Timestamp) async -> TermsPrices? {
    guard let file = version.file, let sources = try? await sources(version) else { return nil }
    return sources.prices(file, now: now)
  }

  // MARK: lists and rates

  /// What the prices of a version are made of: its lists and rates, and what the database has.
  private func sources(_ version: TermsVersion) async throws(Failure) -> PriceSources {
    let party = ours?.ownerParty
    let lists =
      version.lists.map { PriceListSource($0, party: party) }
      ?? PriceListSource(folder: fleet.path, party: party)
    var sources = PriceSources(lists, groups: LocationGroups(texts: version.text.groups))
    guard let file = version.file else { return sources }
    let bases = PriceSide.allCases.compactMap { file.priceRules($0)?.base }
    if bases.contains(.list(PriceListSource.own)) {
      sources.own = try await rows { tx in try tx.own.list("tariffs", ListFilter(limit: 100_000)).rows }
    }
    let isNeeded = bases.contains(.received)
    let isKnown = isNeeded ? true : FileSystem.kind(try database) == .file
    if isNeeded || isKnown && file.hasTable(PriceSide.retail.path) {
      sources.received = try await rows { tx in try PriceSources.received(from: file.id, in: tx) }
    }
    return sources
  }

  /// The tariffs that a partner sent; none where no runtime ever ran.
  func received(from partner: String) async throws(Failure) -> [Tariff] {
    guard FileSystem.kind(try database) == .file else { return [] }
    return try await rows { tx in try PriceSources.received(from: partner, in: tx) }
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
    Self.places(try await locations(file: path), groups)
  }

  /// Our own stations; none where no runtime ever ran.
  ///
  /// - Parameter path: a file of OCPI locations to take instead of the database.
  /// - Returns: the stations.
  /// - Throws: exit 65 for a line that is no location, 66 for a file that is not there.
  func locations(file path: String?) async throws(Failure) -> [Location] {
    if let path { return try locations(inFile: path) }
    let folder = fleet.path("state/\(try fleet.environment())")
    do { return try await SharedPlaces.stored(in: folder) } catch { throw RunFault.failure(error) }
  }

  /// The connectors of a partner's stations, as it sent them or as a file has them.
  func theirPlaces(_ partner: String, _ groups: LocationGroups, file path: String?) async throws(Failure)
    -> [ChargePlace]
  {
    if let path { return Self.places(try locations(inFile: path), groups) }
    guard FileSystem.kind(try database) == .file else { return [] }
    return Self.places(try await rows { tx in try SharedPlaces.received(from: partner, in: tx) }, groups)
  }

  private func locations(inFile path: String) throws(Failure) -> [Location] {
    let feed = try LineFeed(path)
    var bytes: [UInt8] = []
    while let piece = try feed.next() { bytes += piece }
    let party = ours?.ownerParty
    let (found, unreadable) = SharedPlaces.read(bytes, party: party)
    guard unreadable == 0 else {
      throw Failure(
        .badInput, "\(path): \(unreadable) of \(found.count + unreadable) are no OCPI locations",
        help: "one JSON object a line, or an array: partnerctl inspect -m locations")
    }
    return found
  }

  private static func places(_ locations: [Location], _ groups: LocationGroups) -> [ChargePlace] {
    locations.flatMap { location -> [ChargePlace] in
      var location = location
      location.timeZone = location.timeZone ?? location.derivedTimeZone
      return ChargePlace.all(of: location, groups: groups)
    }
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
