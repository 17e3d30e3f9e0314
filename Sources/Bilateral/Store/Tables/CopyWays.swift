/// On which ways a partner holds copies of one object of ours: where it acknowledged the newest one, and where older
/// ones lie.
///
/// A way is written as it is stored with sessions: `direct`, or `hub:` and the hub's id. What was acknowledged before
/// ways were noted counts as told directly.
package struct CopyWays: Hashable, Sendable {
  /// The partner's own connection.
  package static let direct = "direct"

  /// Where the partner acknowledged it last; meaningless while it has acknowledged nothing.
  package let last: String
  /// Where it acknowledged an older state that was not taken back there.
  package let left: [String]

  init(_ row: inout SQLiteRow) throws(SQLiteError) {
    let last: String? = try row.next()
    let left: String? = try row.next()
    self.last = last ?? Self.direct
    self.left = left.map { $0.split(separator: "|").map(String.init) } ?? []
  }

  /// All of them; none while nothing is acknowledged.
  func held(_ isAcknowledged: Bool) -> [String] { isAcknowledged ? [last] + left : left }

  /// Assignments of an `UPDATE` that notes a copy on the way `?1`: the one before is older from now on, unless it lies
  /// there too.
  static let noted = """
    acknowledged_way = ?1,
    left_ways = nullif(replace(coalesce(left_ways, '') || iif(acknowledged_hash IS NULL
      OR coalesce(acknowledged_way, 'direct') = ?1, '', '|' || coalesce(acknowledged_way, 'direct') || '|'),
      '|' || ?1 || '|', ''), '')
    """

  /// What is stored of the ways that are left when an object was taken back on some.
  static func text(_ ways: some Sequence<String>) -> String? {
    let text = ways.map { "|\($0)|" }.joined()
    return text.isEmpty ? nil : text
  }
}

extension Migration {
  static let copyWays = Migration(
    "2026-11 copies on several ways",
    """
    ALTER TABLE views ADD COLUMN acknowledged_way TEXT;
    ALTER TABLE views ADD COLUMN left_ways TEXT;
    ALTER TABLE published_tariffs ADD COLUMN acknowledged_way TEXT;
    ALTER TABLE published_tariffs ADD COLUMN left_ways TEXT;
    """)
}
