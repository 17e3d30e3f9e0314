/// What keeps an EVSE of ours out of a partner's sight, by the terms in force.
package enum ShareBarrier: String, Hashable, Sendable, CaseIterable {
  /// The location is not published, and `share.publish_only` holds.
  case unpublished = "not published"
  /// Its operator is none of our roles towards this partner.
  case foreignOperator = "operator not among our roles"
  /// The country is not among `share.countries`.
  case country = "country not shared"
  /// It is in none of `share.groups`.
  case group = "group not shared"
  /// It is in one of `share.exclude_groups`.
  case excludedGroup = "group excluded"
  /// Its ids are not among `share.evse_ids`.
  case evseID = "id not shared"
  /// No connector is within `share.power_min` and `share.power_max`.
  case power = "power not shared"
  /// It is one of `share.test_locations`, and the partner is not in status test.
  case testLocation = "for tests only"
  /// The terms name a group that is not in force, so nothing is shared.
  case findings = "terms cannot be applied"

  /// The part of the partner file that decides.
  package var path: String {
    switch self {
    case .unpublished: "share.publish_only"
    case .foreignOperator: "us.roles"
    case .country: "share.countries"
    case .group: "share.groups"
    case .excludedGroup: "share.exclude_groups"
    case .evseID: "share.evse_ids"
    case .power: "share.power_min"
    case .testLocation: "share.test_locations"
    case .findings: "share"
    }
  }
}
