package import BilateralModel

/// What differs between versions around the objects: one row a version, read by server, client, outbox and pull.
package struct FrameRules: Sendable {
  /// How a token stands in the header unless the partner is known to differ (TR-03, TR-04).
  package let tokenForm: TokenForm
  /// Whether addresses and endpoints name the side of a module (VE-04, VE-05).
  package let namesSides: Bool
  /// Whether messages of functional modules name the parties they go between (TR-77).
  package let routes: Bool
  /// Whether a PATCH without `last_updated` is refused (TR-47), or stamped on arrival (TR-48).
  package let demandsTimeInPatch: Bool
  /// Whether a platform has but one party on a connection (CR-20, X-11).
  package let isOneParty: Bool
  /// Whether the address of a token tells its type (TOK-04, X-40).
  package let tellsTokenType: Bool
  /// Whether tariffs are changed by PATCH (TAR-03).
  package let patchesTariffs: Bool
  /// Whether sessions and CDRs hold their location within (SES-13, CDR-11).
  package let embedsLocations: Bool
  /// Whether a PATCH appends its periods to a session; elsewhere it is not said whether they replace all (SES-07, X-44).
  package let appendsPeriods: Bool
  /// Whether reservations are whole numbers (CMD-11).
  package let numbersReservations: Bool
  /// Whether a tariff tells when it is valid and a connector names several; elsewhere the one that holds now is sent
  /// and named.
  package let tellsValidity: Bool
  /// Whether authorizations, sessions and CDRs carry a reference of the authorization (TOK-21, X-42).
  package let hasReferences: Bool
  /// Whether dates may have fractions of a second.
  package let hasFractions: Bool
  /// By how many seconds at least a pull begins before the end of the one before, where bounds are vague.
  package let windowMargin: Int64
}

extension OCPIVersion {
  /// The rules around the objects in this version.
  package var frame: FrameRules {
    switch self {
    case .v2_1_1:
      FrameRules(
        tokenForm: .raw, namesSides: false, routes: false, demandsTimeInPatch: false, isOneParty: true,
        tellsTokenType: false, patchesTariffs: true, embedsLocations: true, appendsPeriods: false,
        numbersReservations: true, tellsValidity: false, hasReferences: false, hasFractions: false,
        windowMargin: 1)
    case .v2_2_1, .v2_3_0:
      FrameRules(
        tokenForm: .base64, namesSides: true, routes: true, demandsTimeInPatch: true, isOneParty: false,
        tellsTokenType: true, patchesTariffs: false, embedsLocations: false, appendsPeriods: true,
        numbersReservations: false, tellsValidity: true, hasReferences: true, hasFractions: true,
        windowMargin: 0)
    }
  }
}

extension ModuleID {
  /// The two versions endpoints, which are no module of the lists.
  package static let versions = ModuleID(rawValue: "versions")

  /// Whether it carries business between parties, and so routing headers (TR-77, TR-78).
  package var isFunctional: Bool { ![.versions, .credentials, .hubClientInfo].contains(self) }

  /// Whether a version has the module; modules of our own are in all.
  package func exists(in version: OCPIVersion) -> Bool { !isKnown || isKnown(in: version) }
}
