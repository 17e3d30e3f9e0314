/// What a full crawl would remove.
package struct Shrinkage: Hashable, Sendable {
  /// Live objects before the removal.
  package let live: Int
  /// Of those, the ones that the crawl did not mention.
  package let missing: Int

  package init(live: Int, missing: Int) {
    self.live = live
    self.missing = missing
  }

  /// True when removing them is more than `perMille` thousandths of what there is.
  package func exceeds(perMille: Int) -> Bool {
    missing > 0 && missing.multipliedFullWidth(by: 1000) > live.multipliedFullWidth(by: perMille)
  }
}

/// How the removal after a complete crawl went.
package enum RemovalOutcome: Hashable, Sendable {
  /// These were marked as removed.
  case removed([ObjectKey])
  /// Nothing was touched: the crawl would have removed too much (the `max_shrink` brake).
  case braked(Shrinkage)
}

/// Removal detection of full crawls.
extension ReceivedTable {
  /// What `removeMissing` would do for this generation, without doing it.
  package func shrinkage(
    _ module: String, from partner: String, generation: Int64
  ) throws(SQLiteError) -> Shrinkage {
    let missing = try tx.count(
      """
      SELECT count(*) FROM received
      WHERE module = ? AND partner = ? AND state = 'live' AND generation < ?
      """, module, partner, generation)
    return Shrinkage(live: try count(module, from: partner), missing: missing)
  }
}

extension ReceivedTable where Access == Writing {
  /// Marks what a *complete* crawl of this generation did not mention, unless that is more than the brake allows.
  ///
  /// Call it in the transaction that ends the crawl. `maxShrink` is in thousandths: `"10 %"` is 100.
  package func removeMissing(
    _ module: String, from partner: String, generation: Int64, maxShrink: Int, reason: String
  ) throws(SQLiteError) -> RemovalOutcome {
    let shrinkage = try shrinkage(module, from: partner, generation: generation)
    guard !shrinkage.exceeds(perMille: maxShrink) else { return .braked(shrinkage) }
    let keys = try tx.rows(
      """
      UPDATE received SET state = 'removed', removed_reason = ?, changed_at = ?
      WHERE module = ? AND partner = ? AND state = 'live' AND generation < ?
      RETURNING country, party, object, sub
      """, reason, tx.now, module, partner, generation
    ) { row throws(SQLiteError) in try ObjectKey(&row) }
    return .removed(keys)
  }
}
