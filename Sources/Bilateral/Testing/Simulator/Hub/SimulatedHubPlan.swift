package import BilateralBase
package import BilateralNet
package import BilateralTerms

/// What a simulated hub is: its own side as that of a simulated partner, who is behind it, and what it does wrong.
package struct SimulatedHubPlan: Sendable {
  /// Id, party, version, address, TLS; stations and cards are those of each simulated party behind it.
  package var own: SimulatedPlan
  /// The simulated parties behind it.
  package var parties: [PartyRole] = []
  package var faults = HubFaults()
  /// How long a receiver may take before the sender hears 4002.
  package var patience: Duration = .seconds(10)
  /// Seconds of silence after which a platform is asked whether it is there (HCI-08).
  package var keepAlive: Int64 = 300
  /// Seconds for which its copy of the platforms' lists is good.
  package var freshness: Int64 = 2
  /// Where it takes orders.
  package var control = SocketAddress.loopback()

  /// A hub of this party.
  package init(_ party: PartyID, name: String? = nil) {
    own = SimulatedPlan(PartyRole(party, .hub), name: name)
  }

  /// The simulated parties as partners, told apart by their numbers, cards included.
  func partners(authority: [UInt8]?) -> [SimulatedPlan] {
    parties.enumerated().map { place, role in
      var plan = SimulatedPlan(role, name: "\(role.party)")
      plan.id = "\(role.party)".lowercased()
      (plan.version, plan.evses, plan.tokens, plan.sessions) =
        (own.version, own.evses, own.tokens, own.sessions)
      plan.seed = own.seed + place
      plan.firstToken = (place + 1) * 1_000_000
      (plan.authorities, plan.trustsSystem) = (authority, false)
      plan.hub = SimulatedHubSide(party: own.role.party, neighbours: Set(parties.map(\.party)))
      return plan
    }
  }
}

/// What a simulated hub remembers, so that it can be stopped and goes on.
package struct SimulatedHubMemory: Sendable {
  /// Port, invitation and authority.
  package var own = SimulatedMemory()
  /// The platforms that registered.
  package var platforms: [HubDirectory.Platform] = []

  /// Nothing yet.
  package init() {}

  /// As it is kept.
  package var json: JSON {
    var json = own.json
    json["platforms"] = .array(platforms.map(\.json))
    return json
  }

  /// What was kept.
  package init(_ json: JSON) {
    own = SimulatedMemory(json)
    platforms = (json["platforms"]?.elements ?? []).enumerated().map { .init($0.offset + 1, $0.element) }
  }
}

extension HubDirectory.Platform {
  fileprivate var json: JSON {
    [
      "roles": .array(roles.map { .string("\($0)") }),
      "endpoints": .object(
        endpoints.sorted { $0.key < $1.key }.map { JSONMember($0.key, .string($0.value)) }),
      "versions_url": .string(versionsURL), "their_token": .string(theirToken),
      "sessions": .array(sessions.map { .string($0) }),
    ]
  }

  fileprivate init(_ number: Int, _ json: JSON) {
    self.init(number)
    roles = json["roles"]?.elements?.compactMap { $0.string.flatMap { PartyRole($0) } } ?? []
    for member in json["endpoints"]?.members ?? [] { endpoints[member.name] = member.value.string }
    versionsURL = json["versions_url"]?.string ?? ""
    theirToken = json["their_token"]?.string ?? ""
    sessions = json["sessions"]?.elements?.compactMap(\.string) ?? []
  }
}
