import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// The register of disputes: opens them, enters what happens, and does what follows, each in one transaction.
struct DisputeDesk: Sendable {
  /// What is to be opened.
  struct Opening: Sendable {
    var partner: String
    /// `NL-ACM/C1`, or the id alone where one of the parties has such a CDR.
    var cdr: String
    /// Why; what stands against the CDR where it is left out.
    var reason: String?
    var words = ""
    /// What is disputed, net; nil for what re-rating found, or all of it.
    var amount: Money?
    var actor = "operator"
  }

  let commons: Commons

  /// Opens one.
  ///
  /// - Returns: its number.
  /// - Throws: 404 without such a CDR, 409 when it cannot be disputed.
  func open(_ opening: Opening, in tx: WriteTransaction) throws -> Int64 {
    guard let link = commons.links[opening.partner] else {
      throw OfficeError.notFound("there is no partner \(opening.partner)")
    }
    let subject = try DisputedCDR(opening.cdr, with: link, in: tx)
    if let other = try tx.disputes.about(subject.key, with: link.id), Self.holds(other) {
      throw OfficeError(
        .conflict, "BR734", "dispute \(other.number) about \(subject.key) is \(other.state)",
        help: "partnerctl dispute show \(other.number)")
    }
    guard let reason = opening.reason ?? subject.reason else {
      throw OfficeError(
        .unprocessable, "BR733", "nothing stands against \(subject.key)", path: "reason",
        help: "say why: --reason WORD")
    }
    let file = link.terms.money
    let zone = Self.zone(of: file)
    let kind = file.settlement.period
    let dispute: Dispute
    do throws(DisputeRefusal) {
      dispute = try Dispute(
        subject.direction, about: "\(subject.key)", reason: reason,
        words: opening.words.isEmpty ? subject.words : opening.words,
        amount: opening.amount ?? subject.amount,
        billedUntil: SettlementPeriod(kind, containing: zone.local(subject.end).date).last, file.disputes,
        zone: zone, by: opening.actor, at: tx.now)
    } catch {
      throw Self.refused(error, subject.key)
    }
    let number = try tx.disputes.open(
      DisputeRow(dispute, with: link.id, about: subject.key), dispute.steps.map(DisputeStepRow.init))
    if file.disputes.paysUndisputed, file.settlement.holdsDisputed, let part = dispute.amount {
      try DisputedCharge(subject, with: link.id).setApart(part, in: tx)
    }
    try follow(dispute, number, subject.key, of: link.id, "opened", in: tx)
    return number
  }

  /// Enters what happened to one, and does what follows.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - number: the dispute.
  ///   - words: what was said.
  ///   - actor: who did it.
  ///   - tx: the transaction.
  /// - Returns: how it stands.
  /// - Throws: 404 without such a dispute, 409 when it cannot go on so.
  @discardableResult
  func enter(
    _ event: Dispute.Event, _ number: Int64, _ words: String, by actor: String, in tx: WriteTransaction
  ) throws -> Dispute.State {
    guard let row = try tx.disputes.dispute(number),
      var dispute = Dispute(row, try tx.disputes.steps(of: number))
    else {
      throw OfficeError(
        .notFound, "BR732", "there is no dispute \(number)", help: "partnerctl dispute list shows all")
    }
    let known = dispute.steps.count
    do throws(DisputeRefusal) {
      _ = try dispute.handle(event, words, by: actor, at: tx.now)
    } catch {
      throw Self.refused(error, row.cdr)
    }
    let news = dispute.steps.dropFirst(known)
    for step in news { try tx.disputes.add(DisputeStepRow(step), to: number) }
    if !news.isEmpty {
      try follow(dispute, number, row.cdr, of: row.partner, dispute.state.rawValue, in: tx)
    }
    return dispute.state
  }

  /// Ends those whose clock ran out.
  ///
  /// - Returns: how many.
  func tick(in tx: WriteTransaction) throws -> Int {
    let due = try tx.disputes.due(at: tx.now)
    for row in due { try enter(.tick, row.number, "", by: "clock", in: tx) }
    return due.count
  }

  /// What is taken back where that is not all of it: what was disputed, if credits of a part were agreed.
  private func part(
    _ dispute: Dispute, _ key: ObjectKey, of partner: String, in tx: WriteTransaction
  ) throws -> Money? {
    guard commons.links[partner]?.terms.money.takesPartialCredits == true, let amount = dispute.amount,
      amount.amount > .zero, let row = try tx.own.object("cdrs", key),
      let net = try OwnText.read(CDR.self, row.body).net, net.currency == amount.currency,
      amount.amount < net.amount
    else { return nil }
    return amount
  }

  private func follow(
    _ dispute: Dispute, _ number: Int64, _ key: ObjectKey, of partner: String, _ change: String,
    in tx: WriteTransaction
  ) throws {
    for action in dispute.following {
      switch action {
      case .credit:
        let order = CDRCorrection.Order(
          reason: "dispute \(number): \(dispute.reason)", part: try part(dispute, key, of: partner, in: tx),
          actor: "dispute \(number)")
        let made = try CDRCorrection(commons: commons).run(key, order, in: tx)
        try tx.disputes.credit(number, by: made.credit.id)
      case .awaitCredit:
        if let credit = try tx.cdrTimes.credit(of: key, from: partner) {
          try tx.disputes.credit(number, by: credit.id)
        }
      case .release: break
      }
    }
    let last = dispute.steps.last
    let detail: JSON = [
      "dispute": .number("\(number)"), "cdr": .string("\(key)"), "state": .string(dispute.state.rawValue),
      "reason": .string(dispute.reason), "words": .string(last?.words ?? ""),
    ]
    let text = JSONText(detail.canonicalBytes)
    try tx.audit.append(
      AuditEntry(actor: last?.actor ?? "clock", action: "dispute.\(change)", partner: partner, detail: text))
    try tx.events.append(
      Event(
        type: "disputes.changed", partner: partner, module: "cdrs", id: key.id, change: change, object: text))
  }
}

extension DisputeDesk {
  /// Whether statements leave its CDR out.
  static func holds(_ row: DisputeRow) -> Bool {
    switch row.state {
    case "open", "answered": true
    case "accepted": row.credit == nil
    default: false
    }
  }

  private static func refused(_ refusal: DisputeRefusal, _ cdr: ObjectKey) -> OfficeError {
    OfficeError(.conflict, "BR730", "\(cdr) cannot be disputed so: \(refusal)")
  }

  static func zone(of file: PartnerFile) -> ZoneFile {
    file.text("agreement.zone").flatMap { try? zones.zone($0) } ?? .utc
  }

  private static let zones = ZoneCatalog()

  /// A credit that a partner sent ends the dispute about what it takes back.
  static func credited(by object: ReceivedObject, in tx: WriteTransaction) throws {
    guard let cdr: CDR = try? ReceivedShelf<Writing>.read(object.body, object.key, object.version),
      cdr.isCredit == true, let id = cdr.creditReferenceID
    else { return }
    let key = ObjectKey(country: object.key.country, party: object.key.party, id: id.text)
    guard let row = try tx.disputes.about(key, with: object.partner), holds(row) else { return }
    if row.state != Dispute.State.accepted.rawValue {
      let step = DisputeStepRow(
        at: tx.now, actor: object.partner, state: Dispute.State.accepted.rawValue,
        words: "credited by \(object.key)")
      try tx.disputes.add(step, to: row.number)
    }
    try tx.disputes.credit(row.number, by: object.key.id)
  }
}
