package import BilateralBase

/// The terms with one partner, as reviewed people wrote them: every value checked, with its place and origin.
///
/// The value exists only for a file without errors, so that nothing runs on half-understood terms.
package struct PartnerFile: Sendable {
  /// All of it, once: a file goes along with every call of a partner, and is one reference there.
  private final class Reading: Sendable {
    let file, id, name: String
    let theirRoles, ourRoles: [PartyRole]
    let environment: FleetFile.Environment?
    let terms: TermSet
    /// What every call asks for.
    let status: Status
    let connection: ConnectionTerms

    init(
      file: String, id: String, name: String, theirRoles: [PartyRole], ourRoles: [PartyRole],
      environment: FleetFile.Environment?, terms: TermSet
    ) {
      (self.file, self.id, self.name) = (file, id, name)
      (self.theirRoles, self.ourRoles) = (theirRoles, ourRoles)
      (self.environment, self.terms) = (environment, terms)
      status = terms.text("status").flatMap(Status.init) ?? .draft
      connection = ConnectionTerms(terms, in: environment)
    }
  }

  private let reading: Reading

  /// The file's name, for findings.
  package var file: String { reading.file }
  /// The partner's id, equal to the file's name without `.toml`.
  package var id: String { reading.id }
  /// The partner's business name.
  package var name: String { reading.name }
  /// The partner's parties and roles.
  package var theirRoles: [PartyRole] { reading.theirRoles }
  /// Our parties and roles towards this partner.
  package var ourRoles: [PartyRole] { reading.ourRoles }
  /// The environment of the fleet, nil when the file was read without one.
  package var environment: FleetFile.Environment? { reading.environment }
  var terms: TermSet { reading.terms }

  /// Where the partnership stands.
  package enum Status: String, Hashable, Sendable, CaseIterable { case draft, test, live, suspended, ended }

  /// Where the partnership stands.
  package var status: Status { reading.status }
  /// How to reach the partner; values of `connection.environments.<env>` come first (ruling 11).
  package var connection: ConnectionTerms { reading.connection }

  /// The value at a path such as `connection.timeout`, with place and origin; nil when neither file nor default.
  package func entry(_ path: String) -> TermEntry? { terms.entries[path] }

  /// Whether the file has a table at that path, such as `pricing.sell`.
  package func hasTable(_ path: String) -> Bool { terms.tables[path] != nil }

  /// Where the table at that path begins.
  package func place(ofTable path: String) -> SourcePlace? { terms.tables[path] }

  /// Every value that is in force, in the order of the field table (`show --effective`).
  package var effective: [EffectiveValue] { terms.effective }

  /// Whether another reading of the file says the same in other words: comments, order and places do not count.
  package func saysTheSame(as other: PartnerFile) -> Bool {
    environment == other.environment && ourRoles == other.ourRoles
      && Set(terms.tables.keys) == Set(other.terms.tables.keys)
      && effective.lazy.map { [$0.path, $0.text] }.elementsEqual(
        other.effective.lazy.map { [$0.path, $0.text] })
  }
}

extension PartnerFile {
  /// Reads and checks one partner file.
  ///
  /// `file` is its path as shown; its last part without `.toml` must be the id. `defaults` are the shared defaults
  /// and `fleet` the fleet file, where there are such. The file is nil exactly when a finding is an error; but what
  /// `isInForce` already stays so when only a check across fields, which may be newer than it, objects.
  package static func read(
    bytes: [UInt8], file: String, defaults: SharedDefaults? = nil, fleet: FleetFile? = nil,
    isInForce: Bool = false
  ) -> (file: PartnerFile?, findings: [Diagnostic]) {
    var reader = TermsReader(.partner)
    reader.read(TOMLDocument(parsing: bytes, file: file))
    let terms = TermSet(reader, file: file, defaults: defaults)
    var check = PartnerCheck(terms: terms, fleet: fleet, isReadable: !reader.findings.hasErrors)
    check.run()
    let marks = SnapshotMark.findings(in: bytes, file: file)
    let findings = (reader.findings + check.findings + marks).inReadingOrder()
    guard !(isInForce ? reader.findings : findings).hasErrors, let id = terms.text("id"),
      let name = terms.text("name")
    else {
      return (nil, findings)
    }
    let reading = Reading(
      file: file, id: id, name: name, theirRoles: terms.roles("them.roles"), ourRoles: check.ourRoles,
      environment: fleet?.environment, terms: terms)
    return (PartnerFile(reading: reading), findings)
  }
}

/// `partners/defaults.toml`: values that all partner files share.
package struct SharedDefaults: Sendable {
  let entries: [String: TermEntry]

  /// Reads the file; nil exactly when a finding is an error.
  package static func read(bytes: [UInt8], file: String) -> (
    defaults: SharedDefaults?, findings: [Diagnostic]
  ) {
    var reader = TermsReader(.partner, origin: .sharedDefaults)
    reader.read(TOMLDocument(parsing: bytes, file: file))
    var findings = reader.findings + SnapshotMark.findings(in: bytes, file: file)
    for path in ["id", "name", "status", "them.roles"] {
      guard let place = reader.entries[path]?.place else { continue }
      findings.append(
        Diagnostic(
          .error, FindingCode.defaultsScope.id, "\"\(path)\" cannot be a shared default",
          help: "write it in each partner's file", place: place, path: path))
    }
    let sorted = findings.inReadingOrder()
    return (sorted.hasErrors ? nil : SharedDefaults(entries: reader.entries), sorted)
  }
}
