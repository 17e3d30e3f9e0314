/// What a JSON text may hold before it is refused.
///
/// The limits are there for texts written by others: each of them bounds work or memory (S-30).
package struct JSONLimits: Sendable, Hashable {
  /// Deepest nesting of arrays and objects; a bare scalar has depth 0.
  ///
  /// Never above ``deepest``.
  package var depth: Int {
    didSet { depth = min(depth, Self.deepest) }
  }

  /// Largest text in bytes.
  ///
  /// Never above 4 GB less one, as the tape counts in 32 bits.
  package var size: Int

  /// Whether two members of one object may not have the same name.
  package var uniqueKeys: Bool

  /// Whether a byte order mark before the text is skipped instead of refused (P-29).
  package var skipsByteOrderMark: Bool

  /// The most nesting any reader allows, because value trees are built and freed by recursion.
  package static let deepest = 512

  /// Makes limits; depth and size are cut to what the tape can hold.
  package init(
    depth: Int = 64, size: Int = 64 << 20, uniqueKeys: Bool = true, skipsByteOrderMark: Bool = true
  ) {
    self.depth = min(depth, Self.deepest)
    self.size = min(size, Int(UInt32.max) - 1)
    self.uniqueKeys = uniqueKeys
    self.skipsByteOrderMark = skipsByteOrderMark
  }

  /// For texts from partners: depth 64, 64 MB, no duplicate names, a byte order mark is skipped (ruling 18).
  package static let wire = JSONLimits()

  /// For files of our own: as ``wire`` but without tolerance for a byte order mark.
  package static let file = JSONLimits(skipsByteOrderMark: false)
}
