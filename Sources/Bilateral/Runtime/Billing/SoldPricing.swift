import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms
import Synchronization

/// The prices of applied terms, made again for what they cannot publish: parking beyond a free time, failed starts.
///
/// Price lists are kept as they were applied, so a session of last month is settled by last month's.
struct SoldPricing: Sendable {
  /// Why they cannot be made.
  struct Unusable: Error { let reason: String }

  private static let known = Mutex<[String: PartnerPricing]>([:])

  /// The prices of a snapshot.
  ///
  /// - Parameters:
  ///   - terms: the terms.
  ///   - folder: where price lists are that were never kept.
  ///   - tx: one look at the database.
  /// - Returns: the prices.
  /// - Throws: `Unusable` with the reason, or what the store throws.
  static func pricing<Access>(
    _ terms: AppliedTerms, folder: String, in tx: Transaction<Access>
  ) throws -> PartnerPricing {
    let sellsOwn = terms.file.priceRules(.sell)?.base == .list(PriceListSource.own)
    let name = "\(folder) \(terms.file.id) \(terms.snapshot.number)"
    if !sellsOwn, let made = known.withLock({ $0[name] }) { return made }
    let made = try make(terms, sellsOwn, folder, in: tx)
    guard !sellsOwn else { return made }
    known.withLock { known in
      if known.count >= 64 { known.removeAll() }
      known[name] = made
    }
    return made
  }

  private static func make<Access>(
    _ terms: AppliedTerms, _ sellsOwn: Bool, _ folder: String, in tx: Transaction<Access>
  ) throws -> PartnerPricing {
    let parts = SnapshotText(terms.snapshot.text)
    let party = terms.file.ourRoles.first { $0.kind == .cpo }?.party
    let texts = try parts.lists.flatMap { try PriceTexts.kept($0, in: tx) }
    let sources = PriceSources(
      texts.map { PriceListSource($0, party: party) } ?? PriceListSource(folder: folder, party: party),
      own: sellsOwn ? try tx.own.list("tariffs", ListFilter(limit: 10_000)).rows : [],
      groups: LocationGroups(texts: parts.groups))
    let (pricing, findings) = sources.pricing(terms.file, .sell, now: terms.snapshot.appliedAt)
    let all = findings + (pricing?.findings ?? [])
    guard let pricing, !all.hasErrors else {
      let error = all.first { $0.severity == .error }
      throw Unusable(reason: error.map { "\($0.code) \($0.message)" } ?? "its price list cannot be used")
    }
    return pricing
  }
}
