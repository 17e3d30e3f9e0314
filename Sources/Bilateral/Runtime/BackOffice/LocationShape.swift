import BilateralBase
import BilateralModel

/// What of a location no change of status alters: only when that changes, partners' views have to be judged anew.
///
/// Neither a share filter nor a price rule asks for the status, but for REMOVED: that is how an EVSE comes and goes.
enum LocationShape {
  /// Whether a location differs from another in nothing but the status of EVSEs that stay in service, and times.
  static func isKept(from old: Location, to new: Location) -> Bool {
    guard old.evses.count == new.evses.count else { return false }
    for (was, is_) in zip(old.evses, new.evses) where was.status != is_.status {
      guard isService(was.status), isService(is_.status) else { return false }
    }
    return masked(old) == masked(new)
  }

  /// Whether a status is one of an EVSE in service that every version can say.
  static func isService(_ status: Status) -> Bool {
    status != .removed && Status.known.contains { $0.text.description == status.rawValue }
  }

  private static func masked(_ location: Location) -> Location {
    var location = location
    location.lastUpdated = .epoch
    for place in location.evses.indices {
      location.evses[place].status = .unknown
      location.evses[place].lastUpdated = .epoch
    }
    return location
  }
}
