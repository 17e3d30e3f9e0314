import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Watches a partner's own connection where a hub may stand in for it, and changes the way when that is due; so it does
/// at the moment of a cut-over.
///
/// The way is remembered over a restart. While the hub stands in, the connection is tried from time to time, as nothing
/// else would notice that it is back.
package struct RouteWatch: Service {
  /// The fact that remembers the way.
  static let fact = "route.way"
  /// The fact that remembers the last cut-over that was told.
  static let moved = "route.moved"
  /// The longest sleep before a cut-over: the time of day may be put right meanwhile.
  private static let longestSleep = Duration.seconds(60)

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
    if link.terms.route.kind != .fallback, link.terms.route.hub != nil { try await forget() }
    while true {
      // Most partners have one way: they cost nothing until their file says otherwise.
      while link.terms.route.kind != .fallback {
        try await bell.wait(atMost: try await turn(), clock: clock)
      }
      try await recall()
      while link.terms.route.kind == .fallback {
        try await look()
        try await clock.sleep(for: pause)
      }
      try await forget()
    }
  }

  /// Does what a cut-over asks for once its moment has come: everybody who talks to the partner looks for the new way.
  ///
  /// - Returns: how long to sleep before the next look; nil when nothing is to come.
  /// - Throws: what the store throws.
  package func turn() async throws -> Duration? {
    let route = link.terms.route
    guard let cutOver = route.cutOver, let hub = route.hub else { return nil }
    let rest = cutOver.microseconds(since: commons.surroundings.wallClock.now())
    guard rest <= 0 else { return min(.microseconds(rest), Self.longestSleep) }
    let (id, mark) = (link.id, "\(route.kind.rawValue) \(cutOver)")
    let known = try await commons.store.read { tx in try tx.partners.facts(of: id)[Self.moved] }
    guard known != mark else { return nil }
    let way = route.kind == .hub ? "hub" : "direct"
    commons.surroundings.log.info(
      "the partner moves to another way", ["partner": id, "way": way, "hub": hub])
    try await commons.store.write { tx in
      try tx.partners.learn(Self.moved, mark, of: id)
      try Self.tell(way, hub, of: id, cutOver: cutOver, in: tx)
    }
    link.wakeAll()
    return nil
  }

  /// Forgets that a hub stood in: the file names no such hub any more.
  private func forget() async throws {
    let id = link.id
    link.takeUpRoute(onHub: false)
    let known = try await commons.store.read { tx in try tx.partners.facts(of: id)[Self.fact] }
    guard known == "hub" else { return }
    try await commons.store.write { tx in try tx.partners.learn(Self.fact, "direct", of: id) }
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
    try await commons.store.write { tx in
      try tx.partners.learn(Self.fact, way, of: id)
      try Self.tell(way, hub, of: id, in: tx)
    }
  }

  /// Tells our platform of the way from now on.
  private static func tell(
    _ way: String, _ hub: String, of id: String, cutOver: Timestamp? = nil, in tx: WriteTransaction
  ) throws {
    var detail: JSON = ["way": .string(way), "hub": .string(hub)]
    if let cutOver { detail["cut_over"] = .string("\(cutOver)") }
    try tx.events.append(
      Event(type: "partner", partner: id, id: id, change: "route-\(way)", object: JSONText(detail.bytes)))
  }
}
