package import BilateralModel
package import BilateralTerms

/// What a partner's list of versions means for a connection that stands.
package enum VersionMove: Sendable, Equatable {
  case stay
  /// A newer version is offered that the file accepts.
  case upgrade(OCPIVersion)
  /// The one in force is not offered or not accepted any more; this one is.
  case fallback(OCPIVersion)
  /// Neither the one in force nor another one.
  case lost

  /// Judges a list.
  ///
  /// - Parameters:
  ///   - current: the version in force.
  ///   - offered: the partner's list.
  ///   - connection: what the file accepts.
  ///   - served: the versions that we serve.
  /// - Returns: what to do.
  package static func judge(
    _ current: OCPIVersion, offered: [Version], _ connection: ConnectionTerms,
    served: [OCPIVersion] = OCPIServer.versions
  ) -> VersionMove {
    let best = try? VersionChoice.choose(
      offered, policy: connection.versionPolicy, allowed: connection.allowedVersions, served: served)
    guard let best = best?.version else { return .lost }
    guard stands(current, offered, connection) else { return .fallback(best) }
    return best > current ? .upgrade(best) : .stay
  }

  private static func stands(
    _ current: OCPIVersion, _ offered: [Version], _ connection: ConnectionTerms
  ) -> Bool {
    let accepted = VersionChoice.accepted(
      of: [current], connection.versionPolicy, connection.allowedVersions)
    return accepted == [current] && (try? VersionChoice.find(current, in: offered)) != nil
  }
}
