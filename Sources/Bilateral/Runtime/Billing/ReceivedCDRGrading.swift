import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Weighs a received CDR by the partner's policy (`[cdr]`), with what the store knows around it.
///
/// The terms of its session's start count; without terms nothing was agreed, and nothing stands against it.
struct ReceivedCDRGrading {
  let partner: String

  /// The word on a CDR with its grade and what stands against it.
  ///
  /// - Parameters:
  ///   - row: what re-rating said.
  ///   - object: the CDR as it came.
  ///   - tx: the transaction that takes it in; what is needed to know repeats of it again is kept there.
  /// - Returns: the graded row.
  /// - Throws: what the store throws.
  func graded(
    _ row: CDRVerdictRow, _ object: ReceivedObject, in tx: WriteTransaction
  ) throws -> CDRVerdictRow {
    guard let cdr: CDR = try? ReceivedShelf<Writing>.read(object.body, object.key, object.version) else {
      return row
    }
    let times = CDRTimes(cdr, object.key, of: partner)
    defer { try? tx.cdrTimes.keep(times) }
    guard let terms = try ReceivedTerms(of: partner, at: cdr.startDateTime, in: tx) else { return row }
    let policy = CDRPolicy(terms.file)
    let facts = try facts(cdr, times, row, policy, in: tx)
    var row = row
    if row.verdict == "mismatch", facts.takesPart, terms.file.takesPartialCredits {
      row.verdict = "explained"
    }
    return Self.row(row, with: policy.objections(to: facts))
  }

  private static func row(_ row: CDRVerdictRow, with objections: [CDRObjection]) -> CDRVerdictRow {
    var row = row
    row.grade = objections.grade.rawValue
    guard var detail = try? JSON.parse(row.detail.bytes) else { return row }
    detail["grade"] = .string(row.grade)
    detail["objections"] = .array(objections.map(\.json))
    row.detail = JSONText(detail.bytes)
    return row
  }

  private func facts(
    _ cdr: CDR, _ times: CDRTimes, _ row: CDRVerdictRow, _ policy: CDRPolicy, in tx: WriteTransaction
  ) throws -> CDRFacts {
    let currency = Currency(cdr.currency.uppercased())
    var facts = CDRFacts(
      from: cdr.startDateTime, to: cdr.endDateTime, told: tx.now, energy: cdr.totalEnergy.rational ?? .zero,
      currency: cdr.currency,
      net: currency.flatMap { currency in cdr.totalCost.beforeTaxes.rational.map { Money($0, currency) } })
    facts.isCredit = cdr.isCredit == true
    facts.creditedNet = try cdr.isCredit == true ? taken(by: cdr, in: tx) : nil
    facts.verdict = ReconcileCDR.Verdict(row, currency)
    facts.hasReference = cdr.authorizationReference != nil
    facts.hasTariff = !cdr.tariffs.isEmpty || cdr.chargingPeriods.contains { $0.tariffID != nil }
    facts.hasBreakdown = cdr.hasBreakdown
    facts.isSigned = cdr.signedData != nil
    let low = tx.now.adding(seconds: -policy.duplicateWindow)
    facts.duplicateOf = try tx.cdrTimes.repeated(by: times, since: low, slack: 120)?.description
    if facts.duplicateOf == nil {
      facts.overlaps = try tx.cdrTimes.overlapping(times, slack: 60)?.description
    }
    try look(around: cdr, &facts, in: tx)
    return facts
  }

  /// The net of what a credit takes back.
  private func taken(by credit: CDR, in tx: WriteTransaction) throws -> Money? {
    guard let id = credit.creditReferenceID else { return nil }
    let key = ObjectKey(country: credit.party.country, party: credit.party.party, id: id.text)
    guard let row = try tx.received.object("cdrs", from: partner, key) else { return nil }
    let cdr: CDR? = try? ReceivedShelf<Writing>.read(row.body, row.key, row.version)
    return cdr?.net
  }

  /// What we hold that belongs to it: the session, the card and the place.
  private func look(around cdr: CDR, _ facts: inout CDRFacts, in tx: WriteTransaction) throws {
    let shelf = ReceivedShelf(partner: partner, tx: tx)
    let key = cdr.sessionID.map {
      ObjectKey(country: cdr.party.country, party: cdr.party.party, id: $0.text)
    }
    facts.hasSession = try key.map { try tx.received.object("sessions", from: partner, $0) != nil } ?? false
    facts.isKnownToken = try facts.hasReference || isKnown(cdr.token, in: tx)
    let location: Location? =
      try cdr.embeddedLocation ?? shelf.held(cdr.location.id, of: cdr.party, "locations")
    facts.isKnownLocation = location != nil
    facts.country = location.flatMap { ChargePlace.all(of: $0).first?.country }
    facts.power =
      location?.evses.first { $0.uid == cdr.location.evseUID }?.connectors.first {
        $0.id == cdr.location.connectorID
      }?.ratedPower
  }

  /// Whether a card may have let its driver charge: it is among our tokens, or was made for one session.
  ///
  /// Where we hold no tokens at all our platform answers for each, and only it knows them.
  private func isKnown(_ token: CDRToken, in tx: WriteTransaction) throws -> Bool {
    guard token.type != .adHocUser, token.type != .appUser else { return true }
    let key = ObjectKey(
      country: token.party.country, party: token.party.party, id: token.uid.text, sub: token.type.rawValue)
    guard try tx.own.object("tokens", key) == nil else { return true }
    return try tx.own.isEmpty("tokens")
  }
}

extension CDRTimes {
  /// When and where a received CDR was charged.
  init(_ cdr: CDR, _ key: ObjectKey, of partner: String) {
    self.init(
      partner: partner, key: key, session: cdr.sessionID?.text,
      evse: cdr.location.evseID.isNotAvailable ? nil : cdr.location.evseID.text, token: cdr.token.uid.text,
      start: cdr.startDateTime, end: cdr.endDateTime, credits: cdr.creditReferenceID?.text)
  }
}

extension CDR {
  /// Whether any part of its cost is stated beside the whole.
  var hasBreakdown: Bool {
    [totalFixedCost, totalEnergyCost, totalTimeCost, totalParkingCost, totalReservationCost].contains {
      $0 != nil
    }
  }
}

extension CDRObjection {
  /// As the back office tells it.
  var json: JSON {
    ["cause": .string(cause.rawValue), "grade": .string(grade.rawValue), "words": .string(words)]
  }
}

extension ReconcileCDR.Verdict {
  /// What was said of a received CDR when it came.
  init(_ row: CDRVerdictRow, _ currency: Currency?) {
    let detail = try? JSON.parse(row.detail.bytes)
    let reason = detail?["reason"]?.string ?? ""
    switch row.verdict {
    case "mismatch":
      let ours = detail?["ours"]?["net"]?.string.flatMap { Rational(decimalText: $0) }
      self = .differs(
        ours: ours.flatMap { amount in currency.map { Money(amount, $0) } }, reason: reason)
    case "unpriceable": self = .unpriceable(reason)
    default: self = .agrees
    }
  }
}
