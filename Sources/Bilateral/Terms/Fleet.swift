package import BilateralBase

/// Checks over all partner files of a fleet.
package enum Fleet {
  /// Findings that need more than one file; O(all roles).
  ///
  /// `unreadable` are ids of files that have errors of their own, so that references to them are not held against
  /// the others; `around` is what else may be looked at.
  package static func check(
    _ files: [PartnerFile], unreadable: Set<String> = [], in around: FleetSurroundings = FleetSurroundings()
  ) -> [Diagnostic] {
    var findings: [Diagnostic] = []
    checkIDs(files, &findings)
    checkRoles(files, &findings)
    checkReferences(files, &findings)
    checkHubs(files, unreadable, &findings)
    checkExclusivity(files, &findings)
    checkBroadcasts(files, &findings)
    checkServer(around, &findings)
    for file in files {
      var check = SurroundingsCheck(file, in: around)
      check.run()
      findings += check.findings
    }
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
    let carried = Set(files.filter { $0.text("route.kind") == "hub" }.map(\.id))
    for file in files {
      guard file.text("route.kind") != "direct", let hub = file.text("route.hub") else { continue }
      if hubs.contains(hub), carried.contains(hub) {
        findings.append(
          error(
            .hubOfHub, "the hub \"\(hub)\" has no connection of its own", file, "route.hub",
            "write route.kind = \"direct\" in partners/\(hub).toml"))
      }
      guard !hubs.contains(hub), !unreadable.contains(hub) else { continue }
      findings.append(
        error(
          .noHub, "no partner file \"\(hub)\" with role HUB", file, "route.hub", "add partners/\(hub).toml"))
    }
  }

  private static func checkExclusivity(_ files: [PartnerFile], _ findings: inout [Diagnostic]) {
    for file in files where file.text("agreement.exclusivity") == "location-groups" {
      let groups = file.texts("share.groups")
      for other in files where other.id != file.id && ![.ended, .draft].contains(other.status) {
        let shared = Set(other.texts("share.groups"))
        let excluded = Set(other.texts("share.exclude_groups"))
        guard other.ourRoles.contains(where: { $0.kind == .cpo }),
          let group = groups.first(where: {
            !excluded.contains($0) && (shared.isEmpty || shared.contains($0))
          })
        else { continue }
        findings.append(
          error(
            .exclusivity, "the group \"\(group)\" is exclusive here and shared by \(other.file) too", file,
            "agreement.exclusivity", "add it to share.exclude_groups of \(other.file)"))
      }
    }
  }

  private static func checkServer(_ around: FleetSurroundings, _ findings: inout [Diagnostic]) {
    guard let ours = around.ours, let today = around.today, let reference = ours.certificate,
      let pem = around.certificate?(reference),
      let words = CertificateAge.words(pem, "our server certificate", today)
    else { return }
    findings.append(
      Diagnostic(
        .warning, FindingCode.certificateExpiry.id, words, help: "renew it, then reload",
        place: ours.terms.entries["server.certificate"]?.place, path: "server.certificate"))
  }

  private static func error(
    _ code: FindingCode, _ message: String, _ file: PartnerFile, _ path: String, _ help: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .error, code.id, message, help: help,
      place: file.entry(path)?.place ?? SourcePlace(file: file.file, line: 1, column: 1), path: path)
  }
}
