package import BilateralBase
package import BilateralModel
package import BilateralStore
package import BilateralTerms

/// What prices are made of beside the terms: lists, rates, our own tariffs and those received, and groups of stations.
package struct PriceSources: Sendable {
  /// Lists and rates.
  package var lists: PriceListSource
  /// Our own tariffs, which are the list `own`.
  package var own: [OwnRow]
  /// The partner's tariffs, which are the list `received`.
  package var received: [Tariff]
  /// The groups of stations that rules speak of.
  package var groups: LocationGroups

  /// Sources of their parts.
  package init(
    _ lists: PriceListSource, own: [OwnRow] = [], received: [Tariff] = [],
    groups: LocationGroups = LocationGroups()
  ) {
    self.lists = lists
    self.own = own
    self.received = received
    self.groups = groups
  }

  /// The prices of one direction of a file.
  ///
  /// - Parameters:
  ///   - file: the terms.
  ///   - side: the direction.
  ///   - now: when they are taken to have been applied.
  /// - Returns: the prices, nil where the file has none or its list cannot be used, and what was found on the way.
  package func pricing(
    _ file: PartnerFile, _ side: PriceSide, now: Timestamp
  ) -> (pricing: PartnerPricing?, findings: [Diagnostic]) {
    guard let rules = file.priceRules(side) else { return (nil, []) }
    let (list, found) = lists.list(for: rules, own: own, received: received)
    let rates = lists.rates()
    guard let list else { return (nil, found + rates.findings) }
    let pricing = PartnerPricing(
      file, side, list: list, rates: rates.rates, groups: groups, zone: PublishingTerms.zone(of: file),
      appliedAt: now)
    return (pricing, found + rates.findings)
  }

  /// The prices of all directions of a file, as guards compare them.
  ///
  /// Without `[pricing.buy]` the partner's tariffs are what we owe.
  package func prices(_ file: PartnerFile, now: Timestamp) -> TermsPrices {
    var sides: [PriceSide: PartnerPricing] = [:]
    for side in PriceSide.allCases { sides[side] = pricing(file, side, now: now).pricing }
    if sides[.buy] == nil, sides[.retail] != nil, !received.isEmpty { sides[.buy] = asReceived(file, now) }
    return TermsPrices(file, sides)
  }

  private func asReceived(_ file: PartnerFile, _ now: Timestamp) -> PartnerPricing? {
    PriceList.received(received).map { list in
      PartnerPricing(
        PriceRules(side: .buy, base: .received), list: list, partner: file.id, hubFee: file.hubFee,
        groups: groups,
        PricingSurroundings(
          file, rates: lists.rates().rates, zone: PublishingTerms.zone(of: file), appliedAt: now))
    }
  }

  /// The tariffs that a partner sent and that are in force.
  ///
  /// - Parameters:
  ///   - partner: its id.
  ///   - tx: where they are kept.
  /// - Returns: those that can be read.
  /// - Throws: what the store throws.
  package static func received<Access>(
    from partner: String, in tx: Transaction<Access>
  ) throws -> [Tariff] {
    try tx.received.list("tariffs", from: partner, ListFilter(limit: 100_000)).rows.compactMap { row in
      guard let root = try? JSONDocument(parsing: row.body.bytes).root else { return nil }
      return try? WireReader.read(
        Tariff.self, from: root, version: OCPIVersion(row.version) ?? .v2_2_1,
        context: WireContext(party: PartyID(country: row.key.country, party: row.key.party)))
    }
  }
}

extension FleetFile {
  /// The party of ours that owns price lists: the operator, else whoever comes first; nil without parties.
  package var ownerParty: PartyID? { parties.first { $0.kind == .cpo }?.party ?? parties.first?.party }
}
