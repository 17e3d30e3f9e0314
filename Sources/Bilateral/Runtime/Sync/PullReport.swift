package import BilateralBase
package import BilateralStore

/// How one pull went.
package struct PullReport: Sendable {
  /// Why it ended early, and what the partner asked for.
  package struct Failure: Sendable {
    package let diagnostic: Diagnostic
    /// The pause the partner wants; nil when it named none.
    package let retryAfter: Duration?
    /// The exit code of the command line (cli.md §2).
    package let exit: Int
  }

  package let module: String
  /// Full when the first pull was.
  package let kind: SyncSchedule.Kind
  package var pages = 0
  /// Objects of the list, the bad ones included; what came in the delta after a full walk again counts once.
  package var objects = 0
  package var counts = Intake.Counts()
  /// Removals that were held back by the last full crawl.
  package var brake: Shrinkage?
  package var failure: Failure?
  /// Whether a full walk reached its end, whatever came after it.
  package var hasCompletedFull = false

  package init(module: String, kind: SyncSchedule.Kind) {
    self.module = module
    self.kind = kind
  }

  /// Adds the delta that follows a full walk: most of what it brings came in the walk already, and counts once.
  mutating func add(catchUp after: PullReport) {
    pages += after.pages
    objects += after.counts.created
    let held = max(counts.quarantined, after.counts.quarantined)
    counts += after.counts
    counts.quarantined = held
  }

  /// One sentence for people.
  package var summary: String {
    var parts = [
      "\(objects) received in \(pages) pages", "\(counts.created) new", "\(counts.updated) changed",
    ]
    if counts.removed > 0 { parts.append("\(counts.removed) removed") }
    if counts.quarantined > 0 { parts.append("\(counts.quarantined) in quarantine") }
    if let brake { parts.append("\(brake.missing) of \(brake.live) missing, held back") }
    return parts.joined(separator: ", ")
  }
}

extension PullReport.Failure {
  /// What an error of a pull means.
  init(_ error: any Error) {
    switch error {
    case let failure as OCPIFailure:
      let pause: Duration? = if case .later(let pause) = failure.retry { pause } else { nil }
      self.init(diagnostic: failure.diagnostic, retryAfter: pause, exit: failure.exit)
    case let stop as CrawlStop:
      self.init(diagnostic: stop.diagnostic, retryAfter: nil, exit: 5)
    case let error as StoreError:
      self.init(
        diagnostic: Diagnostic(.error, error.code, error.message, help: error.help), retryAfter: nil, exit: 70
      )
    default:
      self.init(diagnostic: Diagnostic(.error, "BR299", "\(error)"), retryAfter: nil, exit: 70)
    }
  }
}
