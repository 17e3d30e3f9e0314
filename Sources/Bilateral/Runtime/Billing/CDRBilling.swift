import BilateralBase
import BilateralCrypto
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// Takes a finished CDR of ours and bills it under the terms of its driver's partner, in one transaction.
///
/// The tariffs and amounts that our platform sends along never leave the house: a partner with `[pricing.sell]` gets
/// those of its published tariffs (ruling 20); any other gets the amounts without tariffs, because the ids and prices
/// of our own lists are nobody else's business (ruling 15).
struct CDRBilling: Sendable {
  private let links: [PartnerLink]
  private let fleet: FleetFile
  /// What a credit takes back where that is not all of it.
  let part: Money?
  private let folder: String

  init(_ commons: Commons, crediting part: Money? = nil) {
    self.part = part
    links = commons.links.all.sorted { $0.id < $1.id }
    (fleet, folder) = (commons.fleet().file, commons.fleet().folder)
  }

  /// Bills and writes a CDR; the same again changes nothing.
  ///
  /// - Throws: 409 when its id is taken by another one, 422 when it cannot be priced; then nothing is stored.
  func put(_ sent: CDR, on shelf: OwnShelf) throws -> OwnOutcome {
    let key = sent.storeKey
    let source = try OwnBody.object(sent, module: "cdrs").hash
    if let known = try shelf.tx.cdrPrices.price(of: key) {
      guard known.source != source else { return .unchanged }
      throw CDRRules.taken(key)
    }
    let known = try shelf.tx.own.object("cdrs", key)
    guard known == nil, let link = payer(of: sent) else {
      return try put(known?.hash == source ? sent : Self.bare(sent), of: sent, over: known, on: shelf)
    }
    let bill = try sent.isCredit == true ? credit(sent, link, shelf) : bill(sent, link, shelf)
    let outcome = try shelf.put(bill.cdr, over: nil)
    try shelf.tx.cdrPrices.keep(
      CDRPrice(key: key, partner: link.id, source: source, terms: bill.terms, trace: bill.trace))
    try ChargeIntake(tx: shelf.tx).sold(
      bill.cdr, to: link.id, shares: bill.shares, beside: bill.beside)
    return outcome
  }

  /// Writes a CDR with the amounts that our platform gave it: they are what its driver's partner owes.
  private func put(
    _ cdr: CDR, of sent: CDR, over known: OwnRow?, on shelf: OwnShelf
  ) throws -> OwnOutcome {
    let outcome = try shelf.put(cdr, over: known)
    if let link = links.first(where: { $0.theirParties.contains(cdr.token.party) }) {
      // Our own tariffs stay at home, but the rate of tax that they name is that of the CDR.
      try ChargeIntake(tx: shelf.tx).sold(cdr, to: link.id, shares: ChargeReading.taxes(of: sent))
    }
    return outcome
  }

  /// The partner whose terms count: its driver charged, and it buys at prices of its own.
  private func payer(of cdr: CDR) -> PartnerLink? {
    links.first {
      $0.theirParties.contains(cdr.token.party) && $0.terms.applied?.hasTable("pricing.sell") == true
    }
  }

  /// The CDR without anything of our own price lists.
  private static func bare(_ sent: CDR) -> CDR {
    var cdr = sent
    cdr.tariffs = []
    for index in cdr.chargingPeriods.indices { cdr.chargingPeriods[index].tariffID = nil }
    return cdr
  }

  private struct Bill {
    var cdr: CDR
    var terms: [UInt8]
    var trace: JSONText
    var shares: [NetShare] = []
    var beside = SessionLines.none
  }

  private func bill(_ sent: CDR, _ link: PartnerLink, _ shelf: OwnShelf) throws -> Bill {
    let version = link.version(for: .cdrs) ?? .v2_2_1
    guard
      let terms = try AppliedTerms(of: link.id, at: sent.startDateTime, fleet: fleet, in: shelf.tx),
      let rules = terms.file.priceRules(.sell)
    else {
      throw OfficeError.unpriced(
        "no prices for \(link.id) were in force when the session started", path: "start_date_time")
    }
    let place = try PublishedPlace(sent, terms, version: version, in: shelf.tx)
    let billed: BilledCDR
    do throws(BillingRefusal) {
      billed = try BilledCDR(
        sent, under: place.tariffs, zone: place.zone, rounding: rules.rounding, version: version)
    } catch {
      throw OfficeError.unpriced(error)
    }
    let beside = try beside(billed, place, terms, rules, version, shelf)
    let trace = CDRTrace(
      billed, place: place, terms: terms, version: version, rounding: rules.rounding, beside: beside)
    return Bill(
      cdr: billed.cdr, terms: terms.snapshot.hash, trace: trace.text,
      shares: billed.priced.taxes.map { NetShare(rate: $0.rate, net: $0.net) }, beside: beside)
  }

  /// What the session owes or gets back beside the CDR; a CDR is never held up by it.
  private func beside(
    _ billed: BilledCDR, _ place: PublishedPlace, _ terms: AppliedTerms, _ rules: PriceRules,
    _ version: OCPIVersion, _ shelf: OwnShelf
  ) throws -> SessionLines {
    var found = SessionLines(title: place.rows.first.flatMap { rules.title(ofClass: $0.rule) })
    guard try rules.settlesSessions || version == .v2_1_1 && place.hasLimits else { return found }
    do {
      let pricing = try SoldPricing.pricing(terms, folder: folder, in: shelf.tx)
      return SessionLines(
        pricing, billed.priced.session, at: place.spot,
        net: billed.cdr.totalCost.beforeTaxes.rational.map { Money($0, billed.priced.currency) },
        zone: place.zone, version: version)
    } catch let error as SoldPricing.Unusable {
      found.unknown(error.reason)
      return found
    }
  }

  /// A credit takes back exactly what was billed: all is as it was, and `total_cost` is negative (CDR-06, R19).
  private func credit(_ sent: CDR, _ link: PartnerLink, _ shelf: OwnShelf) throws -> Bill {
    guard let id = sent.creditReferenceID else {
      throw OfficeError.unprocessable("a credit names what it takes back", path: "credit_reference_id")
    }
    let key = ObjectKey(country: sent.party.country, party: sent.party.party, id: id.text)
    guard let row = try shelf.tx.own.object("cdrs", key) else {
      throw OfficeError.unprocessable("there is no CDR \(id) to take back", path: "credit_reference_id")
    }
    var cdr = try OwnBody.read(CDR.self, row.body)
    guard cdr.token == sent.token else {
      throw OfficeError.unprocessable("the driver is not the one of \(id)", path: "cdr_token")
    }
    (cdr.id, cdr.isCredit, cdr.creditReferenceID) = (sent.id, true, id)
    (cdr.remark, cdr.invoiceReferenceID, cdr.lastUpdated) =
      (sent.remark, sent.invoiceReferenceID, sent.lastUpdated)
    cdr.totalCost = Self.negated(cdr.totalCost)
    if let part { cdr = Self.reduced(cdr, to: part) }
    let original = try shelf.tx.cdrPrices.price(of: key)
    let trace: JSON = ["credit_of": .string(id.text), "partner": .string(link.id)]
    return Bill(cdr: cdr, terms: original?.terms ?? [], trace: JSONText(trace.canonicalBytes))
  }

  /// A credit of a part: its cost and its taxes in proportion, and no energy and no time, which stay with the CDR.
  static func reduced(_ credit: CDR, to part: Money) -> CDR {
    guard let whole = credit.totalCost.beforeTaxes.rational?.magnitude, let share = try? part.amount / whole
    else { return credit }
    func reduced(_ number: WireNumber) -> WireNumber {
      number.rational.flatMap { WireNumber(($0 * share).rounded(toPlaces: 4)) } ?? number
    }
    var credit = credit
    credit.totalCost.beforeTaxes = WireNumber(-part.amount) ?? credit.totalCost.beforeTaxes
    credit.totalCost.inclVAT = credit.totalCost.inclVAT.map(reduced)
    for index in credit.totalCost.taxes.indices {
      credit.totalCost.taxes[index].amount = reduced(credit.totalCost.taxes[index].amount)
    }
    (credit.totalEnergy, credit.totalTime) = (WireNumber(0), WireNumber(0))
    return credit
  }

  /// The price with the other sign, tax included.
  static func negated(_ price: Price) -> Price {
    func negated(_ number: WireNumber) -> WireNumber {
      number.rational.flatMap { WireNumber(-$0) } ?? number
    }
    var price = price
    price.beforeTaxes = negated(price.beforeTaxes)
    price.inclVAT = price.inclVAT.map(negated)
    for index in price.taxes.indices { price.taxes[index].amount = negated(price.taxes[index].amount) }
    return price
  }
}

/// Every decision behind a billed CDR, as canonical JSON (two runs give the same bytes).
struct CDRTrace {
  let text: JSONText

  init(
    _ billed: BilledCDR, place: PublishedPlace, terms: AppliedTerms, version: OCPIVersion,
    rounding: RoundingTerms, beside: SessionLines
  ) {
    func amount(_ value: Rational?) -> JSON { value.map { .string($0.decimalText(atMost: 6)) } ?? .null }
    let tariffs = place.rows.map { row -> JSON in
      [
        "id": .string(row.key.id), "rule": row.rule.map { .string($0) } ?? .null,
        "sha256": .string(Hex.encode(row.hash)),
      ]
    }
    var findings: [JSON] = []
    if let finding = place.zoneFinding { findings.append(JSON.string("\(finding)")) }
    var json: JSON = [
      "partner": .string(terms.file.id), "terms": .string(Hex.encode(terms.snapshot.hash)),
      "version": .string(version.description), "zone": .string(place.zone.name),
      "findings": .array(findings),
      "rounding": .string("\(rounding.mode.rawValue) \(rounding.digits) \(rounding.point.rawValue)"),
      "tariffs": .array(tariffs),
      "total": [
        "currency": .string(billed.priced.currency.code), "net": amount(billed.total.net),
        "gross": amount(billed.total.gross),
      ], "price": billed.priced.explanation().json,
    ]
    for member in beside.members { json[member.name] = member.value }
    text = JSONText(json.canonicalBytes)
  }
}
