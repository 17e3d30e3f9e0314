import Bilateral
import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// `validate --deep`: every connector that has a price with a partner, in each direction, priced under its rules.
///
/// What we sell is tried on our stations as far as the partner sees them, what we buy and our drivers pay on the
/// partner's as it sent them.
struct DeepCheck {
  private let invocation: Invocation
  private let named: String?

  init(_ invocation: Invocation) {
    self.invocation = invocation
    named = invocation.arguments.text("locations")
  }

  /// What a partner sent.
  private struct Sent: Sendable {
    var tariffs: [Tariff] = []
    var locations: [Location] = []
  }

  /// What was found over all partners.
  /// - Throws: exit 66 when there are no stations, or the file cannot be read.
  func findings(
    _ partners: [PartnerFile], groups: LocationGroups, ours: FleetFile?, fleet: FleetFolder?, now: Timestamp
  ) async throws(Failure) -> [Diagnostic] {
    let party = ours?.parties.first { $0.kind == .cpo }?.party
    let locations = try await locations(party, fleet)
    guard let fleet else { return [] }
    let (own, sent) = try await stored(partners, fleet)
    guard !locations.isEmpty || sent.values.contains(where: { !$0.locations.isEmpty }) else {
      throw Failure(
        .missing, "there are no stations to price",
        help: "partnerctl run takes them from the back office; or name a file by --locations FILE")
    }
    let lists = PriceListSource(folder: fleet.path, party: party ?? ours?.parties.first?.party)
    return partners.flatMap { file -> [Diagnostic] in
      let theirs = sent[file.id] ?? Sent()
      let sources = PriceSources(lists, own: own, received: theirs.tariffs, groups: groups)
      return PriceSide.allCases.flatMap { side -> [Diagnostic] in
        guard let pricing = sources.pricing(file, side, now: now).pricing else { return [] }
        let places =
          side == .sell
          ? SharedPlaces.places(of: locations, for: file, groups: groups)
          : theirs.locations.flatMap { ChargePlace.all(of: $0, groups: groups) }
        return PriceCoverage(file, pricing, places: places).findings(at: now)
      }
    }
  }

  /// Our own tariffs, and what each partner sent; nothing where no runtime ever ran.
  private func stored(
    _ partners: [PartnerFile], _ fleet: FleetFolder
  ) async throws(Failure) -> ([OwnRow], [String: Sent]) {
    guard FileSystem.kind(fleet.path("state/\(try fleet.environment())/bilateral.db")) == .file else {
      return ([], [:])
    }
    let ids = partners.map(\.id)
    let store = try FleetStore.open(fleet)
    defer { store.close() }
    do {
      return try await store.read { tx in
        var sent: [String: Sent] = [:]
        for id in ids {
          sent[id] = Sent(
            tariffs: try PriceSources.received(from: id, in: tx),
            locations: try SharedPlaces.received(from: id, in: tx))
        }
        return (try tx.own.list("tariffs", ListFilter(limit: 100_000)).rows, sent)
      }
    } catch {
      throw RunFault.failure(error)
    }
  }

  private func locations(_ party: PartyID?, _ fleet: FleetFolder?) async throws(Failure) -> [Location] {
    guard let named else {
      guard let fleet else { return [] }
      let folder = fleet.path("state/\(try fleet.environment())")
      do {
        return try await SharedPlaces.stored(in: folder)
      } catch {
        throw RunFault.failure(error)
      }
    }
    let (locations, unreadable) = SharedPlaces.read(
      try FileSystem.read(invocation.console.absolute(named)), party: party)
    if unreadable > 0 {
      invocation.talk.print("\(unreadable) of the stations in \(named) cannot be read and are left out")
    }
    return locations
  }
}
