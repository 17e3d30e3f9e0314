package import BilateralBase
package import BilateralStore
package import BilateralTerms

/// What is to be settled: one partner's period under the terms in force.
package struct SettlementOrder: Sendable {
  /// The terms in force.
  package let file: PartnerFile
  /// How money is invoiced and paid.
  package let terms: SettlementTerms
  /// The period.
  package let period: SettlementPeriod
  /// The zone whose days count.
  package let zone: ZoneFile
  /// The day that stands on the documents.
  package let issued: CivilDate
  /// Rates of exchange.
  package let rates: ExchangeRates
  /// Our account, for documents that ask for money.
  package let account: String?
  /// Whether the partnership ends, so that the period is closed as far as it has come.
  let isLast: Bool
  /// The moment that counts as now.
  package let now: Timestamp

  /// From the first moment of the period to the first after it.
  package var span: Range<Timestamp> { period.moments(in: zone) }

  /// What was asked for beside the terms.
  package struct Wish: Hashable, Sendable {
    /// The period as it was written; nil for the last one that has ended.
    package var period: String?
    /// The day that is to stand on the documents as it was written; nil for today.
    package var issued: String?
    /// Whether the partnership ends: the period that lasts is closed before its end.
    package var isLast: Bool

    /// A wish.
    package init(period: String? = nil, issued: String? = nil, isLast: Bool = false) {
      self.isLast = isLast
      self.period = period
      self.issued = issued
    }
  }

  /// An order under the terms in force.
  ///
  /// - Parameters:
  ///   - partner: the partner's id.
  ///   - wish: what was asked for.
  ///   - rates: rates of exchange of the fleet.
  ///   - account: our account, if it can be read.
  ///   - now: the moment that counts as now; nil for that of the look.
  ///   - tx: a look at the database.
  /// - Throws: `ControlFailure` BR700–708 with what stands against it.
  package init<Access>(
    _ partner: String, _ wish: Wish, rates: ExchangeRates = .none,
    account: (SecretReference) -> String? = { _ in nil }, now: Timestamp? = nil, in tx: Transaction<Access>
  ) throws {
    let now = now ?? tx.now
    guard let file = try ReceivedTerms(of: partner, at: now, in: tx)?.file else {
      throw ControlFailure(
        "BR700", "no terms of \(partner) are in force",
        help: "partnerctl apply \(partner) puts them into force",
        exit: 66)
    }
    let terms = file.settlement
    guard let zone = try? Self.zones.zone(terms.zoneName) else {
      throw ControlFailure(
        "BR700", "agreement.zone of \(partner) names \(terms.zoneName), which is no zone", exit: 65)
    }
    let today = zone.local(now).date
    let period = try Self.period(wish, terms, today)
    let issued = try Self.day(wish, period, today)
    (self.file, self.terms, self.zone, self.period, self.issued) = (file, terms, zone, period, issued)
    self.rates = rates.adding(file.fixedRates)
    self.account = terms.account.flatMap(account)
    self.now = now
    isLast = wish.isLast
  }

  /// How money is invoiced and paid with a partner now; nil where nothing is in force.
  ///
  /// - Parameters:
  ///   - partner: the partner's id.
  ///   - tx: a look at the database.
  /// - Returns: the terms.
  /// - Throws: what the store throws.
  package static func terms<Access>(
    of partner: String, in tx: Transaction<Access>
  ) throws -> SettlementTerms? { try ReceivedTerms(of: partner, at: tx.now, in: tx)?.file.settlement }

  private static let zones = ZoneCatalog()

  private static func period(
    _ wish: Wish, _ terms: SettlementTerms, _ today: CivilDate
  ) throws(ControlFailure) -> SettlementPeriod {
    let running = SettlementPeriod(terms.period, containing: today)
    guard let text = wish.period else { return wish.isLast ? running : running.previous }
    guard let period = SettlementPeriod(text), period.kind == terms.period else {
      throw ControlFailure(
        "BR701", "\"\(text)\" is no \(terms.period.rawValue) as settlement.period asks",
        help: "the last one that has ended is \(running.previous)", exit: 65)
    }
    return period
  }

  private static func day(
    _ wish: Wish, _ period: SettlementPeriod, _ today: CivilDate
  ) throws(ControlFailure) -> CivilDate {
    guard let text = wish.issued else { return today }
    guard let day = CivilDate(text: text), day >= period.end, day <= today else {
      throw ControlFailure(
        "BR708", "a statement of \(period) cannot be dated \(text)",
        help: "a day from \(period.end) to today, as 2026-11-04", exit: 65)
    }
    return day
  }

  /// Refuses to close what may not be closed (C11: a period may only be closed once, and when it is over).
  package func demandClosable<Access>(in tx: Transaction<Access>) throws {
    guard span.upperBound <= now || isLast else {
      throw ControlFailure(
        "BR702", "\(period) of \(file.id) lasts until \(period.last)", help: "--preview shows it so far",
        exit: 7)
    }
    try demandOpen(in: tx)
  }

  /// Until when CDRs of the period are awaited; nil where that is over, or nothing is agreed.
  package var awaited: CivilDate? {
    guard let last = terms.cutOff?.day(after: period.last), last >= zone.local(now).date else { return nil }
    return last
  }

  /// Refuses what is closed.
  package func demandOpen<Access>(in tx: Transaction<Access>) throws {
    if let closed = try tx.statements.closed("\(period)", of: file.id) {
      let numbers = try tx.statements.list(of: file.id, period: "\(period)").map(\.number)
      throw ControlFailure(
        "BR703", "\(period) of \(file.id) was closed at \(closed.closedAt)",
        help: numbers.isEmpty
          ? "nothing was owed; what came late is in the next period"
          : "partnerctl settle show \(numbers[0]) writes it again; what came late is in the next period",
        exit: 6)
    }
    if let last = try tx.statements.lastClosed(of: file.id), last.until >= span.upperBound {
      throw ControlFailure(
        "BR704", "\(last.period) of \(file.id), which is later, is closed already",
        help: "what was left of \(period) is on its statements", exit: 6)
    }
  }
}
