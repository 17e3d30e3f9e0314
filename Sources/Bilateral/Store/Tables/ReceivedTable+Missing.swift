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
  /// These were marked as removed, each with what that means for the object.
  case removed([RemovedCopy])
  /// Nothing was touched: the crawl would have removed too much (the `max_shrink` brake).
  case braked(Shrinkage)
}

/// What a full crawl of a connection must have seen: what that connection brought, whoever owns it.
///
/// Read by two indexes: what the connection's partner owns, and what others own.
private let ofConnection = """
  FROM received WHERE row IN (
    SELECT row FROM received WHERE module = ?1 AND partner = ?2 AND connection = ?2 AND state <> 'removed'
    UNION ALL
    SELECT row FROM received WHERE module = ?1 AND connection = ?2 AND connection <> partner AND state <> 'removed')
    AND (?3 IS NULL OR partner = ?3)
  """

/// Removal detection of full crawls.
extension ReceivedTable {
  /// What `removeMissing` would do for this generation, without doing it.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - connection: whose list was read.
  ///   - owner: the partner whose objects alone the list shows; nil when it shows everybody's.
  ///   - generation: of the crawl.
  /// - Returns: how many there are, and how many were not seen.
  /// - Throws: what SQLite says.
  package func shrinkage(
    _ module: String, from connection: String, only owner: String? = nil, generation: Int64
  ) throws(SQLiteError) -> Shrinkage {
    let missing = try tx.count(
      "SELECT count(*) \(ofConnection) AND generation < ?4", module, connection, owner, generation)
    let all = try tx.count("SELECT count(*) \(ofConnection)", module, connection, owner)
    return Shrinkage(live: all, missing: missing)
  }
}

extension ReceivedTable where Access == Writing {
  /// Marks what a *complete* crawl of this generation did not mention, unless that is more than the brake allows.
  ///
  /// Call it in the transaction that ends the crawl. `maxShrink` is in thousandths: `"10 %"` is 100.
  ///
  /// - Parameters:
  ///   - module: the module.
  ///   - connection: whose list was read.
  ///   - owner: the partner whose objects alone the list shows; nil when it shows everybody's.
  ///   - generation: of the crawl.
  ///   - maxShrink: the brake.
  ///   - reason: why, in words.
  /// - Returns: the copies that went; or nothing did.
  /// - Throws: what SQLite says.
  package func removeMissing(
    _ module: String, from connection: String, only owner: String? = nil, generation: Int64, maxShrink: Int,
    reason: String
  ) throws(SQLiteError) -> RemovalOutcome {
    let shrinkage = try shrinkage(module, from: connection, only: owner, generation: generation)
    guard !shrinkage.exceeds(perMille: maxShrink) else { return .braked(shrinkage) }
    let missing = try tx.rows(
      "SELECT \(ReceivedRow.columns) \(ofConnection) AND generation < ?4 ORDER BY row", module, connection,
      owner, generation
    ) { row throws(SQLiteError) in try ReceivedRow(&row) }
    var removed: [RemovedCopy] = []
    for copy in missing {
      try tx.run(
        "UPDATE received SET state = 'removed', removed_reason = ?, changed_at = ? WHERE row = ?", reason,
        tx.now, copy.number)
      removed.append(RemovedCopy(copy.key, of: copy.partner, try follow(copy)))
    }
    return .removed(removed)
  }
}
