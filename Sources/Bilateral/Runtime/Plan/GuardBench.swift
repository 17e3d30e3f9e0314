import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// What guards look at beside the terms of one partner: our stations, and what others pay there.
package struct GuardBench: Sendable {
  private let own: [OwnRow]
  private let locations: [Location]
  private let others: [PartnerPricing]
  private let now: Timestamp

  /// Reads it, once for all partners of a plan.
  ///
  /// - Throws: what the store throws.
  init(_ commons: Commons) async throws {
    (own, locations, others, now) = try await commons.store.read { tx in
      let own = try tx.own.list("tariffs", ListFilter(limit: 10_000)).rows
      let rows = try tx.own.list("locations", ListFilter(limit: 1_000_000)).rows
      let others = try commons.links.all.compactMap { link in
        try Self.inForce(link, own, commons, tx)?[.sell]
      }
      return (own, rows.compactMap { try? OwnText.read(Location.self, $0.body) }, others, tx.now)
    }
  }

  /// The guards over one partner's file as it is on disk.
  ///
  /// - Throws: what the store throws.
  func guards(_ file: PartnerFile, _ fleet: LoadedFleet, _ commons: Commons) async throws -> PriceGuards {
    let link = commons.links[file.id]
    return try await commons.store.read { tx in
      let before = try link.flatMap { try Self.inForce($0, own, commons, tx) }
      let sources = PriceSources(
        PriceListSource(fleet.lists.named(by: file), party: Self.party(file)), own: own,
        received: try PriceSources.received(from: file.id, in: tx), groups: fleet.groups)
      let theirs = try SharedPlaces.received(from: file.id, in: tx)
      return PriceGuards(
        from: before, to: sources.prices(file, now: now), others: others,
        ours: SharedPlaces.places(of: locations, for: file, groups: fleet.groups),
        theirs: theirs.flatMap { ChargePlace.all(of: $0, groups: fleet.groups) }, now: now)
    }
  }

  /// What is in force with a partner; nil when nothing is, or it has ended.
  private static func inForce<Access>(
    _ link: PartnerLink, _ own: [OwnRow], _ commons: Commons, _ tx: Transaction<Access>
  ) throws -> TermsPrices? {
    guard let file = link.terms.applied, link.terms.technical.status != .ended else { return nil }
    let kept = try link.terms.lists.flatMap { try PriceTexts.kept($0, in: tx) }
    let lists =
      kept.map { PriceListSource($0, party: party(file)) }
      ?? PriceListSource(folder: commons.fleet().folder, party: party(file))
    let sources = PriceSources(
      lists, own: own, received: try PriceSources.received(from: link.id, in: tx), groups: link.terms.groups)
    return sources.prices(file, now: tx.now)
  }

  /// Whose tariffs a list holds that name no owner.
  static func party(_ file: PartnerFile) -> PartyID? {
    (file.ourRoles.first { $0.kind == .cpo } ?? file.ourRoles.first)?.party
  }
}
