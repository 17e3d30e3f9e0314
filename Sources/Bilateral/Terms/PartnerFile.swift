package import BilateralBase

/// The terms with one partner, as reviewed people wrote them: every value checked, with its place and origin.
///
/// The value exists only for a file without errors, so that nothing runs on half-understood terms.
package struct PartnerFile: Sendable {
  /// The file's name, for findings.
  package let file: String
  /// The partner's id, equal to the file's name without `.toml`.
  package let id: String
  /// The partner's business name.
  package let name: String
  /// The partner's parties and roles.
  package let theirRoles: [PartyRole]
  /// Our parties and roles towards this partner.
  package let ourRoles: [PartyRole]
  /// The environment of the fleet, nil when the file was read without one.
  package let environment: FleetFile.Environment?
  let terms: TermSet

  /// Where the partnership stands.
  package enum Status: String, Hashable, Sendable, CaseIterable { case draft, test, live, suspended, ended }

  /// Where the partnership stands.
  package var status: Status { text("status").flatMap(Status.init) ?? .draft }

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
    let partner = PartnerFile(
      file: file, id: id, name: name, theirRoles: terms.roles("them.roles"), ourRoles: check.ourRoles,
      environment: fleet?.environment, terms: terms)
    return (partner, findings)
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
