package import BilateralTerms

/// Reads the fleet folder anew for verbs that act on a partner's file as it stands now.
package struct PartnerFolder: Sendable {
  /// A partner's file with what is needed to put it into force.
  package struct Entry: Sendable {
    package let file: PartnerFile
    package let snapshot: TermsSnapshot
  }

  private let commons: Commons

  package init(_ commons: Commons) { self.commons = commons }

  /// Reads the folder and takes over one partner of it; the others wait for a reload.
  ///
  /// - Throws: `ControlFailure`: 66 for no such file, 65 for one with errors.
  package func read(_ id: String) throws(ControlFailure) -> Entry {
    let fleet: LoadedFleet
    do {
      fleet = try LoadedFleet.read(commons.fleet().folder)
    } catch {
      throw ControlFailure("BR301", "the fleet folder cannot be read: \(error)", exit: 65)
    }
    guard let entry = Self.entry(id, in: fleet) else { throw Self.absent(id, fleet) }
    commons.amend { $0.taking(id, from: fleet) }
    return entry
  }

  /// The partner's file as last read; nil when there is none.
  package func current(_ id: String) -> Entry? { Self.entry(id, in: commons.fleet()) }

  private static func entry(_ id: String, in fleet: LoadedFleet) -> Entry? {
    guard let file = fleet.partners[id], let text = fleet.texts[id] else { return nil }
    return Entry(
      file: file, snapshot: TermsSnapshot(file, text: text, defaults: fleet.defaults, groups: fleet.groups))
  }

  private static func absent(_ id: String, _ fleet: LoadedFleet) -> ControlFailure {
    let name = "partners/\(id).toml"
    let errors = fleet.findings.filter { $0.place?.file == name && $0.severity == .error }
    guard let first = errors.first else {
      return ControlFailure(
        "BR306", "there is no \(name)", help: "partnerctl status lists the partners", exit: 66)
    }
    return ControlFailure(
      first.code, "\(name) has errors: \(first)", help: "partnerctl validate \(id) shows all of them",
      exit: 65)
  }
}
