import BilateralBase
import BilateralStore
import BilateralTerms

/// Looks now and then at sessions that go on: those that nobody ends, that never began, of which nothing is heard.
///
/// Nothing is ended by it: it tells, and `partnerctl why` and the alarms show it.
package struct SessionWatch: Service {
  package let name = "sessions/watch"
  private let commons: Commons
  private let pause: Duration

  /// Makes the service; it looks once every `pause`.
  package init(_ commons: Commons, pause: Duration = .seconds(300)) {
    self.commons = commons
    self.pause = pause
  }

  package func run() async throws {
    while true {
      try await round()
      try await commons.surroundings.clock.sleep(for: pause)
    }
  }

  /// One look.
  package func round() async throws {
    let limits = limits()
    let now = commons.surroundings.wallClock.now()
    let shortest = limits.values.reduce(SessionStory.Limits().ghost) { min($0, $1.ghost) }
    let first = now.adding(seconds: -min(shortest, SessionStory.Limits().start))
    let heard = now.adding(seconds: -SessionStory.Limits().silence)
    let running = try await commons.store.read { tx in
      try tx.runningSessions.list(startedBefore: first, heardBefore: heard)
    }
    let odd = running.compactMap { session in Self.oddity(session, limits, at: now) }
    guard !odd.isEmpty else { return }
    try await commons.store.write { tx in
      for (session, oddity, since) in odd
      where try tx.runningSessions.session(session.key, of: session.owner) == session {
        try SessionBook(tx: tx, owner: session.owner).note(oddity, session.key, since: since)
      }
    }
  }

  /// How long is too long, by partner.
  private func limits() -> [String: SessionStory.Limits] {
    var found: [String: SessionStory.Limits] = [:]
    for link in commons.links.all {
      var limits = SessionStory.Limits()
      limits.ghost = link.terms.money.reconciliation.openAfter
      found[link.id] = limits
    }
    return found
  }

  private static func oddity(
    _ session: RunningSession, _ limits: [String: SessionStory.Limits], at now: Timestamp
  ) -> (RunningSession, SessionStory.Oddity, Timestamp)? {
    let story = SessionStory(
      limits[session.owner] ?? SessionStory.Limits(), after: SessionBook.telling(session))
    return story.overdue(at: now).map { (session, $0.oddity, $0.since) }
  }
}
