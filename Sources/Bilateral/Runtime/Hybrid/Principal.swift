import BilateralBase
import BilateralModel
import BilateralNet
import BilateralTerms

/// By whose terms a call is answered: the partner whose connection it came on, or one that is behind it.
enum Principal {
  /// The partner behind a call.
  ///
  /// - Parameters:
  ///   - routing: between whom the message says that it goes.
  ///   - carrier: whose connection it came on.
  ///   - links: all partners.
  /// - Returns: the counterparty that the message is from; the carrier itself where it is no hub, where the message is
  ///   the hub's own or a broadcast, and for parties without a file.
  /// - Throws: a refusal with words for a party whose agreement carries nothing, or that is not behind this hub to us.
  static func of(
    _ routing: RoutingHeaders, on carrier: PartnerLink, _ links: LinkTable
  ) throws(OCPIRefusal) -> PartnerLink {
    guard let from = routing.from, carrier.speaksForOthers(as: from) else { return carrier }
    return try answering(from, on: carrier, links)
  }

  /// The partner by whose terms a party behind a hub is dealt with.
  static func answering(
    _ party: PartyID, on carrier: PartnerLink, _ links: LinkTable
  ) throws(OCPIRefusal) -> PartnerLink {
    switch links.owner(of: party, on: carrier) {
    case .connection: return carrier
    case .elsewhere(let link):
      throw OCPIRefusal(
        .ok, .clientError,
        "\(party) speaks to us on a connection of its own, not through \(carrier.words) (\(link.id))")
    case .counterparty(let link):
      guard link.isAgreed else {
        throw OCPIRefusal(
          .ok, .clientError,
          "our agreement with \(party) is \(link.terms.technical.status.rawValue): nothing is exchanged with it"
        )
      }
      return link
    }
  }
}

extension PartnerLink {
  /// Whether a message from a party on this connection is another's than the hub's own.
  fileprivate func speaksForOthers(as party: PartyID) -> Bool { hubParty.map { $0 != party } ?? false }

  /// The hub's party for people at the other end.
  fileprivate var words: String { hubParty.map { "\($0)" } ?? id }
}

extension OCPICall {
  /// The call as it concerns one owner's objects: what a hub broadcasts is the owner's, whoever that is (TR-83).
  ///
  /// - Parameters:
  ///   - owner: whose objects they are, by the address or the body; nil where neither says it.
  ///   - links: all partners.
  /// - Returns: the call with the owner's partner as its link; the same call where the message names its sender.
  /// - Throws: as ``Principal/of(_:on:_:)``.
  func about(_ owner: PartyID?, _ links: LinkTable) throws(OCPIRefusal) -> OCPICall {
    guard link === carrier, let hub = carrier.hubParty, let owner, owner != hub, routing.from ?? hub == hub
    else {
      return self
    }
    var call = self
    call.link = try Principal.answering(owner, on: carrier, links)
    return call
  }

  /// Whether the message is from the partner itself to us, on whatever connection: no broadcast, and no hub's own word.
  var isAddressed: Bool {
    guard let from = routing.from, let to = routing.to else { return false }
    return link.theirParties.contains(from) && link.ourParties.contains(to)
  }

  /// Whether objects of a party may come with this call: the party speaks through the connection, and where a message
  /// through a hub names its sender, it is that one (S-11).
  func carries(_ party: PartyID) -> Bool {
    guard link === carrier, let hub = carrier.hubParty else { return link.theirParties.contains(party) }
    return routing.from.map { $0 == hub || $0 == party || link.theirParties.contains(party) } ?? true
  }
}

extension PartyID {
  /// The party that an object names as its owner; nil when it names none.
  init?(ownerOf node: JSONNode) {
    guard node.kind == .object, let country = node["country_code"]?.string,
      let party = node["party_id"]?.string
    else { return nil }
    self.init(country: country, party: party)
  }
}
