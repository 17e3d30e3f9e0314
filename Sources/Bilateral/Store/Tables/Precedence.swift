package import BilateralBase

/// Which copy of an object counts when a partner's own connection and a hub have brought one each.
package enum Precedence: String, Hashable, Sendable {
  /// That of the partner's own connection.
  case direct
  /// That of the hub.
  case hub
  /// The one with the newer `last_updated`; of equal ones the one that counted before.
  case newest

  /// A copy, as far as its rank depends on it.
  package struct Copy: Hashable, Sendable {
    /// Whether it came on the partner's own connection.
    package var isDirect: Bool
    package var lastUpdated: Timestamp

    package init(isDirect: Bool, lastUpdated: Timestamp) {
      (self.isDirect, self.lastUpdated) = (isDirect, lastUpdated)
    }
  }

  /// Whether a copy that arrives counts more than the one that counted until now.
  package func prefers(_ copy: Copy, to other: Copy) -> Bool {
    guard self != .newest, copy.isDirect != other.isDirect else {
      return copy.lastUpdated > other.lastUpdated
    }
    return copy.isDirect == (self == .direct)
  }
}
