import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// `doctor tariffs`: what is published and not taken, what is named and not there, what has no price.
struct TariffCheckup: Sendable {
  /// The fleet.
  let fleet: FleetFolder
  /// The present.
  let now: Timestamp

  /// What one partner has of ours and we of it.
  struct Facts: Equatable, Sendable {
    /// Tariffs made for it, and how many of them it has not taken for an hour.
    var published = 0
    var untaken = 0
    /// Tariffs that it sent.
    var received: Set<String> = []
    /// Tariffs that connectors of its stations name, with how many do.
    var named: [String: Int] = [:]
  }

  /// Looks at each partner, and at our own tariffs.
  /// - Throws: exit 6 when no runtime ever ran here, 65 when the fleet cannot be read.
  func lines() async throws(Failure) -> [DoctorLine] {
    do {
      let loaded = try LoadedFleet.read(fleet.path)
      let store = try FleetStore.open(fleet)
      defer { store.close() }
      let files = loaded.partners.values.sorted { $0.id < $1.id }
      let (own, facts) = try await store.read { [now] tx in
        (try Self.own(tx), try files.map { try Self.facts(of: $0.id, tx, now: now) })
      }
      let places = try await SharedPlaces.stored(in: loaded.stateFolder)
      var lines = zip(files, facts).flatMap { Self.judge($0.id, $1) }
      lines += Self.judge(own: own.tariffs, named: Self.names(own: places))
      lines += files.flatMap { Self.prices($0, places, own.rows, loaded, now) }
      return lines.isEmpty ? [.skipped("tariffs", "there are none, ours or of partners")] : lines
    } catch {
      throw RunFault.failure(error)
    }
  }

  private static func own(_ tx: ReadTransaction) throws -> (tariffs: Set<String>, rows: [OwnRow]) {
    let rows = try tx.own.list("tariffs", ListFilter(limit: 100_000)).rows
    return (Set(rows.map { $0.key.id.uppercased() }), rows)
  }

  private static func facts(of partner: String, _ tx: ReadTransaction, now: Timestamp) throws -> Facts {
    var facts = Facts()
    let published = try tx.publishedTariffs.all(for: partner).filter(\.isVisible)
    facts.published = published.count
    facts.untaken = published.filter { $0.isStale && now - $0.lastUpdated > 3600 }.count
    facts.received = Set(try PriceSources.received(from: partner, in: tx).map { $0.id.text.uppercased() })
    facts.named = names(own: try SharedPlaces.received(from: partner, in: tx))
    return facts
  }

  /// Tariffs that connectors name, with how many do.
  private static func names(own locations: [Location]) -> [String: Int] {
    let connectors = locations.flatMap(\.evses).flatMap(\.connectors)
    return connectors.flatMap(\.tariffIDs).reduce(into: [:]) { $0[$1.text.uppercased(), default: 0] += 1 }
  }

  /// Judges what one partner has of ours, and we of it.
  static func judge(_ partner: String, _ facts: Facts) -> [DoctorLine] {
    var lines: [DoctorLine] = []
    if facts.untaken > 0 {
      lines.append(
        .warning(
          "published to \(partner)", "BR869",
          "\(facts.untaken) of \(Cell.counted(facts.published, "tariff")) not taken for more than an hour",
          help: "partnerctl outbox \(partner); partnerctl coverage \(partner)"))
    } else if facts.published > 0 {
      lines.append(.good("published to \(partner)", "\(Cell.counted(facts.published, "tariff")), all taken"))
    }
    let missing = facts.named.filter { !facts.received.contains($0.key) }
    if let first = missing.keys.min() {
      let connectors = missing.values.reduce(0, +)
      lines.append(
        .bad(
          "named by \(partner)", "BR869",
          "\(Cell.counted(missing.count, "tariff")) never came, such as \(first): \(Cell.counted(connectors, "connector")) without a price for drivers",
          help: "partnerctl sync \(partner) -m tariffs --full; then ask the partner"))
    } else if !facts.named.isEmpty {
      lines.append(.good("named by \(partner)", "\(Cell.counted(facts.named.count, "tariff")), all there"))
    }
    let idle = facts.received.filter { facts.named[$0] == nil }
    if !facts.named.isEmpty, let first = idle.min() {
      lines.append(
        .warning(
          "sent by \(partner)", "BR869",
          "\(Cell.counted(idle.count, "tariff")) that no connector names, such as \(first)",
          help: "old ones that were not deleted, or connectors that name the wrong one: ask the partner"))
    }
    return lines
  }

  /// Judges our own tariffs.
  static func judge(own tariffs: Set<String>, named: [String: Int]) -> [DoctorLine] {
    let idle = tariffs.filter { named[$0] == nil }
    guard let first = idle.min() else {
      return tariffs.isEmpty ? [] : [.good("our tariffs", "\(tariffs.count), each named by connectors")]
    }
    return [
      .warning(
        "our tariffs", "BR869",
        "\(Cell.counted(idle.count, "tariff")) that no connector of ours names, such as \(first)",
        help: "let connectors name it (tariff_ids), or take it out")
    ]
  }

  /// What of the connectors that a partner sees has no price under its rules.
  private static func prices(
    _ file: PartnerFile, _ locations: [Location], _ own: [OwnRow], _ loaded: LoadedFleet, _ now: Timestamp
  ) -> [DoctorLine] {
    let party = loaded.file.parties.first { $0.kind == .cpo }?.party ?? loaded.file.parties.first?.party
    let lists = PriceListSource(folder: loaded.folder, party: party)
    let sources = PriceSources(lists, own: own, received: [], groups: loaded.groups)
    guard let pricing = sources.pricing(file, .sell, now: now).pricing else { return [] }
    let places = SharedPlaces.places(of: locations, for: file, groups: loaded.groups)
    let findings = PriceCoverage(file, pricing, places: places).findings(at: now)
    guard !findings.isEmpty else {
      return places.isEmpty
        ? [] : [.good("prices for \(file.id)", "each of \(Cell.counted(places.count, "connector")) has one")]
    }
    return findings.map { finding in
      finding.severity == .error
        ? .bad("prices for \(file.id)", finding.code, finding.message, help: finding.help)
        : .warning("prices for \(file.id)", finding.code, finding.message, help: finding.help)
    }
  }
}
