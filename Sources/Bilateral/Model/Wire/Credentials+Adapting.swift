import BilateralBase

/// 2.1.1 takes one party for each connection; a hub is a role in 2.2.1 and a party of its own in 2.3.0.
extension Credentials {
  package mutating func adapt(_ writer: inout WireWriter) -> String? {
    if roles.isEmpty { return "there is no role" }
    switch writer.version {
    case .v2_1_1: takeFirstRole(&writer)
    case .v2_2_1: return nameHub(&writer)
    case .v2_3_0: return namePartiesOfHub(&writer)
    }
    return nil
  }

  private func takeFirstRole(_ writer: inout WireWriter) {
    for place in roles.indices.dropFirst() {
      writer.note(.withheld, "2.1.1 takes one party for each connection", at: "roles", place)
    }
    guard let role = roles.first?.role, role != .other else { return }
    writer.note(
      .approximated, "2.1.1 tells the role by address alone",
      at: JSONPath().appending("roles").appending(0).appending("role"))
  }

  /// As a hub only the role HUB is reported (CR-23); the parties behind it follow by hub client info.
  private mutating func nameHub(_ writer: inout WireWriter) -> String? {
    guard let hubPartyID, !roles.contains(where: { $0.role == .hub }) else { return nil }
    guard let party = PartyID(hubPartyID.text) else { return "hub_party_id \(hubPartyID) is no party" }
    guard let details = (roles.first { $0.party == party } ?? roles.first)?.businessDetails else {
      return nil
    }
    writer.note(.approximated, "2.2.1 knows the parties of a hub from hub client info", member: "roles")
    roles = [CredentialsRole(role: .hub, businessDetails: details, party: party)]
    return nil
  }

  /// The hub is named by its party (CR-24); what is left are the roles of real parties.
  private mutating func namePartiesOfHub(_ writer: inout WireWriter) -> String? {
    guard let hub = roles.first(where: { $0.role == .hub }) else { return nil }
    roles.removeAll { $0.role == .hub }
    hubPartyID = hubPartyID ?? CiString(hub.party.country + hub.party.party)
    writer.note(.approximated, "2.3.0 has no role HUB, hub_party_id names it", member: "roles")
    return roles.isEmpty ? "2.3.0 wants the parties behind the hub" : nil
  }
}
