/// The partner file that fits a simulated partner.
extension SimulatedPartner {
  /// The secret that its token is to be kept under.
  package var secretName: String { "\(plan.id)/token-a" }

  /// The partner file as TOML.
  ///
  /// - Parameter authorityFile: where the fleet keeps the authority of its certificate; nil without TLS.
  /// - Returns: a file of status "test".
  package func partnerFile(authorityFile: String?) -> String {
    var lines = [
      "# made by partnerctl simulate; faults: "
        + (plan.faults.isEmpty ? "none" : plan.faults.map(\.fault.id).joined(separator: ", ")),
      "schema = \"bilateral/1\"", "id = \"\(plan.id)\"", "name = \"\(plan.name)\"", "status = \"test\"",
      "[them]", "roles = [\"\(plan.role)\"]", "[connection]", "versions_url = \"\(versionsURL)\"",
      "token_a = \"secret:\(secretName)\"",
    ]
    if let authorityFile { lines += ["[security]", "ca_bundle = \"\(authorityFile)\""] }
    return lines.joined(separator: "\n") + "\n"
  }
}
