package import BilateralModel
package import BilateralTerms

/// Which version a connection will speak: what they offer, what we serve, what the partner file wants.
///
/// Source: VE-10, VE-11, P-15; partner file C4 `version_policy`, `allowed_versions`.
package struct VersionChoice: Sendable, Equatable {
  /// The version.
  package let version: OCPIVersion
  /// Where its details are, as the partner wrote it.
  package let url: String

  /// Chooses a version; spellings that we do not know are passed over.
  ///
  /// - Parameters:
  ///   - offered: the partner's list.
  ///   - policy: highest common, exactly one, or at least one.
  ///   - allowed: the versions that the file accepts.
  ///   - served: the versions that our server speaks.
  ///   - kept: the version in force, when it is to stay as long as it can.
  /// - Returns: the one that is kept, else the highest one left.
  /// - Throws: `.noCommonVersion` with the lists in words.
  package static func choose(
    _ offered: [Version], policy: ConnectionTerms.VersionPolicy, allowed: [String], served: [OCPIVersion],
    keeping kept: OCPIVersion? = nil
  ) throws(RegistrationProblem) -> VersionChoice {
    let accepted = Set(accepted(of: served, policy, allowed))
    let common = readable(offered).filter { accepted.contains($0.version) }
    let best = common.first { $0.version == kept } ?? common.max { $0.version < $1.version }
    guard let best else {
      throw .noCommonVersion(
        "the partner offers \(list(offered.map(\.version))), we accept "
          + list(accepted.sorted().map(\.description)))
    }
    return best
  }

  /// The versions that a file accepts among those we serve, in their order.
  package static func accepted(
    of served: [OCPIVersion], _ policy: ConnectionTerms.VersionPolicy, _ allowed: [String]
  ) -> [OCPIVersion] {
    served.filter { allows($0, policy, allowed) }
  }

  /// Finds one version in the partner's list: the one it called us in.
  ///
  /// - Throws: `.noCommonVersion` when it is not there (CR-14).
  package static func find(
    _ version: OCPIVersion, in offered: [Version]
  ) throws(RegistrationProblem) -> VersionChoice {
    guard let found = readable(offered).first(where: { $0.version == version }) else {
      throw .noCommonVersion(
        "you called \(version), your versions are \(list(offered.map(\.version)))")
    }
    return found
  }

  /// The versions that we know, each once; an exact spelling comes before `2.2.1-d2`.
  private static func readable(_ offered: [Version]) -> [VersionChoice] {
    let exact = offered.sorted { a, b in isExact(a) && !isExact(b) }
    var found: [OCPIVersion: String] = [:]
    for entry in exact {
      guard let version = OCPIVersion(entry.version), found[version] == nil else { continue }
      found[version] = entry.url
    }
    return found.map { VersionChoice(version: $0.key, url: $0.value) }
  }

  private static func isExact(_ entry: Version) -> Bool {
    OCPIVersion(entry.version)?.description == entry.version
  }

  private static func allows(
    _ version: OCPIVersion, _ policy: ConnectionTerms.VersionPolicy, _ allowed: [String]
  ) -> Bool {
    guard allowed.isEmpty || allowed.contains(where: { OCPIVersion($0) == version }) else { return false }
    switch policy {
    case .highestCommon: return true
    case .pin(let text): return OCPIVersion(text) == version
    case .atLeast(let text): return OCPIVersion(text).map { version >= $0 } ?? false
    }
  }

  private static func list(_ versions: [String]) -> String {
    versions.isEmpty ? "none" : versions.prefix(12).joined(separator: ", ")
  }
}

extension PartnerFile {
  /// The versions that we speak and the file accepts, oldest first.
  package var acceptedVersions: [OCPIVersion] {
    VersionChoice.accepted(of: OCPIServer.versions, connection.versionPolicy, connection.allowedVersions)
  }
}
