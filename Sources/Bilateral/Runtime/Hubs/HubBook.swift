import BilateralBase
import BilateralModel
import BilateralStore
package import BilateralTerms

/// Who is behind us where we are a hub: our partners' parties with their status, as client info.
///
/// The objects lie among our own, so that lists, windows and totals are those of every other module.
struct HubBook {
  private static let module = ClientInfo.module.rawValue

  /// What a link's parties are told as.
  static func status(of link: PartnerLink) -> ConnectionStatus {
    switch (link.terms.technical.status, link.ownFacts.state) {
    case (.suspended, _), (.ended, _), (_, .suspended), (_, .ended): .suspended
    case (.test, .registered), (.live, .registered): link.isDown ? .offline : .connected
    default: .planned
    }
  }

  /// The parties behind us, each role once; the own parties of hubs are left out.
  static func entries(_ links: [PartnerLink]) -> [(role: PartyRole, status: ConnectionStatus)] {
    links.flatMap { link in
      link.terms.technical.theirRoles.filter { $0.kind != .hub }.map { ($0, status(of: link)) }
    }
  }

  /// Writes what changed; a party that is gone is SUSPENDED, as nothing is ever deleted (HCI-07).
  ///
  /// - Returns: the client infos that are new or changed.
  static func update(_ links: [PartnerLink], in tx: WriteTransaction) throws -> [ClientInfo] {
    var entries = entries(links).map { ClientInfo($0.role, $0.status, at: tx.now) }
    let present = Set(entries.map(\.id))
    for row in try tx.own.list(module, ListFilter(limit: 100_000)).rows {
      var info = try OwnBody.read(ClientInfo.self, row.body)
      guard !present.contains(info.id), info.status != .suspended else { continue }
      (info.status, info.lastUpdated) = (.suspended, OwnTimes.whole(tx.now))
      entries.append(info)
    }
    let shelf = OwnShelf(tx: tx, module: module)
    return try entries.filter { try isNews($0, tx) && shelf.put($0) != .unchanged }
  }

  private static func isNews(_ info: ClientInfo, _ tx: WriteTransaction) throws -> Bool {
    guard let row = try tx.own.object(module, info.storeKey) else { return true }
    return try OwnBody.read(ClientInfo.self, row.body).status != info.status
  }
}

extension HubBook {
  /// Takes in whom a hub lists in its credentials: connected, as long as its client info does not say otherwise
  /// (HCI-10).
  static func note(
    _ roles: [PartyRole], of hub: String, in version: OCPIVersion, _ tx: WriteTransaction
  ) throws {
    for role in roles {
      let info = ClientInfo(role, .connected, at: .epoch)
      guard try tx.received.object(module, from: hub, info.storeKey) == nil else { continue }
      let body = try OwnBody.bytes(of: info, in: version)
      _ = try tx.received.put(
        ReceivedObject(
          module: module, partner: hub, key: info.storeKey, version: "\(version)", body: JSONText(body),
          lastUpdated: .epoch, hash: ContentHash.of(body)))
    }
  }
}

extension ClientInfo {
  fileprivate init(_ role: PartyRole, _ status: ConnectionStatus, at now: Timestamp) {
    self.init(
      party: role.party, role: RoleName(rawValue: role.kind.rawValue), status: status,
      lastUpdated: OwnTimes.whole(now))
  }
}

extension Commons {
  /// Who is reached through us where we are a hub: parties of connected partners.
  package var partiesBehindUs: [PartyRole] {
    HubBook.entries(links.all.filter { $0.weAre(.hub) }).filter { $0.status == .connected }.map(\.role)
  }
}
