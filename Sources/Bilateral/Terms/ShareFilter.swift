package import BilateralBase

/// Which of our objects a partner may see.
package struct ShareFilter: Hashable, Sendable {
  /// Countries of locations; empty for all.
  package let countries: [String]
  /// Groups of locations; empty for all.
  package let groups: [String]
  /// Groups never shown.
  package let excludedGroups: [String]
  /// EVSE ids or patterns with `*`; empty for all.
  package let evseIDs: [String]
  /// Least rated power of a connector.
  package let powerMin: Power?
  /// Highest rated power of a connector.
  package let powerMax: Power?
  /// Whether only locations with `publish = true` are shown.
  package let isPublishedOnly: Bool
  /// Fields left out.
  package let hiddenFields: [HiddenField]
  /// OCPI words of the capabilities shown; nil for all.
  package let capabilities: Set<String>?
  /// Locations and EVSEs for tests, by id or pattern: shown in status test whatever else is said, and else never.
  package let testLocations: [String]
  /// Token types sent; empty for all.
  package let tokenTypes: [String]
  /// Token groups sent; empty for all.
  package let tokenGroups: [String]
  /// At most so many tokens are sent; nil for no limit.
  package let tokenLimit: Int?
  /// Whether a smart charging provider sees the sessions of all drivers (SES-17).
  package let sharesAllSessions: Bool
}

extension PartnerFile {
  /// Which of our objects the partner may see.
  package var share: ShareFilter {
    ShareFilter(
      countries: texts("share.countries"), groups: texts("share.groups"),
      excludedGroups: texts("share.exclude_groups"), evseIDs: texts("share.evse_ids"),
      powerMin: power("share.power_min"), powerMax: power("share.power_max"),
      isPublishedOnly: flag("share.publish_only") ?? true,
      hiddenFields: texts("share.hide_fields").compactMap(HiddenField.init),
      capabilities: entry("share.capabilities").map { _ in
        ShownCapability.spellings(of: texts("share.capabilities"))
      }, testLocations: texts("share.test_locations"),
      tokenTypes: texts("share.tokens.types"), tokenGroups: texts("share.tokens.groups"),
      tokenLimit: integer("share.tokens.max"), sharesAllSessions: text("share.sessions") == "all")
  }
}
