/// Codes about prices, price lists and settlement.
extension FindingCode {
  static let prices: [FindingCode] = [
    unreachableRule, unpricedEVSE, unusedRule, justification, testSession, beyondTariffs, taxUnclear,
    priceContradiction, priceList, limitAmbiguous, noticePeriod, margin, exchangeSource, vatTreatment,
    liveField, vatNumber, emptySelector, exchangeTable,
  ]

  package static let exchangeTable = FindingCode(
    "BT221", "no exchange rate",
    "A rate is missing or cannot be read. tariffs/rates.csv holds one a line with its source and day; a quotation stands"
      + " in for seven days without one. A missing rate is never taken for 1.")

  package static let emptySelector = FindingCode(
    "BT220", "condition that nothing fits",
    "The bounds of a rule leave nothing between them, so it would never hold. Lower bounds are included, upper bounds of"
      + " energy, duration and momentary power are not; rated power includes both.")

  package static let unreachableRule = FindingCode(
    "BT150", "rule never reached",
    "Under first-match an earlier rule takes every session that this one would. Found today where the earlier rule has no"
      + " condition at all; rules whose conditions cover each other are compared by a later version.")
  package static let unpricedEVSE = FindingCode(
    "BT151", "an EVSE is left without a price",
    "Not checked yet; comes with rules beyond one base list. With base = \"none\" every shared EVSE needs a rule that sets"
      + " its price.")
  package static let unusedRule = FindingCode(
    "BT152", "rule not used for long",
    "Not checked yet; comes with billed sessions. A rule that took no session in 90 days may be a slip of the pen."
  )
  package static let justification = FindingCode(
    "BT153", "justification missing",
    "Under profile afir-cpo a price that differs from the ad-hoc price needs a proportionate, objective reason."
  )
  package static let testSession = FindingCode(
    "BT154", "worked example differs",
    "Not checked yet; comes with the complete price engine. test_sessions are unit tests inside the contract: each is"
      + " priced under the rules and must cost what it says.")
  package static let beyondTariffs = FindingCode(
    "BT155", "rule cannot become a tariff",
    "This version turns base, discount, markup and set into tariffs, for all connectors or by rated power. Nothing is"
      + " published to the partner as long as its file says more: a wrong price is worse than none.")
  package static let taxUnclear = FindingCode(
    "BT156", "tax not told apart",
    "A price list must say whether its prices include tax, and at which rate, or the same number would be two prices."
  )
  package static let priceContradiction = FindingCode(
    "BT157", "rules and list contradict each other",
    "Currency, identity or sign of a price does not work out.")
  package static let priceList = FindingCode(
    "BT158", "price list unusable",
    "The list is missing, is no array of OCPI tariffs, or names a tariff twice.")
  package static let limitAmbiguous = FindingCode(
    "BT159", "limit of a tariff is ambiguous",
    "min_price and max_price can only follow a rule that changes all prices by one percentage.")
  package static let noticePeriod = FindingCode(
    "BT160", "price change without notice",
    "Not checked yet; comes with dated price rules. A new price may begin no earlier than agreement.price_change_notice"
      + " after it is applied, unless agreement.emergency gives a reason.")
  package static let margin = FindingCode(
    "BT170", "margin guard",
    "Not checked yet; comes with retail prices. What a driver pays must be above what we owe by min_margin.")
  package static let exchangeSource = FindingCode(
    "BT180", "exchange rate source missing",
    "Prices and settlement have different currencies: settlement.fx_source.")
  package static let vatTreatment = FindingCode(
    "BT181", "VAT treatment impossible",
    "The treatment does not fit the countries of both legal entities: domestic needs one country; reverse-charge needs two,"
      + " or a national rule for energy resellers; oss is for sales to consumers. settlement.vat_proof names the legal"
      + " basis where a rule is not known here.")
  package static let liveField = FindingCode(
    "BT182", "missing for live", "A live partner needs this field; draft and test do without it.")
  package static let vatNumber = FindingCode(
    "BT183", "malformed VAT number",
    "VAT numbers begin with the country and have the form of that country, such as NL001234567B01. An invoice with a wrong"
      + " number may be refused. Only the form is checked, not whether the number exists.")
}
