import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Decides about objects that a full crawl did not mention (TR-44, P-50).
struct MissingObjects {
  let module: ModuleID
  /// Whose list was read.
  let connection: String
  /// The partner whose objects alone the list shows; nil when it shows everybody's.
  var owner: String?
  let terms: SyncTerms
  let intake: Intake

  /// Removes what is missing, or holds all of it back.
  ///
  /// - Returns: how many were removed, and what was held back: by the brake, or because the crawl did not see
  ///   the whole list.
  func settle(_ crawl: Crawl, in tx: WriteTransaction) throws -> (removed: Int, brake: Shrinkage?) {
    // What happened stays, whatever a list shows of it later.
    guard terms.deleteMissing != .keep, ReceivedKinds.named(module.rawValue)?.isHistory != true else {
      return (0, nil)
    }
    let name = module.rawValue
    guard crawl.isWholeTruth else {
      let shrinkage = try tx.received.shrinkage(
        name, from: connection, only: owner, generation: crawl.generation)
      return (0, shrinkage.missing > 0 ? shrinkage : nil)
    }
    let outcome = try tx.received.removeMissing(
      name, from: connection, only: owner, generation: crawl.generation, maxShrink: perMille,
      reason: "missing in a full pull"
    )
    switch outcome {
    case .braked(let shrinkage): return (0, shrinkage)
    case .removed(let copies):
      for copy in copies { try settle(copy, in: tx) }
      return (copies.count, nil)
    }
  }

  /// `max_shrink` in thousandths, rounded down: the brake rather holds too early.
  private var perMille: Int {
    (terms.maxShrink.value * 10).rounded(toPlaces: 0, .down).asInt ?? 0
  }

  private func settle(_ copy: RemovedCopy, in tx: WriteTransaction) throws {
    let (partner, key) = (copy.partner, copy.key)
    switch copy.removal {
    case .none, .unnoticed: return
    case .replaced: return try intake.tell(key, of: partner, "updated", in: tx)
    case .gone: break
    }
    let keepsInvalid = terms.deleteMissing == .markInvalid && module == .tokens
    guard keepsInvalid, let row = try tx.received.object(module.rawValue, from: partner, key),
      let invalid = invalidated(row)
    else { return try intake.tell(key, of: partner, "removed", in: tx) }
    _ = try tx.received.put(invalid)
    try intake.tell(key, of: partner, "updated", in: tx)
  }

  /// The same token with `valid` false (TOK-06).
  private func invalidated(_ row: ReceivedRow) -> ReceivedObject? {
    guard var json = try? JSON.parse(row.body.bytes) else { return nil }
    json["valid"] = false
    let bytes = json.bytes
    guard let document = try? JSONDocument(parsing: bytes) else { return nil }
    return ReceivedObject(
      module: row.module, partner: row.partner, key: row.key, version: row.version, body: JSONText(bytes),
      lastUpdated: row.lastUpdated, hash: ObjectReader<Token>.hash(document.root), connection: row.connection)
  }
}
