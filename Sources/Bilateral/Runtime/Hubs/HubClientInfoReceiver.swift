import BilateralBase
package import BilateralModel
import BilateralNet
import BilateralStore
package import BilateralTerms

/// What a hub tells of its parties: GET and PUT by country and party (HCI-02).
package struct HubClientInfoReceiver: OCPIModule {
  package let id = ModuleID.hubClientInfo
  package let role = InterfaceRole.receiver
  package let offeredAs = ClientInfo.receivedBy

  private let commons: Commons

  package init(commons: Commons) {
    self.commons = commons
  }

  /// Only hubs have something to tell.
  package func suits(_ link: PartnerLink) -> Bool { link.isHub }

  package func answer(_ call: OCPICall, path: [String]) async throws -> OCPIReply {
    guard path.count == 2, let party = PartyID(country: path[0], party: path[1]) else {
      throw OCPIRefusal.notFound("the address must name country and party")
    }
    switch call.request.method {
    case .get: return try await show(party, call)
    case .put: return try await put(party, call)
    default: throw OCPIRefusal.methodNotAllowed([.get, .put])
    }
  }

  /// A party of several roles is shown in the role that was told of last.
  private func show(_ party: PartyID, _ call: OCPICall) async throws -> OCPIReply {
    let rows = try await commons.store.read { [partner = call.link.id] tx in
      try tx.received.ofParty(
        country: party.country, party: party.party, ClientInfo.module.rawValue, from: partner)
    }
    guard let newest = rows.max(by: { $0.lastUpdated < $1.lastUpdated }) else {
      throw OCPIRefusal.notFound("\(party) is not known")
    }
    return OCPIReply(data: newest.body.bytes)
  }

  private func put(_ party: PartyID, _ call: OCPICall) async throws -> OCPIReply {
    let node = try dated(call.pushed(ClientInfo.module.rawValue), call)
    let reader = ObjectReader<ClientInfo>(call.link, version: call.version, party: party, now: call.now)
    let object: ObjectReader<ClientInfo>.Object
    do throws(ObjectReader<ClientInfo>.Refusal) {
      object = try reader.read(node)
    } catch {
      throw OCPIRefusal.invalid(error.message)
    }
    guard object.value.party == party else {
      throw OCPIRefusal.invalid("the body is about \(object.value.party), the address about \(party)")
    }
    let intake = Intake(
      connection: call.link.id, module: ClientInfo.module.rawValue, correlation: call.correlationID)
    let outcome = try await commons.store.write { tx in try intake.take(object.row, in: tx) }
    call.link.observe(ClientInfo.module.rawValue) { $0.succeeded(at: call.now) }
    call.link.ringAll()
    if outcome.isChange { commons.links.counterparty(of: party, on: call.link.id)?.ringAll() }
    return outcome == .created || outcome == .restored ? .created : .done
  }

  /// The object with a time: hubs leave it out, as the specification's own example does (P-126).
  private func dated(_ node: JSONNode, _ call: OCPICall) throws -> JSONNode {
    guard node.kind == .object, node["last_updated"].map(\.isNull) ?? true else { return node }
    var json = JSON(node)
    json["last_updated"] = .string("\(call.now)")
    return try JSONDocument(wire: json.bytes).root
  }
}
