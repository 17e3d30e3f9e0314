import BilateralBase
import BilateralModel
import BilateralStore

/// Carries the end of a partnership on, step by step, whenever one is under way.
///
/// What was done is written before the next step begins; a step that a kill interrupted is done again, which each may
/// be: withdrawing, fetching, closing a period that is closed, leaving who has left, writing a folder anew.
struct OffboardLoop: Service {
  /// Between two looks at what is awaited: soon at first, seldom in a grace of weeks.
  private static let pauses: (least: Int64, most: Int64) = (1, 30)

  let name: String
  private let link: PartnerLink
  private let work: OffboardWork

  init(_ link: PartnerLink, _ work: OffboardWork) {
    name = "\(link.id)/offboard"
    (self.link, self.work) = (link, work)
  }

  func run() async throws {
    let bell = link.wakeup("offboard")
    let clock = work.commons.surroundings.clock
    while true {
      guard let ending = link.standing.offboarding, ending.phase != .ended else {
        try await bell.wait(atMost: nil, clock: clock)
        continue
      }
      let isDone = try await apart { try await work.step(link) }
      let age = max(0, work.commons.surroundings.wallClock.now() - ending.begun)
      let pause = Duration.seconds(min(Self.pauses.most, Self.pauses.least + age / 60))
      if link.standing.offboarding?.problem != nil {
        // What was refused is not asked again at once, although its being noted rings the bell.
        try await clock.sleep(for: max(pause, .seconds(5)))
      } else if !isDone {
        try await bell.wait(atMost: pause, clock: clock)
      }
    }
  }
}

/// The effects of ending a partnership.
struct OffboardWork: Sendable {
  let commons: Commons
  let registrar: Registrar

  private var desk: LifeDesk { LifeDesk(commons: commons) }

  /// Does what is due now.
  ///
  /// - Returns: whether something was done, so that the next step may be due.
  /// - Throws: what the store throws, or `CancellationError`.
  func step(_ link: PartnerLink) async throws -> Bool {
    guard let before = link.standing.offboarding else { return false }
    var ending = before
    var sight = try await sight(of: link)
    var action = ending.look(sight)
    if action == .pull {
      try await fetch(link)
      sight = try await self.sight(of: link)
      sight.isFetched = true
      action = ending.look(sight)
    }
    do {
      try await carryOut(action, of: link, &ending)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      ending.problem = ControlFailure(error).message
    }
    guard ending != before else { return false }
    try await keep(ending, insteadOf: before, of: link)
    return ending.phase != before.phase
  }

  private func carryOut(_ action: Offboarding.Action, of link: PartnerLink, _ ending: inout Offboarding)
    async throws
  {
    switch action {
    case .wait, .pull, .none: return
    case .close:
      let (numbers, note) = try await close(link)
      ending.closed(numbers, note: note)
    case .leave:
      try await leave(link)
      ending.hasLeft()
    case .archive:
      ending.archived(at: try await OffboardArchive(commons: commons, link: link).write(ending))
    }
  }

  /// Writes a step, unless it was called off meanwhile.
  private func keep(_ ending: Offboarding, insteadOf before: Offboarding, of link: PartnerLink) async throws {
    try await desk.change(
      link, "offboard.\(ending.phase.rawValue)", ending.json, actor: "runtime"
    ) { standing, _ in
      guard standing.offboarding?.begun == before.begun else { return false }
      standing.offboarding = ending
      return true
    }
  }

  /// How things stand.
  func sight(of link: PartnerLink) async throws -> Offboarding.Sight {
    let module = ModuleID.tokens.rawValue
    let isConnected = link.reach(for: .tokens).carriesTraffic
    let isGone = !link.terms.technical.isBehindHub && link.ownFacts.state == .ended
    return try await commons.store.read { [id = link.id] tx in
      var sight = Offboarding.Sight(now: tx.now)
      // What it took right before it left is acknowledged in a moment.
      sight.isGone = try isGone && tx.sessionWays.underWay(for: id) == 0
      let backlog = try tx.outbox.backlog().filter { $0.partner == id }
      if isConnected {
        sight.untold = backlog.first { $0.module == module }?.waiting ?? 0
        // The loop has to judge the tokens anew before the outbox says anything.
        if link.isPushed(.tokens), try !hasJudgedTokens(link, tx) { sight.untold = max(1, sight.untold) }
      }
      sight.waiting = try tx.sessionWays.waiting(for: id)
      sight.open =
        try tx.sessionWays.open(for: id).reduce(0) { $0 + $1.count } + tx.runningSessions.count(of: id)
      sight.unbilled = try tx.sessionWays.unbilled(for: id, since: tx.now.adding(seconds: -62 * 86_400))
      return sight
    }
  }

  /// Whether all tokens were judged since they are taken back.
  private func hasJudgedTokens(_ link: PartnerLink, _ tx: ReadTransaction) throws -> Bool {
    guard link.terms.publishing != nil else { return true }
    let module = ModuleID.tokens.rawValue
    guard let change = try ViewLoop.judged(module, link, tx) else { return false }
    return try tx.views.candidates(module, for: link.id, after: change, limit: 1).isEmpty
  }

  /// Fetches the partner's sessions and CDRs once more; who cannot be asked is waited for, not longer than the grace.
  private func fetch(_ link: PartnerLink) async throws {
    let modules: [ModuleID] = [.sessions, .cdrs]
    for step in Pulls.steps(link, commons)
    where modules.contains(step.module) && step.isWanted && link.moves(step.module) {
      _ = await step.syncOnce(.delta, progress: { _, _ in })
    }
    try Task.checkCancellation()
  }

  /// Closes the period that lasts, with what was left of those before.
  private func close(_ link: PartnerLink) async throws -> ([String], String?) {
    let id = link.id
    do {
      let wish = SettlementOrder.Wish(isLast: true)
      let outcome = try await SettleRoutes(commons: commons).close(id, wish, actor: "runtime")
      let isSettled = link.terms.applied?.hasTable("settlement") == true
      return (outcome.statements.map(\.number), isSettled ? Self.note(of: outcome.draft) : nil)
    } catch let failure as ControlFailure where ["BR703", "BR704"].contains(failure.code) {
      // It was closed before the process ended.
      let numbers = try await commons.store.read { tx -> [String] in
        guard let last = try tx.statements.lastClosed(of: id) else { return [] }
        return try tx.statements.list(of: id, period: last.period).map(\.number)
      }
      return (numbers, nil)
    } catch let failure as ControlFailure where failure.code == "BR700" {
      return ([], "no statement: \(failure.message)")
    }
  }

  /// What stands on no statement although none will follow; nil where there is nothing.
  private static func note(of draft: SettlementDraft) -> String? {
    let held = draft.documents.flatMap(\.statement.held) + draft.homeless
    guard let first = held.first else { return nil }
    let count = held.count == 1 ? "1 charge is" : "\(held.count) charges are"
    return "\(count) on no statement, the first \(first.id): \(first.reason)"
  }

  /// Deletes the credentials; who has left or was never there is done.
  private func leave(_ link: PartnerLink) async throws {
    guard !link.terms.technical.isBehindHub else { return }
    switch link.ownFacts.state {
    case .new, .ended: return
    case .invited, .failed, .registering:
      guard link.ownFacts.theirToken != nil else {
        _ = try await registrar.unregisterHere(link.id, telling: .silent)
        return
      }
    case .registered, .suspended: break
    }
    _ = try await registrar.unregister(link.id, telling: .silent)
  }
}
