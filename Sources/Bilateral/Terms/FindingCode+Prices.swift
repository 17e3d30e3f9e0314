/// Codes about prices, price lists and settlement.
extension FindingCode {
  static let prices: [FindingCode] = [
    unreachableRule, unpricedEVSE, unusedRule, justification, testSession, beyondTariffs, taxUnclear,
    priceContradiction, priceList, limitAmbiguous, noticePeriod, margin, exchangeSource, vatTreatment,
    liveField, vatNumber, emptySelector, exchangeTable, settledApart, monthsAsDates,
    fairness, priceJump, currencyChange, priceShrink, taxRange, adHocBasis, crossBorder, gapLeftFree,
    feeHidden, zoneOfCountry, idleHubFee, sessionOnTwoWays, routeOfNoCountry, doubleBroadcast,
    unsayablePrices,
  ]

  package static let idleHubFee = FindingCode(
    "BT234", "hub fee that nobody owes",
    "route.hub_fee is owed for sessions that go by the hub. Without a hub, or where the route of cdrs is direct at all times,"
      + " quotes and margins never count it.")

  package static let sessionOnTwoWays = FindingCode(
    "BT235", "session and CDR on two ways",
    "A session stays on the way where it began, and its CDR with it: whoever gets the one can match the other, and the hub"
      + " asks its fee for both or for none. A route that sends sessions and cdrs on different ways contradicts that. What"
      + " route.per_module leaves out goes by group and country, else directly.")

  package static let routeOfNoCountry = FindingCode(
    "BT236", "route of a country without stations",
    "route.per_country names a country in which nothing is shared with the partner (share.countries), or which is none. The"
      + " line never decides anything; a slip of the pen would leave the stations that were meant on the other way."
  )

  package static let doubleBroadcast = FindingCode(
    "BT237", "copies by the hub and beside it",
    "What is pushed to a hub without an addressee goes to everybody behind it, under the terms of the hub's file. A partner"
      + " behind that hub with a file of its own gets a second copy under its own terms: two prices for one charger, and"
      + " nobody can say which one it bills by. One of the two files must not push the module.")

  package static let unsayablePrices = FindingCode(
    "BT238", "prices that a version cannot say",
    "Older versions of OCPI lack words: 2.1.1 knows no least or highest price of a session, no reservations and no tax that"
      + " is included without its rate. A tariff is never sent so that it costs something else there: it is withheld, and the"
      + " partner sees chargers without a price.")

  package static let gapLeftFree = FindingCode(
    "BT231", "addition that leaves gaps free",
    "A rule adds to a price that the list does not have at all times. What is free there stays free, unless fill_gaps = true"
      + " makes the addition its price.")

  package static let feeHidden = FindingCode(
    "BT232", "fee that hides a later one",
    "OCPI charges FLAT once, by the first period that has one. Where the list has a fee at some times alone, a fee that a rule"
      + " adds at all times comes first: who begins before the list's fee pays the rule's fee and not both.")

  package static let zoneOfCountry = FindingCode(
    "BT233", "time zone taken from the country",
    "Prices by the clock go by the zone of the location. A location of 2.1.1 need not say it: then the zone of its country"
      + " counts, where the country has one zone only, or the longitude leaves no doubt (Spain, Portugal). Everywhere else"
      + " nothing is guessed, and the CDR has no price until somebody says time_zone.")

  package static let fairness = FindingCode(
    "BT224", "partners pay different prices without a reason",
    "Two partners pay different prices at the same connector at the same time, and the rule of one gives no justification."
      + " AFIR Art. 5(3) allows differences that are proportionate and objectively justified.")
  package static let priceJump = FindingCode(
    "BT225", "price jump",
    "A unit price changes by more than a quarter at once, as it does when a decimal point slips: 0.49 becomes 4.90. Override"
      + " it with a reason when it is meant.")
  package static let currencyChange = FindingCode(
    "BT226", "currency changes",
    "The prices of a partner would be in another currency than before. That is a new agreement rather than a new price."
  )
  package static let priceShrink = FindingCode(
    "BT227", "connectors lose their price",
    "More than a tenth of the connectors that had a price would have none, so the partner's drivers could not charge there."
  )
  package static let taxRange = FindingCode(
    "BT228", "rate of VAT out of range", "A rate of VAT lies between 0 and 100 %; 0.21 is not 21 %.")
  package static let adHocBasis = FindingCode(
    "BT229", "ad-hoc price not per kWh",
    "AFIR Art. 5(4) wants the ad-hoc price at chargers of 50 kW and more to be based on the kWh delivered, with at most an"
      + " occupancy fee per minute beside it.")
  package static let crossBorder = FindingCode(
    "BT230", "surcharge for crossing a border",
    "AFIR Art. 5(5) forbids providers to charge more because a driver charges in another country.")

  package static let settledApart = FindingCode(
    "BT222", "settled beside the tariff",
    "OCPI has no words for volume rebates, monthly caps, free parking for a while, the most for parking, or failed starts"
      + " that cost nothing. They are computed from the same sessions and stand on the statement as lines of their own, so"
      + " that the CDR re-rates to the cent. What depends on one session (free parking, its cap, failed starts) quote shows"
      + " with its amount; what depends on a period (rebates, promised volume, monthly caps) is known at its end."
  )
  package static let monthsAsDates = FindingCode(
    "BT223", "months are published as dates",
    "A tariff of OCPI knows dates and no months, so a rule for some months is written as dates of the year before, this year"
      + " and the next three, counted from the day on which the terms are applied. After the last of them sessions cost what"
      + " they cost without the rule. Applying the same file once more moves the years on; an agreement that ends before"
      + " then is not warned of.")

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
    "Under first-match an earlier rule takes every session that this one would. Move it up,"
      + " or give the rules above narrower conditions.")
  package static let unpricedEVSE = FindingCode(
    "BT151", "an EVSE is left without a price",
    "The rules leave a connector that is shared without a tariff: it names no tariff of the list, or with base = \"none\" no"
      + " rule sets its price. `validate --deep` looks at every connector.")
  package static let unusedRule = FindingCode(
    "BT152", "rule not used for long",
    "No connector that is shared is one that the rule takes: a slip of the pen, or a rule for stations to come."
  )
  package static let justification = FindingCode(
    "BT153", "justification missing",
    "Under profile afir-cpo a price that differs from the ad-hoc price needs a proportionate, objective reason."
  )
  package static let testSession = FindingCode(
    "BT154", "worked example differs",
    "test_sessions are unit tests inside the contract: each is"
      + " priced under the rules and must cost what it says.")
  package static let beyondTariffs = FindingCode(
    "BT155", "rule cannot become a tariff",
    "The rules say something that no tariff can hold, or make more tariffs than anybody could review. Nothing is published"
      + " to the partner as long as that is so: a wrong price is worse than none.")
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
    "min_price and max_price can only follow a rule that changes all prices by one percentage. Else limits = \"keep\","
      + " \"drop\", \"scale\" or \"scale-plus-fee\" says what becomes of them, or min_session and max_session replace them."
  )
  package static let noticePeriod = FindingCode(
    "BT160", "price change without notice",
    "A new price may begin no earlier than agreement.price_change_notice"
      + " after it is applied, unless agreement.emergency gives a reason.")
  package static let margin = FindingCode(
    "BT170", "margin guard",
    "What a driver pays must be above what we owe by min_margin, at every moment and for every component: fees, time and"
      + " parking as well as energy. The finding names the first moment at which a session can lose money.")
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
