import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Watches a partner's own connection where a hub may stand in for it, and changes the way when that is due.
///
/// The way is remembered over a restart. While the hub stands in, the connection is tried from time to time, as nothing
/// else would notice that it is back.
package struct RouteWatch: Service {
  /// The fact that remembers the way.
  static let fact = "route.way"

  package let name: String
  private let link: PartnerLink
  private let commons: Commons
  private let pause: Duration

  /// Makes the service of one partner; it looks once every `pause`.
  package init(_ link: PartnerLink, _ commons: Commons, pause: Duration = .seconds(1)) {
    name = "\(link.id)/route"
    (self.link, self.commons, self.pause) = (link, commons, pause)
  }

  package func run() async throws {
    let bell = link.wakeup("route")
    let clock = commons.surroundings.clock
    while true {
      // Most partners have one way: they cost nothing until their file says otherwise.
      while link.terms.route.kind != .fallback { try await bell.wait(atMost: nil, clock: clock) }
      try await recall()
      while link.terms.route.kind == .fallback {
        try await look()
        try await clock.sleep(for: pause)
      }
    }
  }

  /// Takes up the way on which the partner was left.
  func recall() async throws {
    let id = link.id
    let facts = try await commons.store.read { tx in try tx.partners.facts(of: id) }
    if facts[Self.fact] == "hub" { link.takeUpRoute(onHub: true) }
  }

  /// Looks once.
  package func look() async throws {
    if link.isOnHub || link.ownIsDown { await probe() }
    guard let change = link.lookAtRoute() else { return }
    try await tell(change)
    link.wakeAll()
  }

  /// A quarter of the health that is asked for, so that it is seen to last; at least a second, at most a minute.
  private static func probePause(_ route: RouteTerms) -> Duration {
    .seconds(min(max(route.returnAfterSeconds / 4, 1), 60))
  }

  /// Asks for the partner's versions on its own connection: whoever answers is there.
  private func probe() async {
    let now = commons.surroundings.elapsed()
    guard link.mayProbe(at: now, every: Self.probePause(link.terms.route)) else { return }
    let id = link.id
    let stored = try? await commons.store.read { tx in try tx.partners.partner(id)?.versionsURL }
    guard let text = stored ?? link.terms.technical.connection.versionsURL, let url = try? HTTPURL(text)
    else { return }
    var request = OCPIRequest(.get, url)
    request.timeout = .seconds(5)
    request.kind = .list
    _ = try? await link.call(request)
  }

  private func tell(_ change: RouteSwitch.Change) async throws {
    let (id, way) = (link.id, change == .toHub ? "hub" : "direct")
    let hub = link.terms.route.hub ?? "hub"
    commons.surroundings.log.warning(
      change == .toHub ? "direct connection given up for the hub" : "back on the direct connection",
      ["partner": id, "hub": hub])
    let detail: JSON = ["way": .string(way), "hub": .string(hub)]
    try await commons.store.write { tx in
      try tx.partners.learn(Self.fact, way, of: id)
      try tx.events.append(
        Event(type: "partner", partner: id, id: id, change: "route-\(way)", object: JSONText(detail.bytes)))
    }
  }
}
