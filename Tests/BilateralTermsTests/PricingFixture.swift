import BilateralBase
import BilateralModel
import BilateralTerms
import Testing

/// Price lists and rules for the tests of pricing.
enum PricingFixture {
  /// The retail tariff of the worked examples: 0.35 once, 0.49 a kWh, 3.00 an hour of parking.
  static let retail = """
    {"country_code":"NL","party_id":"CPO","id":"adhoc-1","currency":"EUR","type":"AD_HOC_PAYMENT","tax_included":"NO",
     "tariff_alt_text":[{"language":"en","text":"49 ct per kWh"}],"x_internal":"cost 0.31",
     "elements":[{"price_components":[
       {"type":"FLAT","price":0.35,"vat":21,"step_size":1},{"type":"ENERGY","price":0.49,"vat":21,"step_size":1},
       {"type":"PARKING_TIME","price":3.00,"vat":21,"step_size":60}]}],
     "last_updated":"2026-01-01T00:00:00Z"}
    """

  static func tariff(_ change: (String) -> String = { $0 }) throws -> Tariff {
    try #require(try list([change(retail)]).tariffs.first)
  }

  static func list(_ tariffs: [String]) throws -> PriceList {
    let text = "[" + tariffs.joined(separator: ",") + "]"
    let (list, findings) = PriceList.read(
      name: "adhoc", bytes: Array(text.utf8), taxIncluded: nil, party: try party())
    return try #require(list, "\(findings)")
  }

  static func party() throws -> PartyID { try #require(PartyID("NL-CPO")) }

  static func percent(_ text: String) throws -> Percent { Percent(value: try number(text)) }

  static func number(_ text: String) throws -> Rational {
    try #require(Rational(decimalText: text))
  }

  static func euros(_ text: String) throws -> Money { Money(try number(text), .euro) }

  static func rewrite(_ tariffs: [String], _ rules: [PriceRule], currency: Currency? = nil) throws
    -> PartnerTariffs
  {
    try pricing(PriceRules(base: .list("adhoc"), currency: currency, rules: rules), tariffs).publish(
      at: applied)
  }

  static let applied = Timestamp(seconds: 1_790_000_000)

  static func pricing(
    _ rules: PriceRules, _ tariffs: [String] = [retail], partner: String = "acme",
    rates: ExchangeRates = .none, groups: LocationGroups = LocationGroups(),
    _ change: PricingSurroundings.Change = .datedPair, places: Int = 4
  ) throws -> PartnerPricing {
    PartnerPricing(
      rules, list: try list(tariffs), partner: partner, groups: groups,
      PricingSurroundings(appliedAt: applied, rates: rates, change: change), places: places)
  }

  /// The prices of a file's block over a list.
  static func pricing(
    _ text: String, _ side: PriceSide = .sell, _ tariffs: [String] = [retail], rates: ExchangeRates = .none,
    notes: PriceListNotes? = nil, at moment: Timestamp = applied
  ) throws -> PartnerPricing {
    let (read, findings) = PartnerFile.read(
      bytes: Array(PriceRulesTests.file(text).utf8), file: "partners/acme.toml")
    let file = try #require(read, "\(findings)")
    var list = try list(tariffs)
    list.vatRates = notes?.vatRates ?? [:]
    list.taxByCountry = notes?.taxByCountry ?? [:]
    return try #require(PartnerPricing(file, side, list: list, rates: rates, appliedAt: moment))
  }

  /// The prices of a tariff as `ENERGY 0.49`, in order.
  static func prices(_ tariff: Tariff?) -> [String] {
    (tariff?.elements ?? []).flatMap(\.priceComponents).map { "\($0.type) \($0.price)" }
  }
}
