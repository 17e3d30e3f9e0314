import BilateralBase

/// Why a base tariff cannot be published under a rule.
enum TariffRefusal: Error, Hashable {
  /// The tariff has another currency than the rules.
  case currency(String)
  /// A component has a dimension that no version of OCPI knows.
  case dimension(String)
  /// A price cannot be read as a decimal number.
  case number(String)
  /// The price includes tax and the component does not say at which rate.
  case taxRateMissing
  /// A component is to be added and the others have several rates of tax.
  case taxRatesDiffer
  /// The price would be below zero.
  case negative(PricedComponent)
  /// The tariff has a minimum or maximum and the rule does not change all prices alike.
  case limitAmbiguous
  /// There is no list and no rule sets a price.
  case unpriced
  /// The rates table does not know the list's currency.
  case rateMissing(ExchangeRefusal)
  /// More rules that depend on the moment are stacked than anybody could review.
  case tooManyStacked

  private var code: String {
    switch self {
    case .taxRateMissing, .taxRatesDiffer: FindingCode.taxUnclear.id
    case .limitAmbiguous: FindingCode.limitAmbiguous.id
    case .currency, .negative: FindingCode.priceContradiction.id
    case .dimension, .number: FindingCode.priceList.id
    case .unpriced: FindingCode.unpricedEVSE.id
    case .rateMissing: FindingCode.exchangeTable.id
    case .tooManyStacked: FindingCode.beyondTariffs.id
    }
  }

  private var words: (message: String, help: String) {
    switch self {
    case .currency(let found):
      ("it is in \(found), the rules are in another currency", "write the rules in \(found)")
    case .dimension(let name):
      ("it prices \(name), which nobody can bill", "use ENERGY, TIME, PARKING_TIME or FLAT")
    case .number(let text): ("\"\(text)\" is no price", "write a decimal number")
    case .taxRateMissing:
      (
        "its prices include tax, but a component names no rate to take out",
        "add \"vat\" to every price component"
      )
    case .taxRatesDiffer:
      (
        "a new price component cannot choose between its rates of tax",
        "price that component in the list"
      )
    case .negative(let component):
      ("its \(component) price would be below zero", "check discount and add")
    case .limitAmbiguous:
      (
        "it has min_price or max_price, and the rule does not change all prices by one percentage",
        "write limits = \"keep\", \"drop\", \"scale\" or \"scale-plus-fee\", or min_session and max_session"
      )
    case .unpriced: ("no rule sets a price", "write a rule with set for every connector")
    case .rateMissing(let refusal):
      ("\(refusal)", "add the rate to tariffs/rates.csv, or to settlement.fixed_rates")
    case .tooManyStacked:
      (
        "more than \(MomentCell.mostStacked) rules that depend on the moment are stacked",
        "write combine = \"first-match\", or fewer such rules"
      )
    }
  }

  /// The finding: nothing is published because of this.
  func diagnostic(
    tariff: String, list: String, rule: String?, at path: String, place: SourcePlace?
  ) -> Diagnostic {
    let under = rule.map { " under rule \($0)" } ?? ""
    return Diagnostic(
      .error, code,
      "tariff \(tariff) of list \(list) cannot be published\(under): \(words.message)",
      help: words.help, place: place, path: path)
  }
}
