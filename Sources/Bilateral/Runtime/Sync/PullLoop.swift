import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Keeps one module of one partner fresh by pulling: says when, `PullStep` says what.
package struct PullLoop: Service {
  package let name: String
  private let step: any Pulling
  private let commons: Commons

  package init(_ step: any Pulling, _ commons: Commons) {
    name = "\(step.link.id)/\(step.module)/pull"
    self.step = step
    self.commons = commons
  }

  /// Whether this module is pulled from this partner now: the file says so and registration stands.
  private var isDue: Bool {
    step.link.moves(step.module) && step.isWanted && !isReadByHub
      && (try? step.link.endpoint(step.module, .sender)) != nil
  }

  /// Whether the hub's own list brings the partner's objects already: they are not asked for twice.
  private var isReadByHub: Bool {
    let reach = step.link.reach(for: step.module)
    return reach.way != .direct && reach.carrier.terms.technical.sync(step.module.rawValue).pulls
  }

  package func run() async throws {
    let bell = step.link.wakeup("\(step.module)/pull")
    let clock = commons.surroundings.clock
    while true {
      guard isDue else {
        try await bell.wait(atMost: nil, clock: clock)
        continue
      }
      try await pull(bell, clock)
    }
  }

  /// Pulls for as long as the terms stay as they are.
  private func pull(_ bell: Wakeup, _ clock: any Clock<Duration>) async throws {
    let terms = step.link.terms.technical.sync(step.module.rawValue)
    var schedule = try await schedule(terms)
    var bits = commons.surroundings.bits
    while isDue, step.link.terms.technical.sync(step.module.rawValue) == terms {
      let kind = schedule.kindDue(at: now)
      let report = try await apart { await step.syncOnce(kind, progress: { _, _ in }) }
      try Task.checkCancellation()
      if report.hasCompletedFull { schedule.completedFull(at: now) }
      let outcome = report.failure.map { SyncSchedule.Outcome.failure(retryAfter: $0.retryAfter) } ?? .success
      let next = schedule.next(after: report.kind, outcome, at: now, using: &bits)
      try await bell.wait(atMost: next.pause, clock: clock)
    }
  }

  private var now: Timestamp { commons.surroundings.wallClock.now() }

  /// A schedule that knows when the last full crawl ended; one that was interrupted is due at once, and that of who is
  /// behind a hub at every start (HCI-09).
  private func schedule(_ terms: SyncTerms) async throws -> SyncSchedule {
    let (partner, module) = (step.link.id, step.module.rawValue)
    let full = try await commons.store.read { tx in
      try tx.cursors.cursor(.full, of: module, from: partner)
    }
    let connection = step.link.terms.technical.connection
    // A list of what happened is read as a whole once: it grows for ever, and nothing in it is taken back.
    let isHistory = ReceivedKinds.named(module)?.isHistory == true
    return SyncSchedule(
      every: .seconds(terms.everySeconds),
      fullResync: .seconds(isHistory ? Int64(Int32.max) : Int64(terms.fullResyncSeconds)),
      backoff: Backoff(
        first: .milliseconds(connection.retryBaseMilliseconds),
        cap: .milliseconds(connection.retryMaxMilliseconds)),
      lastFull: full.isRunning || step.module == .hubClientInfo ? nil : full.lastSuccess)
  }
}

/// The pulls of one partner, one for each kind of object that partners may own.
package enum Pulls {
  /// All of them; each says itself whether it is wanted.
  package static func steps(_ link: PartnerLink, _ commons: Commons) -> [any Pulling] {
    ReceivedKinds.all.map { step($0, link, commons) }
  }

  private static func step<Kind: ReceivedKind>(
    _ kind: Kind.Type, _ link: PartnerLink, _ commons: Commons
  ) -> any Pulling { PullStep<Kind>(link, commons) }
}
