package import BilateralTerms

/// What publishing needs of applied terms, worked out once for each snapshot: it is asked for with every object.
package struct PublishingTerms: Sendable {
  /// Which objects the partner may see.
  package let share: SharePolicy
  /// Its prices; nil without `[pricing.sell]`.
  package let rules: SellRules?
  /// Every value of `[share]`, with its path.
  let shareValues: [String]
  /// Every value of `[pricing.sell]`, with its path.
  let priceValues: [String]

  package init(_ file: PartnerFile) {
    share = SharePolicy(file)
    rules = file.sellRules
    let values = file.effective
    shareValues = values.filter { $0.path.hasPrefix("share.") }.map { "\($0.path)=\($0.text)" }
    priceValues = values.filter { $0.path.hasPrefix("pricing.sell.") }.map { "\($0.path)=\($0.text)" }
  }
}
