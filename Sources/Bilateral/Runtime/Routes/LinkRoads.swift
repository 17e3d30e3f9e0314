package import BilateralBase

/// What a link needs to know beside its own connection to choose a way.
package struct LinkRoads: Sendable {
  /// The link of a hub, by the id of its partner file; nil when there is none.
  package let hub: @Sendable (String) -> PartnerLink?
  /// The time of day, for cut-overs.
  package let now: @Sendable () -> Timestamp
  /// The time since some fixed start, for outages.
  package let elapsed: @Sendable () -> Duration

  /// The partners whose files name a hub, by the hub's id.
  let behind: @Sendable (String) -> [PartnerLink]

  package init(
    hub: @escaping @Sendable (String) -> PartnerLink?, now: @escaping @Sendable () -> Timestamp,
    elapsed: @escaping @Sendable () -> Duration,
    behind: @escaping @Sendable (String) -> [PartnerLink] = { _ in [] }
  ) {
    self.hub = hub
    self.behind = behind
    self.now = now
    self.elapsed = elapsed
  }

  /// No hubs, and no time: for a link that stands alone.
  package static let none = LinkRoads(hub: { _ in nil }, now: { .epoch }, elapsed: { .zero })
}

extension Commons {
  /// The ways between this platform's partners.
  var roads: LinkRoads {
    let (wallClock, elapsed) = (surroundings.wallClock, surroundings.elapsed)
    return LinkRoads(
      hub: { [links] in links[$0] }, now: { wallClock.now() }, elapsed: elapsed,
      behind: { [links] id in links.behind(id).compactMap { links[$0] } })
  }
}
