package import BilateralModel

/// The EVSEs of a location that a partner was ever shown.
///
/// One that it saw and may no longer see is sent as REMOVED, because it must not vanish silently (X-32, LOC-06).
package struct ShownEVSEs: Hashable, Sendable {
  private var uids: Set<String>

  /// The EVSEs of a stored text; none for nil.
  package init(text: String?) {
    uids = Set((text ?? "").split(separator: "\n").map(String.init))
  }

  /// Whether the partner saw the EVSE.
  package func contains(_ uid: CiString) -> Bool { uids.contains(uid.folded) }

  /// Remembers all EVSEs of a location as shown.
  package mutating func add(_ location: Location) {
    for evse in location.evses { uids.insert(evse.uid.folded) }
  }

  /// The form in which it is stored.
  package var text: String { uids.sorted().joined(separator: "\n") }
}
