package import BilateralBase
package import BilateralModel
import BilateralStore
import BilateralTerms

/// A partner through whom other parties are reached.
extension PartnerLink {
  /// The hub's own party, to which broadcasts and requests for everything go (TR-82, TR-83, CR-25); nil when the
  /// partner is no hub.
  package var hubParty: PartyID? { terms.technical.theirRoles.first { $0.kind == .hub }?.party }

  /// Whether the partner is a hub.
  package var isHub: Bool { hubParty != nil }
}

/// Asks what a hub last told of a party; nil when it told nothing.
package typealias HubReach = @Sendable (_ hub: String, _ party: PartyID) async -> ConnectionStatus?

extension OCPIRequest {
  /// Why a request must not be sent through a hub: the party is not connected to it (HCI-04…HCI-06).
  ///
  /// Nothing is kept for such a party: it reads again when it is back.
  func objection(through link: PartnerLink, _ reach: HubReach) async -> OCPIFailure? {
    guard let hub = link.hubParty, let to = routing?.to, to != hub, let status = await reach(link.id, to),
      status != .connected
    else { return nil }
    return OCPIFailure(.notConnected, "\(to) is \(status) at the hub \(hub): nothing is sent to it")
  }
}

extension Commons {
  /// What hubs told of their parties; a party of several roles is connected when one of them is.
  var hubReach: HubReach {
    { [store] hub, party in
      let rows = try? await store.read { tx in
        try tx.received.ofParty(
          country: party.country, party: party.party, ClientInfo.module.rawValue, from: hub)
      }
      let statuses = (rows ?? []).compactMap { row in
        (try? JSONDocument(wire: row.body.bytes))?.root["status"]?.string.map {
          ConnectionStatus(rawValue: $0)
        }
      }
      return statuses.contains(.connected) ? .connected : statuses.first
    }
  }
}
