import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Who is behind a hub and connected, from one look to the next: a value, so that what follows can be tested alone.
struct Presence: Equatable {
  private var connected: Set<PartyID>?

  /// Takes in who is connected now.
  ///
  /// - Returns: who was not at the last look and is now; nobody at the first, when everything is read anyway.
  mutating func look(_ now: Set<PartyID>) -> [PartyID] {
    defer { connected = now }
    return connected.map { now.subtracting($0).sorted() } ?? []
  }
}

/// Reads what a party behind a hub has changed while it was away, as soon as it is back (HCI-04, HCI-05).
///
/// The hub's own list cannot tell: it learns the changes later than they are dated, and a delta asks by date. So the
/// party itself is asked through the hub, from where it was read last; one without a file comes with the hub's whole
/// list.
struct ComebackLoop: Service {
  static let bell = "hub/comebacks"

  let name: String
  private let hub: PartnerLink
  private let commons: Commons
  private let pause: Duration

  /// Makes the loop of a hub; it looks when client info comes, and every `pause`.
  init(_ hub: PartnerLink, _ commons: Commons, pause: Duration = .seconds(60)) {
    name = "\(hub.id)/comebacks"
    (self.hub, self.commons, self.pause) = (hub, commons, pause)
  }

  func run() async throws {
    let bell = hub.wakeup(Self.bell)
    var presence = Presence()
    while true {
      if hub.isHub { try await look(&presence) }
      try await bell.wait(atMost: hub.isHub ? pause : nil, clock: commons.surroundings.clock)
    }
  }

  /// One look, and what follows from it.
  func look(_ presence: inout Presence) async throws {
    let now = try await connected()
    // While we cannot speak with the hub ourselves, nobody has come back to us.
    guard hub.carriesTraffic, !hub.isDown else { return }
    for party in presence.look(now) { await read(party) }
  }

  private func connected() async throws -> Set<PartyID> {
    let rows = try await commons.store.read { [id = hub.id] tx in
      try tx.received.list(ClientInfo.module.rawValue, from: id, ListFilter(limit: 100_000)).rows
    }
    return Set(
      rows.compactMap { row -> PartyID? in
        let status = (try? JSONDocument(wire: row.body.bytes))?.root["status"]?.string
        guard status.map(ConnectionStatus.init(rawValue:)) == .connected else { return nil }
        return PartyID(country: row.key.country, party: row.key.party)
      })
  }

  private func read(_ party: PartyID) async {
    commons.surroundings.log.info("a party is back behind its hub", ["partner": hub.id, "party": party])
    guard let link = commons.links.counterparty(of: party, on: hub.id) else {
      if case .elsewhere = commons.links.owner(of: party, on: hub) { return }
      return await pull(hub, .full)
    }
    link.ringAll()
    if link.isAgreed { await pull(link, .delta) }
  }

  private func pull(_ link: PartnerLink, _ kind: SyncSchedule.Kind) async {
    for step in Pulls.steps(link, commons) where step.module != .hubClientInfo && step.isWanted {
      let reach = link.reach(for: step.module)
      guard reach.carrier === hub, reach.carriesTraffic, (try? reach.endpoint(step.module, .sender)) != nil
      else { continue }
      _ = await step.syncOnce(kind, progress: { _, _ in })
    }
  }
}
