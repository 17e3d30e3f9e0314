import BilateralStore

/// What is known of a partner's copies at the moment at which it reads a list of ours.
///
/// Whoever reads a list has copies of what it showed, beside what was pushed to it. Where the two may differ, the object
/// is told once more, whatever becomes of its state: a state that came back to the acknowledged one would else be taken
/// for told (ruling 19).
struct ReadCopies: Sendable {
  /// The shape of our objects up to which the partner's views are judged.
  private let judged: Int64
  /// The change up to which changes of status alone have reached the views.
  private let followed: Int64
  /// What is being pushed at this moment.
  private let underWay: Set<ObjectKey>

  init(_ module: String, of partner: String, in tx: ReadTransaction) throws {
    judged = try tx.viewCursors.cursor(module, for: partner)?.change ?? 0
    followed = try tx.viewCursors.cursor(module, for: FanOut.everybody)?.change ?? 0
    underWay = try tx.outbox.underWay(module, to: partner)
  }

  /// Whether it is open what the partner has, once it has read an object.
  ///
  /// What it never acknowledged and what is not on its way is told anyhow, or is known when it shows that it has the page.
  func leavesOpen(_ row: ViewDelivery) -> Bool {
    guard row.view.acknowledgedHash != nil || underWay.contains(row.own.key) else { return false }
    return row.view.isStale || isAhead(row.own)
  }

  /// Whether our object is ahead of its view: lists show the object.
  private func isAhead(_ own: OwnRow) -> Bool {
    own.shape > judged || (own.change > own.shape && own.change > followed)
  }
}
