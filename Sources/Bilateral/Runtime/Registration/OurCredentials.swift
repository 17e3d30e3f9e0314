package import BilateralBase
package import BilateralModel
package import BilateralNet
package import BilateralTerms

/// The credentials object by which we introduce ourselves to a partner (CR-19…CR-22).
package struct OurCredentials: Sendable {
  private let url: String
  private let roles: [CredentialsRole]

  /// Makes the object of the partner's file and our own side.
  ///
  /// - Parameters:
  ///   - file: names our parties in this relation, and our versions URL when it is a special one.
  ///   - fleet: names the company.
  ///   - versionsURL: our versions URL.
  ///   - door: the one of our roles that the partner speaks to, where it has chosen one.
  package init(
    for file: PartnerFile, fleet: FleetFile, versionsURL: HTTPURL, through door: OCPIAddress.Door? = nil
  ) {
    url = file.connection.ourVersionsURL ?? versionsURL.description
    roles = file.ourRoles.filter { door == nil || door?.kind == $0.kind }.map { role in
      CredentialsRole(
        role: RoleName(rawValue: role.kind.rawValue),
        businessDetails: BusinessDetails(name: fleet.name), party: role.party)
    }
  }

  /// The JSON of the object with a token in it.
  ///
  /// - Throws: `WireError` when the version cannot say it.
  package func json(token: SecretText, version: OCPIVersion) throws(WireError) -> [UInt8] {
    var json = JSONWriter()
    _ = try WireWriter.write(
      Credentials(token: token.revealed, url: url, roles: roles), version: version, into: &json)
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
