import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms
import Synchronization

/// The terms under which our drivers charge at a partner's stations: what its CDRs are checked by, and what drivers pay.
struct ReceivedTerms: Sendable {
  let file: PartnerFile
  let groups: LocationGroups
  /// Whether they were in force at the moment asked for; otherwise they came later, and price nothing of then.
  let isOfThen: Bool
  private let lists: [String: String]
  private let appliedAt: Timestamp

  /// Why prices of one direction cannot be used.
  struct Unusable: Error {
    var reason: String
  }

  /// The terms in force at a moment, or those in force now where there were none; nil when nothing was ever applied.
  init?<Access>(of partner: String, at moment: Timestamp, in tx: Transaction<Access>) throws {
    let then = try tx.snapshots.snapshot(of: partner, at: moment)
    guard let row = try then ?? tx.snapshots.current(of: partner), let known = Self.read(row) else {
      return nil
    }
    (file, groups, lists) = (known.file, known.groups, known.lists)
    (isOfThen, appliedAt) = (then != nil, row.appliedAt)
  }

  // MARK: - reading

  private struct Known: Sendable {
    var file: PartnerFile
    var groups: LocationGroups
    var lists: [String: String]
  }

  /// Snapshots never change, so each is read once; a few are in use at a time.
  private static let known = Mutex<[String: Known]>([:])

  private static func read(_ row: SnapshotRow) -> Known? {
    let name = "\(row.partner) \(row.hash)"
    if let known = known.withLock({ $0[name] }) { return known }
    let parts = SnapshotText(row.text)
    let defaults = parts.defaults.flatMap {
      SharedDefaults.read(bytes: Array($0.utf8), file: SnapshotMark.defaults).defaults
    }
    let (file, _) = PartnerFile.read(
      bytes: Array(parts.file.utf8), file: "partners/\(row.partner).toml", defaults: defaults,
      isInForce: true)
    guard let file else { return nil }
    let made = Known(file: file, groups: LocationGroups(texts: parts.groups), lists: parts.lists ?? [:])
    known.withLock { known in
      if known.count >= 64 { known.removeAll() }
      known[name] = made
    }
    return made
  }

  // MARK: - what they say

  /// By how much a CDR may differ (`[cdr]`); an amount in another currency than the CDR's says nothing of it.
  func tolerance(in currency: String) -> CDRTolerance {
    var tolerance = CDRTolerance()
    if case .money(let money)? = file.entry("cdr.amount_tolerance")?.value,
      money.currency.code == currency.uppercased()
    {
      tolerance.amount = money.amount
    }
    if case .energy(let energy)? = file.entry("cdr.energy_tolerance")?.value { tolerance.energy = energy }
    if case .duration(let time)? = file.entry("cdr.time_tolerance")?.value, let seconds = time.seconds {
      tolerance.time = .seconds(seconds)
    }
    return tolerance
  }

  /// How `[pricing.buy]` rounds; our own way where it is silent.
  var rounding: RoundingConvention {
    file.priceRules(.buy).map { RoundingConvention($0.rounding) } ?? .standard
  }

  /// The prices of one direction over tariffs that the partner sent; nil without its block.
  ///
  /// - Throws: `Unusable` when something stands against them, or what the store throws.
  func pricing<Access>(
    _ side: PriceSide, over received: [Tariff], in tx: Transaction<Access>
  ) throws -> PartnerPricing? {
    guard let rules = file.priceRules(side) else { return nil }
    let texts = try PriceTexts.kept(lists, in: tx) ?? PriceTexts()
    let party = received.first?.party ?? file.theirRoles.first { $0.kind == .cpo }?.party
    let source = PriceListSource(texts, party: party)
    let list = source.list(for: rules, own: [], received: received)
    let rates = source.rates()
    guard let base = list.list,
      let pricing = PartnerPricing(
        file, side, list: base, rates: rates.rates, groups: groups, zone: PublishingTerms.zone(of: file),
        appliedAt: appliedAt)
    else { throw Unusable(reason: list.findings.first?.message ?? "[\(side.path)] names no price list") }
    let errors = (list.findings + rates.findings + pricing.findings).filter { $0.severity == .error }
    if let error = errors.first { throw Unusable(reason: "\(error.code) \(error.message)") }
    return pricing
  }
}
