import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Delivers what one partner must be told of one module: in order for each object, newest state, until acknowledged.
///
/// Entries of different objects go side by side, those of one object strictly one after the other. When the partner is
/// not there the whole queue stops at the first failure and tries one entry from time to time; a sign of life starts
/// it again at once.
package struct OutboxSender: Service {
  /// Entries under way at the same time; the partner's own `max_in_flight` limits them further.
  package static let batch = 64
  /// The longest pause between two tries to reach a partner that is not there.
  static let longestProbe = Duration.seconds(5)

  package let name: String
  let link: PartnerLink
  let module: ModuleID
  let commons: Commons

  package init(_ module: ModuleID, for link: PartnerLink, _ commons: Commons) {
    self.module = module
    self.link = link
    self.commons = commons
    name = "\(link.id)/\(module.rawValue)/outbox"
  }

  /// What a round asks of the time after it.
  package enum Rest: Sendable, Equatable {
    /// Go on at once.
    case none
    /// Until the next entry is due, or something happens.
    case until(Timestamp?)
    /// The partner is not there: for a growing while, at least as long as it asked for.
    case outage(atLeast: Duration?)
  }

  package func run() async throws {
    let bell = link.wakeup("outbox/\(module.rawValue)")
    try await commons.store.write { [link, module] tx in
      try tx.outbox.recover(module.rawValue, for: link.id)
    }
    try await bell.whileRung(by: .outbox(partner: link.id), of: commons.store) {
      try await deliver(until: bell)
    }
  }

  private func deliver(until bell: Wakeup) async throws {
    var backoff = probing
    while true {
      let limit = backoff.failures > 0 ? 1 : Self.batch
      let rest = try await apart { try await round(limit: limit) }
      switch rest {
      case .none:
        backoff.reset()
      case .until(let due):
        backoff.reset()
        let pause = due.map { Duration.microseconds(max(0, $0.microseconds(since: now))) }
        try await bell.wait(atMost: pause, clock: commons.surroundings.clock)
      case .outage(let least):
        try await sleep(&backoff, least, bell)
      }
    }
  }

  /// Waits for the end of the pause, a sign of life or another token; entries that are merely new end no outage.
  private func sleep(_ backoff: inout Backoff, _ least: Duration?, _ bell: Wakeup) async throws {
    var bits = commons.surroundings.bits
    let elapsed = commons.surroundings.elapsed
    let token = link.facts.theirToken?.revealed
    let wasResting = link.isResting(module)
    let start = elapsed()
    let end = start + backoff.next(retryAfter: least, using: &bits)
    while elapsed() < end {
      try await bell.wait(atMost: end - elapsed(), clock: commons.surroundings.clock)
      if !link.isDown, least == nil { return }
      if link.facts.theirToken?.revealed != token { return }
      // What rested by our own decision goes on at once.
      if wasResting, !link.isResting(module) { return }
      // Who reads our list of it does not let it rest any more.
      if let asked = link.servedPages(module).askedAt, asked > start { return }
    }
  }

  private var probing: Backoff {
    let connection = link.terms.technical.connection
    let cap = min(Duration.milliseconds(connection.retryMaxMilliseconds), Self.longestProbe)
    return Backoff(first: .milliseconds(connection.retryBaseMilliseconds), cap: cap)
  }

  var now: Timestamp { commons.surroundings.wallClock.now() }
}

extension OutboxSender {
  /// Takes what is due, sends it, and records how it went.
  ///
  /// - Parameter limit: how many entries at most.
  /// - Returns: when to go on.
  /// - Throws: `CancellationError`, or what the store throws.
  @discardableResult
  package func round(limit: Int = Self.batch) async throws -> Rest {
    try Task.checkCancellation()
    let module = module.rawValue
    let sync = link.terms.technical.sync(module)
    guard link.moves(self.module), sync.pushes else { return .until(nil) }
    try await settleServed()
    let isBeingRead = link.servedPages(self.module).isBeingRead(at: commons.surroundings.elapsed())
    let (rows, due) = try await commons.store.write { [link] tx in
      let rows = try tx.outbox.take(module, for: link.id, limit: limit, onlyKnown: isBeingRead)
      return (rows, rows.count < limit ? try tx.outbox.nextDue(module, for: link.id) : nil)
    }
    guard !rows.isEmpty else { return .until(isBeingRead ? now.adding(seconds: 1) : due) }
    let (sent, isDone) = try await sendAll(rows)
    let outcomes = sent.map(\.outcome)
    note(outcomes)
    wakeOthers(after: sent)
    // All states that were due are told, and what comes meanwhile rings the bell: no need to look again.
    if isDone, rows.count < limit, !isBeingRead, rows.allSatisfy(\.isCoalesced) { return .until(due) }
    return rest(after: outcomes)
  }

  /// What comes back of a round while it lasts.
  private enum Progress: Sendable {
    case sent(Sent)
    case settled(isDone: Bool)
  }

  /// Sends entries side by side and writes what became of them, many at a time: as soon as no more are under way than
  /// have come back, so that one that hangs keeps nothing back.
  private func sendAll(_ rows: [OutboxRow]) async throws -> (sent: [Sent], isDone: Bool) {
    let courses = try await courses(of: rows)
    let halt = Latch()
    return try await withThrowingTaskGroup(of: Progress.self) { group in
      for (row, course) in zip(rows, courses) {
        group.addTask { .sent(try await sendUnless(halt, row, course)) }
      }
      var (all, back, isDone, isSettling) = ([Sent](), [Sent](), true, false)
      while let progress = try await group.next() {
        switch progress {
        case .sent(let sent):
          all.append(sent)
          back.append(sent)
        case .settled(let done): (isSettling, isDone) = (false, isDone && done)
        }
        guard !isSettling, !back.isEmpty, back.count >= rows.count - all.count else { continue }
        isSettling = true
        group.addTask { [back] in .settled(isDone: try await settle(back)) }
        back = []
      }
      return (all, isDone)
    }
  }

  /// Sends an entry, unless another one of the round found nobody there meanwhile.
  private func sendUnless(_ halt: Latch, _ row: OutboxRow, _ course: Course) async throws -> Sent {
    guard !halt.isOpen else { return Sent(row: row, outcome: .notYet, delivery: Delivery(), ways: []) }
    let sent = try await send(row, course)
    if case .outage = sent.outcome { halt.open() }
    return sent
  }

  private func note(_ outcomes: [SendOutcome]) {
    let now = now
    for outcome in outcomes {
      if let word = outcome.word { count(1, as: word) }
      switch outcome {
      case .delivered: link.observe(module.rawValue) { $0.succeeded(at: now) }
      case .outage(let failure), .later(let failure):
        link.observe(module.rawValue) { $0.failed(failure.diagnostic) }
      case .refused(let error, let hint):
        link.observe(module.rawValue) { $0.failed(Diagnostic(.error, "BR105", error, help: hint)) }
      case .notYet, .cancelled: break
      }
    }
  }

  /// Tariffs and the locations that name them wait for one another; a change of status names none.
  private func wakeOthers(after sent: [Sent]) {
    let isTold = sent.contains {
      if case .delivered = $0.outcome { !$0.delivery.isPartial } else { false }
    }
    guard isTold else { return }
    if module == .tariffs { link.wakeup("outbox/locations").ring() }
    if module == .locations { link.wakeup("outbox/tariffs").ring() }
    if module == .sessions { link.wakeup("outbox/cdrs").ring() }
  }

  private func rest(after outcomes: [SendOutcome]) -> Rest {
    var isProgress = false
    for outcome in outcomes {
      switch outcome {
      case .outage(let failure): return .outage(atLeast: Self.floor(of: failure))
      case .delivered, .refused, .notYet: isProgress = true
      case .later, .cancelled: break
      }
    }
    return isProgress ? .none : .outage(atLeast: nil)
  }

  /// A refused token is not presented every few seconds, and who asks for a pause gets one.
  private static func floor(of failure: OCPIFailure) -> Duration? {
    switch failure.kind {
    case .credentialsRefused, .notConnected: .seconds(60)
    case .rateLimited(let pause): pause ?? .seconds(1)
    default: nil
    }
  }
}

extension OutboxSender {
  /// Counts what became of entries.
  func count(_ number: Int, as outcome: String) {
    commons.surroundings.metrics.counter(
      "bilateral_deliveries_total",
      "What became of entries of the outbox; read: the partner pulled it itself.",
      labels: ["partner", "module", "outcome"]
    ).increment(link.id, module.rawValue, outcome, by: UInt64(number))
  }
}

extension SendOutcome {
  /// The word of the counter; nil for what was no attempt.
  fileprivate var word: String? {
    switch self {
    case .delivered: "delivered"
    case .outage: "outage"
    case .later: "later"
    case .refused: "refused"
    case .notYet, .cancelled: nil
    }
  }
}
