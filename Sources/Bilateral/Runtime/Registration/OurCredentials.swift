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
  package init(for file: PartnerFile, fleet: FleetFile, versionsURL: HTTPURL) {
    url = file.connection.ourVersionsURL ?? versionsURL.description
    roles = file.ourRoles.map { role in
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
