import BilateralBase
import BilateralModel
import BilateralStore

/// What reading one module back from a partner came to.
struct VerifyReport: Sendable {
  /// An object whose copy is not what it should be.
  struct Stale: Sendable {
    let key: VisibleObjects.Entry
    let outcome: CopyComparison.Outcome
  }

  let module: ModuleID
  var same = 0
  /// On its way already, so not asked for.
  var queued = 0
  var stale: [Stale] = []
  /// Why nothing could be read, nil when something was.
  var unreadable: String?
  var resent = 0

  var summary: String {
    if let unreadable { return unreadable }
    let total = same + stale.count
    var parts = ["\(same) of \(total) identical"]
    if !stale.isEmpty { parts.append("\(stale.count) not as they should be") }
    if queued > 0 { parts.append("\(queued) on their way") }
    if resent > 0 { parts.append("\(resent) sent again") }
    return parts.joined(separator: ", ")
  }

  var json: JSON {
    [
      "same": JSON(same), "queued": JSON(queued), "resent": JSON(resent),
      "unreadable": unreadable.map { .string($0) } ?? .null,
      "stale": .array(stale.map(\.json)),
    ]
  }
}

extension VerifyReport.Stale {
  /// The object and what is wrong with its copy, for people.
  var line: String {
    switch outcome {
    case .same: key.key.id
    case .missing: "\(key.key.id): the partner does not have it"
    case .differs(let paths): "\(key.key.id): differs at \(paths.joined(separator: ", "))"
    }
  }

  fileprivate var json: JSON {
    var paths: [String] = []
    if case .differs(let found) = outcome { paths = found }
    return [
      "object": .string("\(key.key)"), "missing": .bool(outcome == .missing),
      "paths": .array(paths.map { .string($0) }),
    ]
  }
}
