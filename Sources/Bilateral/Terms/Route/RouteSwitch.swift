/// When a partner that has both ways leaves its own connection for the hub, and when it comes back.
///
/// Slow both ways, so that a connection that comes and goes does not make messages jump: an outage must last before the
/// hub takes over, and health must last before the connection does again. Times count from some fixed start.
package struct RouteSwitch: Hashable, Sendable {
  /// What was seen of the partner's own connection.
  package enum Event: Hashable, Sendable {
    /// Nobody was there, or the answer was a fault of the whole platform.
    case failed
    /// It answered, or called us.
    case answered
    /// Nothing; time went on, and whoever looks acts on what follows.
    case looked
  }

  /// What follows.
  package enum Change: Hashable, Sendable {
    case toHub
    case toDirect
  }

  /// Whether the hub has taken over.
  package private(set) var isOnHub: Bool
  /// Since when the other of the two states lasts: outage while direct, health while on the hub.
  private var since: Duration?

  /// Begins on the direct way, or where it was left.
  package init(isOnHub: Bool = false) { self.isOnHub = isOnHub }

  /// Takes in what was seen.
  ///
  /// - Parameters:
  ///   - event: what was seen.
  ///   - now: when.
  ///   - terms: how long each state must last.
  /// - Returns: the change of way, only ever to who looked; nil when there is none.
  package mutating func handle(_ event: Event, at now: Duration, _ terms: RouteTerms) -> Change? {
    guard terms.kind == .fallback else {
      (isOnHub, since) = (false, nil)
      return nil
    }
    switch event {
    case .failed: since = isOnHub ? nil : since ?? now
    case .answered: since = isOnHub ? since ?? now : nil
    case .looked: return look(now, terms)
    }
    return nil
  }

  private mutating func look(_ now: Duration, _ terms: RouteTerms) -> Change? {
    let wait = isOnHub ? terms.returnAfterSeconds : terms.fallbackAfterSeconds
    guard let since, now - since >= .seconds(wait) else { return nil }
    self.since = nil
    isOnHub.toggle()
    return isOnHub ? .toHub : .toDirect
  }
}
