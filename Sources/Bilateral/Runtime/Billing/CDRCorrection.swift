import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Mends a CDR of ours that went out: another takes back all of it, and where something remains to be paid a third takes its
/// place (CDR-05, CDR-06, CDR-09, R19).
struct CDRCorrection: Sendable {
  /// What is wanted.
  struct Order: Sendable {
    /// Why; the partner reads it as the remark of the credit.
    var reason: String
    /// Whether a mended CDR takes its place.
    var reissues = false
    /// The mended CDR as our platform measures it; nil where the old measurements are billed anew.
    var replacement: [UInt8]?
    /// What is taken back, net, where that is not all of it (`cdr.partial_credit`).
    var part: Money?
    /// Who wants it.
    var actor = "operator"
  }

  /// What was made.
  struct Outcome: Sendable {
    var partner: String?
    var way: CreditWay?
    var credit: ObjectKey
    var replacement: ObjectKey?
    /// To whom what was made is sent.
    var told: [String]
  }

  let commons: Commons
  /// The version in which our platform writes.
  var version = OCPIVersion.v2_2_1

  /// Mends a CDR, all in one transaction.
  ///
  /// - Throws: 404 without such a CDR, 409 when it was taken back before, 422 when the mended one cannot be billed.
  func run(_ key: ObjectKey, _ order: Order, in tx: WriteTransaction) throws -> Outcome {
    let original = try Self.original(key, in: tx)
    let link = commons.links.all.first { $0.theirParties.contains(original.token.party) }
    if let part = order.part { try Self.check(part, of: original, order, link) }
    let shelf = OwnShelf(tx: tx, module: "cdrs", billing: CDRBilling(commons, crediting: order.part))
    let credit = Self.credit(of: original, order.reason, part: order.part, at: OwnTimes.whole(tx.now))
    let next =
      order.reissues ? try replacement(of: original, CDRRevision(of: original).next, order, at: tx.now) : nil
    _ = try shelf.put(credit)
    if let next { _ = try shelf.put(next) }
    var told: Set<String> = []
    for made in [credit] + (next.map { [$0] } ?? []) {
      told.formUnion(try OwnCDRs.route(made, to: link.map { [$0] } ?? [], in: tx))
    }
    let outcome = Outcome(
      partner: link?.id, way: link?.terms.money.creditWay, credit: credit.storeKey,
      replacement: next?.storeKey, told: told.sorted())
    try Self.record(key, order, outcome, in: tx)
    return outcome
  }

  private static func original(_ key: ObjectKey, in tx: WriteTransaction) throws -> CDR {
    guard let row = try tx.own.object("cdrs", key), !row.isDeleted else {
      throw OfficeError(
        .notFound, "BR732", "we have no CDR \(key)", help: "only what we billed can be taken back by us")
    }
    let cdr = try OwnBody.read(CDR.self, row.body)
    guard cdr.isCredit != true else {
      throw OfficeError(
        .conflict, "BR731", "\(key) is itself a credit", help: "bill the session anew with a CDR of its own")
    }
    if let credit = try tx.own.credit(of: key) {
      throw OfficeError(.conflict, "BR731", "\(key) was taken back by \(credit)")
    }
    return cdr
  }

  /// Whether a part may be taken back, and so much.
  private static func check(_ part: Money, of original: CDR, _ order: Order, _ link: PartnerLink?) throws {
    guard link?.terms.money.takesPartialCredits == true else {
      throw OfficeError(
        .conflict, "BR737", "credits of a part were not agreed\(link.map { " with \($0.id)" } ?? "")",
        help: "take all of it back and bill it anew: --reissue, or --with FILE; or agree cdr.partial_credit")
    }
    guard !order.reissues else {
      throw OfficeError.unprocessable("what is taken back in part stands for the rest", path: "amount")
    }
    guard let net = original.net, net.currency == part.currency, part.amount > .zero, part.amount < net.amount
    else {
      throw OfficeError.unprocessable(
        "a part is more than nothing and less than \(original.net.map { "\($0)" } ?? "the whole")",
        path: "amount")
    }
  }

  private static func credit(
    of original: CDR, _ reason: String, part: Money?, at now: Timestamp
  ) -> CDR {
    var credit = original
    credit.id = CDRRevision.creditID(of: original.id)
    (credit.isCredit, credit.creditReferenceID, credit.remark) = (true, original.id, reason)
    credit.lastUpdated = max(now, original.lastUpdated)
    credit.totalCost = CDRBilling.negated(original.totalCost)
    return part.map { CDRBilling.reduced(credit, to: $0) } ?? credit
  }

  /// The mended CDR, not billed yet.
  private func replacement(
    of original: CDR, _ revision: CDRRevision, _ order: Order, at now: Timestamp
  ) throws -> CDR {
    var cdr = original
    if let bytes = order.replacement {
      let reading = OwnReading(version: version, party: original.party, now: OwnTimes.whole(now))
      cdr = try reading.read(CDR.self, from: try OwnCDRs.completed(Self.node(bytes), version))
      guard cdr.party == original.party, cdr.token.party == original.token.party else {
        throw OfficeError.unprocessable("the mended CDR has another owner or driver", path: "cdr_token")
      }
    } else {
      cdr.tariffs = []
      for index in cdr.chargingPeriods.indices { cdr.chargingPeriods[index].tariffID = nil }
    }
    (cdr.id, cdr.isCredit, cdr.creditReferenceID) = (revision.id, nil, nil)
    cdr.remark = "in place of \(original.id): \(order.reason)"
    cdr.lastUpdated = max(OwnTimes.whole(now), original.lastUpdated)
    revision.mark(&cdr, replacing: original.id)
    return cdr
  }

  private static func node(_ bytes: [UInt8]) throws -> JSONNode {
    do {
      return try JSONDocument(parsing: bytes, limits: .wire).root
    } catch {
      throw OfficeError.badRequest("the mended CDR is not JSON: \(error)", path: "with")
    }
  }

  private static func record(
    _ key: ObjectKey, _ order: Order, _ outcome: Outcome, in tx: WriteTransaction
  ) throws {
    let detail: JSON = [
      "cdr": .string("\(key)"), "reason": .string(order.reason), "credit": .string("\(outcome.credit)"),
      "replacement": outcome.replacement.map { .string("\($0)") } ?? .null,
    ]
    let text = JSONText(detail.canonicalBytes)
    try tx.audit.append(
      AuditEntry(actor: order.actor, action: "cdr.correct", partner: outcome.partner, detail: text))
    try tx.events.append(
      Event(
        type: "cdrs.corrected", partner: outcome.partner, module: "cdrs", id: key.id, change: "credited",
        object: text))
  }
}

extension CDRCorrection.Outcome {
  /// As the back office tells it.
  var json: JSON {
    [
      "credit": .string("\(credit)"), "replacement": replacement.map { .string("\($0)") } ?? .null,
      "partner": partner.map { .string($0) } ?? .null, "way": way.map { .string($0.rawValue) } ?? .null,
      "told": .array(told.map { .string($0) }),
    ]
  }
}
