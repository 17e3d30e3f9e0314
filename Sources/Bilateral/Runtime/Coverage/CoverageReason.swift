import BilateralBase
import BilateralModel
import BilateralStore

/// Why a partner does not see an EVSE of ours.
enum CoverageReason: Sendable {
  /// The terms in force keep it out of sight.
  case hidden(ShareBarrier)
  /// No terms were ever applied.
  case noTerms
  /// Registration never came to its end, or the relation is over.
  case unregistered(PartnerState)
  /// Nothing flows now, and the partner has no copy of before.
  case stopped(String)
  /// It cannot be said in the partner's version, or our own text cannot be read.
  case unfit(WireError, OCPIVersion)
  /// Asked for and not told yet; without a time when the change was not looked at yet.
  case waiting(since: Timestamp?, lastError: String?)
  /// The partner did not take it.
  case refused(OutboxRow)

  /// The reason in a few words, the same for all EVSEs that share it.
  var name: String {
    switch self {
    case .hidden(let barrier): barrier.rawValue
    case .noTerms: "no terms applied"
    case .unregistered: "not registered"
    case .stopped: "nothing flows"
    case .unfit(_, let version): "cannot be said in \(version)"
    case .waiting: "not yet told"
    case .refused: "refused by the partner"
    }
  }

  /// The part of the partner file that decides; nil when it is none of its matters.
  var path: String? {
    switch self {
    case .hidden(let barrier): barrier.path
    case .stopped: "status"
    case .noTerms, .unregistered, .unfit, .waiting, .refused: nil
    }
  }

  /// What is particular to this EVSE.
  var detail: String? {
    switch self {
    case .hidden, .noTerms: nil
    case .unregistered(let state): state.rawValue
    case .stopped(let words): words
    case .unfit(let error, _): "\(error)"
    case .waiting(let since, let error): error ?? (since == nil ? "its change was not looked at yet" : nil)
    case .refused(let row): row.lastError
    }
  }

  /// What can be done about it, for this EVSE.
  var hint: String? {
    guard case .refused(let row) = self else { return nil }
    return row.hint
  }

  /// Since when it waits.
  var since: Timestamp? {
    switch self {
    case .waiting(let since, _): since
    case .refused(let row): row.createdAt
    default: nil
    }
  }
}
