package import BilateralBase

/// partnerctl.toml: our own side of a fleet.
package struct FleetFile: Sendable {
  /// The one environment a fleet runs (ruling 11).
  package enum Environment: String, Hashable, Sendable { case test, prod }

  /// The file's name, for findings.
  package let file: String
  /// Which environment.
  package let environment: Environment
  /// Our business name.
  package let name: String
  /// Our parties with their roles.
  package let parties: [PartyRole]
  let terms: TermSet

  /// `server.listen`: where partners reach us.
  package var listen: String { terms.text("server.listen") ?? "0.0.0.0:8443" }
  /// `server.public_url`: what we announce, without `/versions` and without a slash at the end.
  package var publicURL: String? { terms.text("server.public_url") }
  /// `server.certificate`: our certificate chain.
  package var certificate: SecretReference? { terms.secret("server.certificate") }
  /// `server.key`: its private key.
  package var key: SecretReference? { terms.secret("server.key") }
  /// `backoffice.listen`: where our own platform reaches us.
  package var backOfficeListen: String { terms.text("backoffice.listen") ?? "127.0.0.1:8444" }
  /// `backoffice.token`: what our own platform presents.
  package var backOfficeToken: SecretReference? { terms.secret("backoffice.token") }
  /// `store.key`: seals partners' tokens.
  package var storeKey: SecretReference? { terms.secret("store.key") }
  /// `logs.keep`: how long exchanges with partners are kept, in seconds.
  package var exchangesKeptSeconds: Int { terms.duration("logs.keep")?.seconds ?? 14 * 86_400 }
  /// `logs.size`: how large the exchange log may become, in megabytes.
  package var exchangesSizeMB: Int { terms.integer("logs.size") ?? 256 }
  /// Every value that is in force, in the order of the field table.
  package var effective: [EffectiveValue] { terms.effective }

  /// Reads and checks the file; nil exactly when a finding is an error.
  package static func read(bytes: [UInt8], file: String) -> (file: FleetFile?, findings: [Diagnostic]) {
    var reader = TermsReader(.fleet)
    reader.read(TOMLDocument(parsing: bytes, file: file))
    let terms = TermSet(reader, file: file)
    var check = FieldCheck(terms: terms)
    if !reader.findings.hasErrors {
      check.demandMandatory()
      check.checkSchemaVersion("bilateral-fleet/1")
      check.checkBackOffice()
      check.checkAlarms("alarms", channels: terms)
    }
    let findings = (reader.findings + check.findings).inReadingOrder()
    guard !findings.hasErrors, let environment = terms.text("env").flatMap(Environment.init) else {
      return (nil, findings)
    }
    let fleet = FleetFile(
      file: file, environment: environment, name: terms.text("us.name") ?? "",
      parties: terms.roles("us.parties"), terms: terms)
    return (fleet, findings)
  }
}

extension FieldTable {
  /// Every field of partnerctl.toml.
  package static let fleet: [Field] =
    [
      Field("schema", .text(), "version of this file format", mandatory: true),
      Field("env", .choice(["test", "prod"]), "the environment this fleet runs", mandatory: true),
      Field("us.name", .text(100), "our business name", mandatory: true),
      Field("us.parties", .list(.role), "our parties and roles", mandatory: true),
      Field("us.website", .text(), "our page"),
      Field("server.listen", .listen, "where partners reach us", default: "0.0.0.0:8443"),
      Field("server.public_url", .url, "what we announce, without /versions"),
      Field("server.certificate", .secret, "our certificate chain"),
      Field("server.key", .secret, "its private key"),
      Field("backoffice.listen", .listen, "where our own platform reaches us", default: "127.0.0.1:8444"),
      Field("backoffice.token", .secret, "what it presents"),
      Field("backoffice.allow_remote", .flag, "listen beyond loopback", default: "false"),
      Field("store.key", .secret, "seals partners' tokens", default: "secret:store/key"),
      Field("logs.keep", .duration(), "exchanges with partners are kept for", default: "14 days"),
      Field("logs.size", .integer(1...1_000_000), "at most so many megabytes of them", default: "256"),
    ] + channels + alarm("alarms[]")
}
