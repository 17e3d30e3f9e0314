package import BilateralBase
import BilateralCrypto
import BilateralModel
package import BilateralStore
package import BilateralTerms

/// The tariffs one partner gets of its terms and our price list: decided as a whole, published or not at all.
package struct PublishedTariffs: Sendable {
  /// What is published; empty when anything stands against it (ruling 15).
  package let tariffs: [PublishedTariff]
  /// What stands against it, and what is worth knowing.
  package let findings: [Diagnostic]

  /// Makes them.
  ///
  /// - Parameters:
  ///   - file: the applied terms; without `[pricing.sell]` nothing is published, and nothing is wrong.
  ///   - list: the price list that the terms name, or the findings that keep it from being used.
  ///   - appliedAt: when the terms were applied; no tariff is older.
  ///   - now: what ended before is not published.
  ///   - rates: exchange rates.
  ///   - groups: the groups of locations that the rules speak of.
  ///   - ids: ids under which the partner knows them already, of an adopted connection.
  /// - Returns: the tariffs, or none and the reasons.
  package static func make(
    _ file: PartnerFile, list: (list: PriceList?, findings: [Diagnostic]), appliedAt: Timestamp,
    now: Timestamp? = nil, rates: ExchangeRates = .none, groups: LocationGroups = LocationGroups(),
    knownAs ids: [ConnectionExport.TariffID] = []
  ) -> PublishedTariffs {
    guard let rules = file.priceRules(.sell), rules.base != nil else {
      return PublishedTariffs(tariffs: [], findings: baseless(file))
    }
    guard let base = list.list,
      let pricing = PartnerPricing(
        file, .sell, list: base, rates: rates, groups: groups, zone: PublishingTerms.zone(of: file),
        appliedAt: appliedAt)
    else { return PublishedTariffs(tariffs: [], findings: list.findings) }
    let made = pricing.publish(at: now ?? appliedAt)
    do throws(WireError) {
      return PublishedTariffs(tariffs: try rows(made, ids), findings: list.findings + made.findings)
    } catch {
      let finding = Diagnostic(
        .error, FindingCode.priceList.id, "a tariff cannot be written: \(error)", path: "pricing.sell")
      return PublishedTariffs(tariffs: [], findings: list.findings + made.findings + [finding])
    }
  }

  private static func baseless(_ file: PartnerFile) -> [Diagnostic] {
    guard file.hasTable("pricing.sell") else { return [] }
    return [
      Diagnostic(
        .error, FindingCode.priceList.id,
        "[pricing.sell] names no price list; no tariff is published to this partner",
        help: "write base = \"<name>\" for tariffs/<name>.json", place: file.place(ofTable: "pricing.sell"),
        path: "pricing.sell.base")
    ]
  }

  private static func rows(
    _ made: PartnerTariffs, _ ids: [ConnectionExport.TariffID]
  ) throws(WireError) -> [PublishedTariff] {
    var origin: [CiString: (base: CiString, rule: String?)] = [:]
    for entry in made.connectors.entries { origin[entry.id] = (entry.base, entry.rule) }
    var rows: [PublishedTariff] = []
    for var tariff in made.tariffs {
      let from = origin[tariff.id]
      if let known = ids.first(where: { CiString($0.base) == from?.base && $0.rule == from?.rule }) {
        tariff.id = CiString(known.id)
      }
      var timeless = tariff
      timeless.lastUpdated = .epoch
      rows.append(
        PublishedTariff(
          key: ObjectKey(country: tariff.party.country, party: tariff.party.party, id: tariff.id.text),
          base: from?.base.text ?? "", rule: from?.rule, body: try OwnText.write(tariff),
          lastUpdated: tariff.lastUpdated, hash: SHA256.hash(try OwnText.write(timeless).bytes)))
    }
    return rows
  }
}
