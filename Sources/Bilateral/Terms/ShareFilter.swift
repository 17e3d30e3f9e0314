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
  package let hiddenFields: [String]
  /// Token types sent; empty for all.
  package let tokenTypes: [String]
  /// Token groups sent; empty for all.
  package let tokenGroups: [String]
}

extension PartnerFile {
  /// Which of our objects the partner may see.
  package var share: ShareFilter {
    ShareFilter(
      countries: texts("share.countries"), groups: texts("share.groups"),
      excludedGroups: texts("share.exclude_groups"), evseIDs: texts("share.evse_ids"),
      powerMin: power("share.power_min"), powerMax: power("share.power_max"),
      isPublishedOnly: flag("share.publish_only") ?? true, hiddenFields: texts("share.hide_fields"),
      tokenTypes: texts("share.tokens.types"), tokenGroups: texts("share.tokens.groups"))
  }
}
