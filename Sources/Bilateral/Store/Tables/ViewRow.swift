package import BilateralBase

/// What one partner sees of one of our objects.
package struct ViewRow: Hashable, Sendable {
  package let partner: String
  package let module: String
  package let key: ObjectKey
  /// The hash of the partner's view as it is now.
  package let hash: [UInt8]
  /// The later of the object's own `last_updated` and the moment its view changed.
  package let lastUpdated: Timestamp
  /// False once the partner may no longer see the object.
  package let isVisible: Bool
  /// The hash of the last view that the partner acknowledged, nil when it has none.
  package let acknowledgedHash: [UInt8]?
  package let acknowledgedAt: Timestamp?
  /// On which ways it has copies.
  package let ways: CopyWays

  static let columns = """
    views.partner, views.module, views.country, views.party, views.object, views.sub, views.hash,
    views.last_updated, views.visible, views.acknowledged_hash, views.acknowledged_at,
    views.acknowledged_way, views.left_ways
    """

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    partner = try row.next()
    module = try row.next()
    key = try ObjectKey(&row)
    hash = try row.next()
    lastUpdated = try row.next()
    isVisible = try row.next()
    acknowledgedHash = try row.next()
    acknowledgedAt = try row.next()
    ways = try CopyWays(&row)
  }

  /// True when the partner's copy differs from its view, or it still has what it may no longer see.
  package var isStale: Bool { isVisible ? acknowledgedHash != hash : acknowledgedHash != nil }

  /// The ways on which the partner holds a copy, the newest first.
  package var heldOn: [String] { ways.held(acknowledgedHash != nil) }
}

extension ViewRow {
  /// The same row as it is seen where the newest copy is not: some copy may lie there, which one is not known.
  package var elsewhere: ViewRow { ViewRow(self, acknowledged: acknowledgedHash.map { _ in [] }) }

  /// The same row where nobody knows what the partner has.
  package var doubted: ViewRow { ViewRow(self, acknowledged: []) }

  private init(_ row: ViewRow, acknowledged: [UInt8]?) {
    (partner, module, key, hash) = (row.partner, row.module, row.key, row.hash)
    (lastUpdated, isVisible, ways) = (row.lastUpdated, row.isVisible, row.ways)
    (acknowledgedHash, acknowledgedAt) = (acknowledged, row.acknowledgedAt)
  }
}

/// One object in a partner's list: its view and our own row, from which the view's text is made.
package struct ViewedObject: Hashable, Sendable {
  package let view: ViewRow
  package let own: OwnRow
}
