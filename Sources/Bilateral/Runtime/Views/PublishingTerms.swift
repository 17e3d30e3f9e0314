package import BilateralTerms

/// What publishing needs of applied terms, worked out once for each snapshot: it is asked for with every object.
package struct PublishingTerms: Sendable {
  /// Which objects the partner may see.
  package let share: SharePolicy
  /// Its prices; nil without `[pricing.sell]`.
  package let rules: SellRules?
  /// Every value of `[share]`, with its path, and what its words stand for.
  let shareValues: [String]
  /// Every value of `[pricing.sell]`, with its path.
  let priceValues: [String]
  /// The hashes of the price lists in force, with their names.
  let listValues: [String]

  /// Works it out.
  ///
  /// - Parameters:
  ///   - file: the terms that were applied.
  ///   - groups: the groups of locations that were applied with them.
  ///   - lists: the hashes of the price lists that were applied with them.
  ///   - status: where the partnership stands by the file on disk.
  package init(
    _ file: PartnerFile, groups: LocationGroups = LocationGroups(), lists: [String: String]? = nil,
    status: PartnerFile.Status? = nil
  ) {
    listValues = (lists ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    share = SharePolicy(file, groups: groups, status: status)
    rules = file.sellRules
    let values = file.effective
    shareValues =
      values.filter { $0.path.hasPrefix("share.") }.map { "\($0.path)=\($0.text)" } + share.circumstances
      + groups.texts(for: file).sorted { $0.key < $1.key }.map { "group \($0.key)=\($0.value)" }
    priceValues = values.filter { $0.path.hasPrefix("pricing.sell.") }.map { "\($0.path)=\($0.text)" }
  }
}
