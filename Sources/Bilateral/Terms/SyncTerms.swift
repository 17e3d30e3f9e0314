package import BilateralBase

/// How one module is kept in step with a partner.
package struct SyncTerms: Hashable, Sendable {
  /// Direction of the loop, seen from us.
  package enum Mode: String, Hashable, Sendable { case push, pull, both, off }
  /// What happens to objects that a full pull no longer shows.
  package enum Missing: String, Hashable, Sendable {
    case keep
    case markRemoved = "mark-removed"
    case markInvalid = "mark-invalid"
  }

  /// Direction; from the roles unless the file says.
  package let mode: Mode
  /// Seconds between pulls.
  package let everySeconds: Int
  /// Seconds pulled again against clock skew.
  package let overlapSeconds: Int
  /// Seconds between full pulls.
  package let fullResyncSeconds: Int
  /// What a full pull no longer shows.
  package let deleteMissing: Missing
  /// A full pull may lose at most this part of the objects before the loop stops.
  package let maxShrink: Percent
  /// Objects a page, 1 to 1000.
  package let pageSize: Int
  /// Milliseconds for which changes wait for each other.
  package let debounceMilliseconds: Int
  /// Seconds for which a push is tried.
  package let retryForSeconds: Int
  /// Seconds within which a change of status arrives, as agreed; nil when nothing is.
  package var freshnessSeconds: Int?
  /// Whether bad objects are held for mending; else they are refused.
  package let holdsBadObjects: Bool

  /// Whether the loop pulls.
  package var pulls: Bool { mode == .pull || mode == .both }
  /// Whether the loop pushes.
  package var pushes: Bool { mode == .push || mode == .both }
}

extension PartnerFile {
  /// How a module, by its OCPI name, is kept in step.
  package func sync(_ module: String) -> SyncTerms {
    let at = "sync.\(module)"
    return SyncTerms(
      mode: text("\(at).mode").flatMap(SyncTerms.Mode.init) ?? naturalMode(module),
      everySeconds: seconds("\(at).every") ?? 900,
      overlapSeconds: seconds("\(at).overlap") ?? 120,
      fullResyncSeconds: seconds("\(at).full_resync") ?? 86_400,
      deleteMissing: text("\(at).delete_missing").flatMap(SyncTerms.Missing.init) ?? .markRemoved,
      maxShrink: percent("\(at).max_shrink") ?? Percent(value: 10),
      pageSize: integer("\(at).page_size") ?? 100,
      debounceMilliseconds: milliseconds("\(at).debounce", 2000),
      retryForSeconds: seconds("\(at).retry_for") ?? 604_800,
      freshnessSeconds: seconds("\(at).status_freshness"),
      holdsBadObjects: text("\(at).quarantine") != "reject")
  }

  /// The owner of a module's objects pushes, the other side pulls; who is both does both.
  private func naturalMode(_ module: String) -> SyncTerms.Mode {
    let owner: PartyRole.Kind
    switch module {
    case "locations", "tariffs", "sessions", "cdrs": owner = .cpo
    case "tokens": owner = .emsp
    case "hubclientinfo": owner = .hub
    default: return .off
    }
    let weOwn = ourRoles.contains { $0.kind == owner || $0.kind == .hub }
    let theyOwn = theirRoles.contains { $0.kind == owner || $0.kind == .hub }
    switch (weOwn, theyOwn) {
    case (true, true): return .both
    case (true, false): return .push
    case (false, true): return .pull
    case (false, false): return .off
    }
  }
}
