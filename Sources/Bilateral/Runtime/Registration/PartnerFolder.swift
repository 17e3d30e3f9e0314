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
    let (entry, fleet) = try look(id)
    take(id, from: fleet)
    return entry
  }

  /// Reads the folder and takes nothing over: what a plan is made from.
  ///
  /// - Throws: as ``read(_:)``.
  package func look(_ id: String) throws(ControlFailure) -> (entry: Entry, fleet: LoadedFleet) {
    let fleet = try fresh()
    return (try entry(id, in: fleet), fleet)
  }

  /// A partner's file of a folder that was read.
  ///
  /// - Throws: `ControlFailure`: 66 for no such file, 65 for one with errors.
  package func entry(_ id: String, in fleet: LoadedFleet) throws(ControlFailure) -> Entry {
    guard let entry = Self.found(id, in: fleet) else { throw Self.absent(id, fleet) }
    return entry
  }

  /// The folder as it is on disk now.
  ///
  /// - Throws: `ControlFailure` 65 when our own side cannot be read.
  package func fresh() throws(ControlFailure) -> LoadedFleet {
    do {
      let known = commons.fleet()
      return try LoadedFleet.read(known.folder, since: known)
    } catch {
      throw ControlFailure("BR301", "the fleet folder cannot be read: \(error)", exit: 65)
    }
  }

  /// Takes over one partner of a folder that was looked at.
  package func take(_ id: String, from fleet: LoadedFleet) { commons.amend { $0.taking(id, from: fleet) } }

  /// The partner's file as last read; nil when there is none.
  package func current(_ id: String) -> Entry? { Self.found(id, in: commons.fleet()) }

  private static func found(_ id: String, in fleet: LoadedFleet) -> Entry? {
    guard let file = fleet.partners[id], let text = fleet.texts[id] else { return nil }
    return Entry(
      file: file,
      snapshot: TermsSnapshot(
        file, text: text, defaults: fleet.defaults, groups: fleet.groups, lists: fleet.lists))
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
