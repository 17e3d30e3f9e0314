import BilateralBase
package import BilateralTerms

/// What publishing needs of applied terms, worked out once for each snapshot: it is asked for with every object.
package final class PublishingTerms: Sendable {
  /// Which objects the partner may see.
  package let share: SharePolicy
  /// Its prices; nil without `[pricing.sell]`.
  package let rules: PriceRules?
  /// How a new price is announced.
  let change: PricingSurroundings.Change
  /// The groups of locations that were applied.
  let groups: LocationGroups
  /// Days on which other prices begin to hold, as moments in the agreement's zone.
  private let turns: [Timestamp]
  /// Every value of `[share]`, with its path, and what its words stand for.
  let shareValues: [String]
  /// Of those what only an `apply` changes.
  let placeValues: [String]
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
    let rules = file.priceRules(.sell)
    self.rules = rules
    self.groups = groups
    let surroundings = PricingSurroundings(
      file, rates: .none, zone: Self.zone(of: file), appliedAt: .epoch)
    change = surroundings.change
    turns = surroundings.turns(of: rules)
    let values = file.effective
    let shared = values.filter { $0.path.hasPrefix("share.") }.map { "\($0.path)=\($0.text)" }
    let named = groups.texts(for: file).sorted { $0.key < $1.key }.map { "group \($0.key)=\($0.value)" }
    placeValues = shared + named
    shareValues = shared + share.circumstances + named
    priceValues = values.filter { value in
      value.path.hasPrefix("pricing.sell.") || Self.priceFields.contains { value.path.hasPrefix($0) }
    }.map { "\($0.path)=\($0.text)" }
  }

  /// Fields outside of the block of prices that published tariffs depend on.
  private static let priceFields = [
    "settlement.vat_treatment", "settlement.fixed_rates.", "settlement.fx_source", "settlement.currency",
    "dialect.tariff_change", "agreement.zone", "agreement.starts", "agreement.ends", "agreement.renewal",
  ]

  /// The agreement's zone; nil when none is named, or this machine does not know it.
  static func zone(of file: PartnerFile) -> ZoneFile? {
    file.text("agreement.zone").flatMap { try? Self.zones.zone($0) }
  }

  private static let zones = ZoneCatalog()

  /// Whether rules or the agreement have dates at which prices change.
  var isDated: Bool { !turns.isEmpty }

  /// When other prices begin to hold; nil when none are dated.
  func nextTurn(after now: Timestamp) -> Timestamp? { turns.first { $0 > now } }
}
