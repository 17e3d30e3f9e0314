package import BilateralTerms

/// A simulated partner or hub as the fleet sees it that meets it.
package protocol SimulatedSide: Sendable {
  /// What it is.
  var plan: SimulatedPlan { get }
  /// Where its versions are.
  var versionsURL: String { get }
  /// The token that it invites us with.
  var tokenA: String { get }
  /// PEM of the authority of its certificate; nil without TLS.
  var authority: [UInt8]? { get }
  /// What it does wrong, by name.
  var faultNames: [String] { get }
  /// Who is spoken with over its connection, itself first.
  var roles: [PartyRole] { get }
}

/// The partner file that fits.
extension SimulatedSide {
  /// The secret that its token is to be kept under.
  package var secretName: String { "\(plan.id)/token-a" }

  /// The partner file as TOML.
  ///
  /// - Parameter authorityFile: where the fleet keeps the authority of its certificate; nil without TLS.
  /// - Returns: a file of status "test".
  package func partnerFile(authorityFile: String?) -> String {
    let names = roles.map { "\"\($0)\"" }.joined(separator: ", ")
    var lines = [
      "# made by partnerctl simulate; faults: "
        + (faultNames.isEmpty ? "none" : faultNames.joined(separator: ", ")),
      "schema = \"bilateral/1\"", "id = \"\(plan.id)\"", "name = \"\(plan.name)\"", "status = \"test\"",
      "[them]", "roles = [\(names)]", "[connection]", "versions_url = \"\(versionsURL)\"",
      "token_a = \"secret:\(secretName)\"",
    ]
    if let authorityFile { lines += ["[security]", "ca_bundle = \"\(authorityFile)\""] }
    return lines.joined(separator: "\n") + "\n"
  }
}
