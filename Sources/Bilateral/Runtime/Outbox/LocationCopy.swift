import BilateralBase
import BilateralCrypto
package import BilateralModel

/// What a partner has of one of our locations, or sees of it now, as far as the next push must know it.
///
/// The skeleton is a hash of everything but the EVSEs' status and all times: while it is the same, a change is told by
/// a PATCH of the EVSE (LOC-36), else by a PUT of the location. A change of status alone makes the next copy out of the
/// one before, without the location being made for the partner again.
package struct LocationCopy: Hashable, Sendable {
  private let skeleton: String
  private var statuses: [String: String]

  /// The copy that a partner has once it took this location.
  package init(of location: Location, in view: PartnerView) throws(WireError) {
    statuses = Dictionary(location.evses.map { ($0.uid.folded, $0.status.rawValue) }) { first, _ in first }
    var masked = location
    for place in masked.evses.indices {
      masked.evses[place].status = .unknown
      masked.evses[place].lastUpdated = .epoch
    }
    skeleton = Hex.encode(try view.hash(masked))
  }

  /// Reads the stored form; nil when there is none.
  package init?(text: String?) {
    guard let text, let end = text.firstIndex(of: "\n") else { return nil }
    skeleton = String(text[..<end])
    statuses = [:]
    for line in text[end...].split(separator: "\n") {
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      statuses[String(parts[1])] = String(parts[0])
    }
  }

  /// The form in which it is stored.
  package var text: String {
    skeleton + "\n"
      + statuses.sorted { $0.key < $1.key }.map { "\($0.value)\t\($0.key)" }.joined(separator: "\n")
  }

  /// The hash of a view that looks like this: what is told of it, so no times.
  package var hash: [UInt8] { SHA256.hash(text) }

  /// Whether one follows from the other by changes of status alone.
  package func hasShape(of other: LocationCopy) -> Bool {
    skeleton == other.skeleton && statuses.count == other.statuses.count
  }

  /// The status of an EVSE; nil when it is none of the location's, as far as the partner may know.
  package subscript(uid: CiString) -> String? { statuses[uid.folded] }

  /// The copy after changes of status: what is out of the partner's sight stays REMOVED.
  ///
  /// - Parameter own: our EVSEs as they are.
  /// - Returns: the copy; EVSEs that came or went are not in it, because the whole location has to be judged then.
  package func following(_ own: [OwnStatuses.Entry]) -> LocationCopy {
    var copy = self
    for entry in own where entry.status != Status.removed.rawValue {
      let name = entry.uid.folded
      guard let known = copy.statuses[name], known != Status.removed.rawValue, known != entry.status else {
        continue
      }
      copy.statuses[name] = entry.status
    }
    return copy
  }

  /// The EVSEs whose status differs; nil when more than that differs.
  package func statusChanges(to location: Location, _ newer: LocationCopy) -> [EVSE]? {
    guard skeleton == newer.skeleton, statuses.count == newer.statuses.count else { return nil }
    return location.evses.filter { statuses[$0.uid.folded] != $0.status.rawValue }
  }

  /// Whether the partner has an EVSE, and not as REMOVED.
  package func holds(_ uid: CiString) -> Bool {
    statuses[uid.folded].map { $0 != Status.removed.rawValue } ?? false
  }

  /// The EVSEs that the partner does not have as REMOVED yet.
  package func standing(among evses: [EVSE]) -> [EVSE] {
    evses.filter { holds($0.uid) }
  }

  /// Notes that the partner took a status.
  package mutating func take(_ status: String, of uid: CiString) { statuses[uid.folded] = status }
}
