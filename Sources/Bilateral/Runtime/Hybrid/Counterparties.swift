package import BilateralBase
import BilateralTerms
import Synchronization

/// Whose objects travel on a hub's connection: the parties of all files, and by which of them each is dealt with.
///
/// The index is made when it is first asked for and thrown away whenever a file changes.
package final class Counterparties: Sendable {
  /// By whose terms a party's messages on a connection are dealt with.
  package enum Owner: Sendable {
    /// A file of its own that names the connection as its hub.
    case counterparty(PartnerLink)
    /// The hub's own file: nobody wrote one for the party.
    case connection
    /// A file that has nothing to do with the hub: the party speaks to us on a connection of its own alone.
    case elsewhere(PartnerLink)
  }

  private struct Index {
    var behind: [String: [PartyID: PartnerLink]] = [:]
    var elsewhere: [PartyID: PartnerLink] = [:]
  }

  private let index = Mutex<Index?>(nil)

  package init() {}

  /// Throws the index away: a file has changed, come or gone.
  package func forget() { index.withLock { $0 = nil } }

  /// The file of a party that names a connection as its hub; nil when there is none.
  func counterparty(of party: PartyID, on connection: String, _ links: () -> [PartnerLink]) -> PartnerLink? {
    index.withLock { index in
      let made = index ?? Self.index(links())
      index = made
      return made.behind[connection]?[party]
    }
  }

  /// The partners who name a connection as their hub.
  func behind(_ connection: String, _ links: () -> [PartnerLink]) -> [String] {
    index.withLock { index in
      let made = index ?? Self.index(links())
      index = made
      return Set((made.behind[connection] ?? [:]).values.map(\.id)).sorted()
    }
  }

  /// The file of a party that has a connection of its own and no way through a hub; nil when there is none.
  func elsewhere(_ party: PartyID, _ links: () -> [PartnerLink]) -> PartnerLink? {
    index.withLock { index in
      let made = index ?? Self.index(links())
      index = made
      return made.elsewhere[party]
    }
  }

  private static func index(_ links: [PartnerLink]) -> Index {
    var index = Index()
    // Of two files about a party, as when an agreement follows another, the one in force counts.
    for link in links.sorted(by: { !$0.isAgreed && $1.isAgreed }) {
      let route = link.terms.route
      for party in link.theirParties {
        if route.usesHub, let hub = route.hub {
          index.behind[hub, default: [:]][party] = link
        } else if !link.isHub, link.isAgreed {
          index.elsewhere[party] = link
        }
      }
    }
    return index
  }
}

extension PartnerLink {
  /// Whether the file's status lets messages flow; a connection it may lack all the same.
  package var isAgreed: Bool { terms.technical.isInOperation }
}

extension LinkTable {
  /// The partner whose file holds a party and names a connection as its hub.
  ///
  /// - Parameters:
  ///   - party: the party.
  ///   - connection: the hub's id.
  /// - Returns: the partner; nil when nobody wrote a file for the party, or only one without that hub.
  package func counterparty(of party: PartyID, on connection: String) -> PartnerLink? {
    counterparties.counterparty(of: party, on: connection) { all }
  }

  /// The ids of those who name a connection as their hub.
  package func behind(_ connection: String) -> [String] { counterparties.behind(connection) { all } }

  /// By whose terms a party's messages on a connection are dealt with.
  package func owner(of party: PartyID, on connection: PartnerLink) -> Counterparties.Owner {
    if let link = counterparty(of: party, on: connection.id) { return .counterparty(link) }
    if connection.theirParties.contains(party) { return .connection }
    return counterparties.elsewhere(party) { all }.map { .elsewhere($0) } ?? .connection
  }
}
