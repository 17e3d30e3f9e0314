import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Carries one partner's commands: ours to it, the results of its own back to it, and sees to every deadline.
///
/// All of its memory is in the store: what was under way when the process ended goes on where it stood. Orders of one
/// partner go side by side, since a driver waits for each.
package struct CommandCourier: Service {
  /// What is taken up at once.
  static let batch = 64

  package let name: String
  let link: PartnerLink
  let commons: Commons

  /// Carries the commands of one partner.
  package init(_ link: PartnerLink, _ commons: Commons) {
    self.link = link
    self.commons = commons
    name = "\(link.id)/commands"
  }

  package func run() async throws {
    let (partner, bell) = (link.id, link.wakeup("commands"))
    try await bell.whileRung(by: .commands(partner: partner), of: commons.store) {
      try await commons.store.write { tx in try tx.commands.recover(partner) }
      try await carry(bell)
    }
  }

  private func carry(_ bell: Wakeup) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      while true {
        let work = try await takeUp()
        for row in work { group.addTask { try await perform(row) } }
        guard work.isEmpty else { continue }
        let due = try await commons.store.read { [partner = link.id] tx in
          try tx.commands.nextDue(partner)
        }
        let pause = due.map { Duration.microseconds(max(0, $0.microseconds(since: now))) }
        try await bell.wait(atMost: pause, clock: commons.surroundings.clock)
      }
    }
  }

  /// Handles what is due; what is left is to be told to the partner.
  func takeUp() async throws -> [CommandRow] {
    let (partner, now) = (link.id, now)
    let due = try await commons.store.read { tx in try tx.commands.nextDue(partner) }
    guard let due, due <= now else { return [] }
    let (taken, ended) = try await commons.store.write { tx in
      var (taken, ended): ([CommandRow], [CommandRow]) = ([], [])
      for row in try tx.commands.due(partner, limit: Self.batch) {
        let isLate = row.phase == .prepared && tx.now >= row.sendBy
        let isToBeTold = (row.phase == .prepared || row.phase == .answering) && !isLate
        let after = try CommandBook(tx).apply(isToBeTold ? .claimed : .timePassed, to: row)
        if isToBeTold { taken.append(after) } else { ended.append(after) }
      }
      return (taken, ended)
    }
    for row in ended { count(row) }
    return taken
  }

  /// Tells the partner, and writes down how that went.
  func perform(_ row: CommandRow) async throws {
    let event = row.direction == .out ? await send(row) : await tell(row)
    let after = try await commons.store.write { [id = row.id] tx in
      try CommandBook(tx).apply(event, to: id)
    }
    if let after { count(after) }
  }

  private func send(_ row: CommandRow) async -> CommandStory.Event {
    do throws(OCPIFailure) {
      return try await CommandCall(row, link, commons).send()
    } catch {
      commons.surroundings.log.info(
        "command not taken", ["partner": link.id, "command": row.kind, "id": row.id, "reason": error.message])
      return .failed(CommandFailure(sending: error), pause: pause(after: error, row.attempts, .seconds(2)))
    }
  }

  private func tell(_ row: CommandRow) async -> CommandStory.Event {
    do throws(OCPIFailure) {
      try await ResultCall(row, link).send()
      return .delivered
    } catch {
      let most = Duration.milliseconds(link.terms.technical.connection.retryMaxMilliseconds)
      let cap = Self.pause(ofResult: CommandStory(row).age(at: now), atMost: most)
      return .failed(CommandFailure(telling: error), pause: pause(after: error, row.attempts, cap))
    }
  }

  /// The longest pause before a result is told again: a quarter of its age, two seconds at least.
  ///
  /// A result is waited for by a driver. However often it could not be told, it arrives soon after the partner is back; one
  /// that has waited for long is tried seldom.
  package static func pause(ofResult age: Duration, atMost most: Duration) -> Duration {
    min(most, max(.seconds(2), age / 4))
  }

  /// A growing pause; drivers wait, so it begins small.
  private func pause(after failure: OCPIFailure, _ attempts: Int, _ cap: Duration) -> Duration {
    var bits = commons.surroundings.bits
    let ceiling = Backoff(first: .milliseconds(250), cap: cap).ceiling(afterFailures: attempts)
    let pause =
      ceiling / 2 + .microseconds(Int64.random(in: 0...max(1, (ceiling / 2).microseconds), using: &bits))
    guard case .rateLimited(let asked?) = failure.kind else { return pause }
    return max(pause, min(asked, .seconds(3600)))
  }

  private func count(_ row: CommandRow) {
    guard row.phase == .ended, let outcome = CommandStory(row).outcome else { return }
    commons.surroundings.metrics.counter(
      "bilateral_commands_total", "Commands and charging profiles that came to an end.",
      labels: ["partner", "direction", "command", "outcome"]
    ).increment(link.id, row.direction.rawValue, row.kind, outcome.word.rawValue)
  }

  private var now: Timestamp { commons.surroundings.wallClock.now() }
}
