package import BilateralBase

/// Checks over all partner files of a fleet.
package enum Fleet {
  /// Findings that need more than one file; O(all roles).
  ///
  /// `unreadable` are ids of files that have errors of their own, so that references to them are not held against
  /// the others; without `groups` nothing is said about names of groups.
  package static func check(
    _ files: [PartnerFile], unreadable: Set<String> = [], groups: LocationGroups? = nil
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    checkIDs(files, &findings)
    checkRoles(files, &findings)
    checkReferences(files, &findings)
    checkHubs(files, unreadable, &findings)
    if let groups { for file in files { checkGroups(file, groups, &findings) } }
    return findings.inReadingOrder()
  }

  private static func checkIDs(_ files: [PartnerFile], _ findings: inout [Diagnostic]) {
    var seen: [String: String] = [:]
    for file in files {
      if let other = seen.updateValue(file.file, forKey: file.id) {
        findings.append(error(.duplicateID, "the id \"\(file.id)\" is also used by \(other)", file, "id"))
      }
    }
  }

  private static func checkRoles(_ files: [PartnerFile], _ findings: inout [Diagnostic]) {
    var seen: [PartyRole: String] = [:]
    for file in files where file.status != .ended && file.status != .draft {
      for role in file.theirRoles {
        if let other = seen.updateValue(file.file, forKey: role), other != file.file {
          findings.append(error(.roleOverlap, "\(role) also stands in \(other)", file, "them.roles"))
        }
      }
    }
  }

  private static func checkReferences(_ files: [PartnerFile], _ findings: inout [Diagnostic]) {
    var seen: [String: String] = [:]
    for file in files {
      guard let reference = file.text("agreement.reference") else { continue }
      if let other = seen.updateValue(file.file, forKey: reference) {
        let message = "the reference \"\(reference)\" is also used by \(other)"
        findings.append(error(.sharedReference, message, file, "agreement.reference"))
      }
    }
  }

  private static func checkHubs(
    _ files: [PartnerFile], _ unreadable: Set<String>, _ findings: inout [Diagnostic]
  ) {
    let hubs = Set(files.filter { $0.theirRoles.contains { $0.kind == .hub } }.map(\.id))
    for file in files {
      guard file.text("route.kind") != "direct", let hub = file.text("route.hub"), !hubs.contains(hub),
        !unreadable.contains(hub)
      else { continue }
      findings.append(
        error(
          .noHub, "no partner file \"\(hub)\" with role HUB", file, "route.hub", "add partners/\(hub).toml"))
    }
  }

  /// A fleet without any group file is one whose groups are still to come: a warning, since nothing is shared till then.
  private static func checkGroups(
    _ file: PartnerFile, _ groups: LocationGroups, _ findings: inout [Diagnostic]
  ) {
    for reference in file.groupReferences {
      guard groups[reference.name] == nil, !groups.unreadable.contains(reference.name) else { continue }
      let meant = Suggestion.nearest(to: reference.name, among: groups.names)
      findings.append(
        Diagnostic(
          groups.isEmpty ? .warning : .error, FindingCode.unknownGroup.id,
          "there is no group \"\(reference.name)\" (groups/\(reference.name).toml)",
          help: meant.map { "did you mean \"\($0)\"?" }
            ?? "write groups/\(reference.name).toml with locations = [\"…\"]",
          place: reference.place, path: reference.path))
    }
  }

  private static func error(
    _ code: FindingCode, _ message: String, _ file: PartnerFile, _ path: String, _ help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .error, code.id, message, help: help,
      place: file.entry(path)?.place ?? SourcePlace(file: file.file, line: 1, column: 1), path: path)
  }
}
