import BilateralBase
import BilateralModel
import BilateralTerms

/// Readers for the objects of one connection, each by the terms of the party that owns it.
///
/// On a partner's own connection that is one reader; a hub's list shows the objects of everybody behind it.
struct OwnerReaders<Kind: ReceivedKind> {
  /// What is to be done with an object.
  enum Judgement {
    /// It is read, by its owner's terms.
    case taken(by: ObjectReader<Kind>)
    /// It is left alone: its owner speaks to us on a connection of its own, which a hub's list cannot speak for.
    case leftOut
  }

  private let link: PartnerLink
  private let carrier: PartnerLink
  private let links: LinkTable
  private let version: OCPIVersion
  private let own: ObjectReader<Kind>
  private var known: [PartyID: Judgement] = [:]

  /// Makes the readers.
  ///
  /// - Parameters:
  ///   - link: whose list it is: a hub's own shows everybody's objects.
  ///   - carrier: whose connection brings it.
  ///   - links: all partners.
  ///   - version: of the texts.
  init(_ link: PartnerLink, on carrier: PartnerLink, _ links: LinkTable, version: OCPIVersion) {
    (self.link, self.carrier, self.links, self.version) = (link, carrier, links, version)
    own = ObjectReader(link, version: version, carrier: carrier)
  }

  /// By whose terms an object is read.
  mutating func judge(_ node: JSONNode) -> Judgement {
    guard carrier.isHub, !Kind.isOfOthers, let party = PartyID(ownerOf: node) else { return .taken(by: own) }
    if let judged = known[party] { return judged }
    let judged = judge(party)
    known[party] = judged
    return judged
  }

  private func judge(_ party: PartyID) -> Judgement {
    // One party's list, of which the hub shows more than was asked for.
    guard link === carrier else { return link.theirParties.contains(party) ? .taken(by: own) : .leftOut }
    return switch links.owner(of: party, on: carrier) {
    case .connection: .taken(by: own)
    case .elsewhere: .leftOut
    case .counterparty(let link): .taken(by: ObjectReader(link, version: version, carrier: carrier))
    }
  }
}
