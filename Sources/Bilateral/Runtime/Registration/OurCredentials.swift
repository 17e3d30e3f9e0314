package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// The credentials object by which we introduce ourselves to a partner (CR-19…CR-22).
package struct OurCredentials: Sendable {
  private let url: String
  private let roles: [CredentialsRole]
  private let behind: [CredentialsRole]

  /// Makes the object of the partner's file and our own side.
  ///
  /// - Parameters:
  ///   - file: names our parties in this relation, and our versions URL when it is a special one.
  ///   - fleet: names the company.
  ///   - versionsURL: our versions URL.
  ///   - door: the one of our roles that the partner speaks to, where it has chosen one.
  ///   - behind: who is reached through us, where we are a hub.
  package init(
    for file: PartnerFile, fleet: FleetFile, versionsURL: HTTPURL, through door: OCPIAddress.Door? = nil,
    behind: [PartyRole] = []
  ) {
    url = file.connection.ourVersionsURL ?? versionsURL.description
    roles = file.ourRoles.filter { door == nil || door?.kind == $0.kind }.map { Self.role($0, fleet.name) }
    self.behind = behind.map { Self.role($0, "\($0.party)") }
  }

  private static func role(_ role: PartyRole, _ name: String) -> CredentialsRole {
    CredentialsRole(
      role: RoleName(rawValue: role.kind.rawValue), businessDetails: BusinessDetails(name: name),
      party: role.party)
  }

  private func credentials(_ token: SecretText, _ version: OCPIVersion) -> Credentials {
    var said = Credentials(token: token.revealed, url: url, roles: roles)
    guard let hub = roles.first(where: { $0.role == .hub }) else { return said }
    guard !RoleName.hub.isKnown(in: version) else {
      said.roles = roles.filter { $0.role == .hub }
      return said
    }
    said.hubPartyID = CiString(hub.party.country + hub.party.party)
    said.roles = roles.filter { $0.role != .hub } + behind
    // There must be at least one role (CR-21).
    if said.roles.isEmpty {
      said.roles = [CredentialsRole(role: .other, businessDetails: hub.businessDetails, party: hub.party)]
    }
    return said
  }

  /// The JSON of the object with a token in it.
  ///
  /// A hub of 2.2.1 shows itself alone (CR-23); later ones name their party and list whom they reach (CR-24).
  ///
  /// - Throws: `WireError` when the version cannot say it.
  package func json(token: SecretText, version: OCPIVersion) throws(WireError) -> [UInt8] {
    var json = JSONWriter()
    _ = try WireWriter.write(
      credentials(token, version), version: version, into: &json)
    return json.bytes
  }
}

extension PartnerFile {
  /// Checks that a version can carry what the file agrees on: 2.1.1 has one party a side (CR-20, X-11).
  ///
  /// - Throws: `.tooManyParties`.
  func demandOneParty(in version: OCPIVersion) throws(RegistrationProblem) {
    guard version.frame.isOneParty else { return }
    for (side, roles) in [("ours", ourRoles), ("theirs", theirRoles)] {
      let parties = Set(roles.map(\.party)).sorted()
      guard parties.count > 1 else { continue }
      throw .tooManyParties(
        "OCPI \(version) takes one party a connection, \(side) are "
          + parties.map(\.description).joined(separator: ", "))
    }
  }
}
