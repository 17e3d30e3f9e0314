package import BilateralBase
import BilateralCrypto
package import BilateralModel

/// What one partner gets to see of our prices.
package struct PartnerTariffs: Hashable, Sendable {
  /// Its tariffs, net, one for each base tariff and class of connectors; empty when anything stands against it.
  package let tariffs: [Tariff]
  /// Which of them hold at a connector.
  package let connectors: ConnectorTariffMap
  /// What stands against publishing, and what is worth knowing.
  package let findings: [Diagnostic]

  /// Nothing is published, for these reasons; none for a partner without `[pricing.sell]`.
  package static func nothing(because findings: [Diagnostic] = []) -> PartnerTariffs {
    PartnerTariffs(tariffs: [], connectors: .empty, findings: findings)
  }
}

/// Makes a partner's tariffs of our price list and its sell rules.
///
/// Either all of it can be done exactly as the file says, or nothing is published: raw price lists never go to a partner
/// whose rules cannot be applied (ruling 15). Unit prices are brought to net, changed exactly and rounded once to four
/// decimals half-up; that published price is the price that is billed (ruling 20).
package struct TariffRewriter {
  private let rules: SellRules
  private let list: PriceList
  private let partner: String
  private let appliedAt: Timestamp

  /// A rewriter for the partner of that id; `appliedAt` is when its rules were last applied.
  package init(rules: SellRules, list: PriceList, partner: String, appliedAt: Timestamp) {
    self.rules = rules
    self.list = list
    self.partner = partner
    self.appliedAt = appliedAt
  }

  /// The partner's tariffs, or the reasons why there are none.
  package func rewrite() -> PartnerTariffs {
    var findings = rules.beyond.map(Self.beyond) + contradictions
    var tariffs: [Tariff] = []
    var made: [ConnectorTariffMap.Key: CiString] = [:]
    for base in list.tariffs {
      for rule in rules.reachable {
        do throws(TariffRefusal) {
          let tariff = try tariff(base, under: rule)
          tariffs.append(tariff)
          made[ConnectorTariffMap.Key(base: base.id, rule: rule?.id)] = tariff.id
        } catch {
          findings.append(error.diagnostic(tariff: base.id.text, list: list.name, rule: rule?.id))
        }
      }
    }
    guard !findings.hasErrors else { return .nothing(because: findings) }
    return PartnerTariffs(
      tariffs: tariffs, connectors: ConnectorTariffMap(rules: rules, made: made), findings: findings
    )
  }

  private var contradictions: [Diagnostic] {
    let ids = rules.rules.map(\.id)
    guard Set(ids).count < ids.count else { return [] }
    let help = "give each [[pricing.sell.rule]] its own id"
    return [
      Diagnostic(
        .error, FindingCode.priceContradiction.id, "two sell rules have the same id", help: help,
        path: "pricing.sell.rule")
    ]
  }

  private static func beyond(_ path: String) -> Diagnostic {
    Diagnostic(
      .error, FindingCode.beyondTariffs.id,
      "\(path) cannot be turned into a tariff by this version; no tariff is published to this partner",
      help:
        "use base with discount, markup or set, for all or by power_min and power_max, or leave [pricing.sell] out",
      path: path)
  }

  private func tariff(_ base: Tariff, under rule: SellRule?) throws(TariffRefusal) -> Tariff {
    guard let currency = Currency(base.currency), rules.currency ?? currency == currency,
      rule?.currencies.subtracting([currency]).isEmpty ?? true
    else { throw .currency(base.currency) }
    var tariff = try TariffTransformation(base: base, rule: rule ?? SellRule(id: "")).apply()
    tariff.id = TariffIdentity.id(
      partner: partner, party: base.party, base: base.id, rule: rule?.id)
    tariff.lastUpdated = max(base.lastUpdated, appliedAt)
    return tariff
  }
}

/// The ids of the tariffs that are made for partners.
enum TariffIdentity {
  /// An id that stays the same as long as partner, base tariff and rule do, and tells nothing (ruling 26).
  ///
  /// 32 hexadecimal digits of a hash; another hash is taken in the rare case that the digits spell the partner's name.
  static func id(partner: String, party: PartyID, base: CiString, rule: String?) -> CiString {
    let name = CiString(partner).folded
    let seed = [partner, party.description, base.folded, rule.map { "rule " + $0 } ?? "base"]
      .joined(separator: "\u{0}")
    var digits = ""
    for attempt in 0..<16 {
      digits = String(Hex.encode(SHA256.hash("\(attempt)\u{0}\(seed)")).prefix(32)).lowercased()
      if name.isEmpty || digits.firstRange(of: name) == nil { break }
    }
    return CiString(digits)
  }
}
