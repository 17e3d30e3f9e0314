import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// What a hub takes of one partner's sessions in a month: what a direct connection would save, before what it costs.
struct HubMonth: Sendable {
  /// How many days are counted.
  static let days = 30

  let partner: String
  let hub: String
  let fee: HubFeeTerms
  /// Sessions that went by the hub, or may have gone where it only stands in.
  private(set) var sessions = 0
  /// Those among them whose fee is not known: in another currency, or without an amount.
  private(set) var unknown = 0
  private(set) var sums: [Currency: Rational] = [:]
  /// Whether the hub only stands in and nobody knows of which sessions, so that the sum is the most it can be.
  private(set) var isAtMost = false
  /// Whether somebody said how many sessions there are.
  let isSaid: Bool

  /// A month of which nothing is counted yet.
  init(partner: String, hub: String, fee: HubFeeTerms) {
    (self.partner, self.hub, self.fee, isSaid) = (partner, hub, fee, false)
  }

  /// A month of so many sessions.
  init(partner: String, hub: String, fee: HubFeeTerms, sessions: Int) {
    (self.partner, self.hub, self.fee, isSaid) = (partner, hub, fee, true)
    self.sessions = sessions
    isAtMost = fee.route.kind == .fallback
    switch fee.fee {
    case .session(let price): sums[price.perSession.currency] = price.perSession.amount * Rational(sessions)
    case .percent: unknown = sessions
    }
  }

  /// Adds a session.
  ///
  /// - Parameters:
  ///   - cdr: what was billed.
  ///   - place: where it was.
  ///   - way: on which way it went, where that was written down.
  mutating func add(_ cdr: CDR, at place: ChargePlace, way: Way?) {
    if let way, way.hub == nil { return }
    let net = Currency(cdr.currency).flatMap { currency in
      Rational(decimalText: cdr.totalCost.beforeTaxes.text).map { Money($0, currency) }
    }
    if way == nil {
      guard let part = fee.part(at: place, begun: cdr.startDateTime) else { return }
      if part != .always { isAtMost = true }
    }
    sessions += 1
    guard let amount = fee.amount(on: net) else { return unknown += 1 }
    sums[amount.currency, default: .zero] += amount.amount
  }

  /// Counts the CDRs of the last days in the database: those that we sent where we sell, else those that came.
  ///
  /// - Parameters:
  ///   - file: the partner.
  ///   - book: where stations are.
  ///   - desk: where to read.
  ///   - now: the end of the days.
  /// - Throws: what cannot be read; no database counts nothing.
  mutating func count(
    _ file: PartnerFile, at book: PlaceBook, _ desk: PriceDesk, now: Timestamp
  ) async throws(Failure) {
    let path = desk.fleet.path("state/\(try desk.fleet.environment())/bilateral.db")
    guard FileSystem.kind(path) == .file else { return }
    let since = now.adding(seconds: -Int64(Self.days) * 86_400)
    let (id, parties, sells) = (file.id, file.theirParties, file.hasTable(PriceSide.sell.path))
    let party = file.theirRoles.first?.party
    var filter = ListFilter(from: since, limit: 2000)
    while true {
      let page = filter
      let read: (found: [Entry], rows: Int) = try await desk.rows { tx in
        sells
          ? try Self.sent(to: id, parties, page, in: tx) : try Self.received(from: id, party, page, in: tx)
      }
      for entry in read.found where entry.cdr.startDateTime >= since && entry.cdr.startDateTime <= now {
        add(entry.cdr, at: book.place(of: entry.cdr.location), way: entry.way)
      }
      guard read.rows == filter.limit else { return }
      filter.offset += read.rows
    }
  }

  private struct Entry: Sendable {
    var cdr: CDR
    var way: Way?
  }

  private static func sent(
    to id: String, _ parties: Set<PartyID>, _ filter: ListFilter, in tx: ReadTransaction
  ) throws -> (found: [Entry], rows: Int) {
    let rows = try tx.own.list("cdrs", filter).rows
    let found = try rows.compactMap { row -> Entry? in
      guard let cdr = CDRReading.read(row.body.bytes, party: nil)?.cdr, cdr.isCredit != true,
        parties.contains(cdr.token.party)
      else { return nil }
      let session = cdr.sessionID.map {
        ObjectKey(country: row.key.country, party: row.key.party, id: $0.text)
      }
      return Entry(
        cdr: cdr, way: try session.flatMap { try tx.sessionWays.way(of: $0, to: id) }.flatMap { Way($0) })
    }
    return (found, rows.count)
  }

  private static func received(
    from id: String, _ party: PartyID?, _ filter: ListFilter, in tx: ReadTransaction
  ) throws -> (found: [Entry], rows: Int) {
    let rows = try tx.received.list("cdrs", from: id, filter).rows
    let found = rows.compactMap { row -> Entry? in
      guard let cdr = CDRReading.read(row.body.bytes, party: party)?.cdr, cdr.isCredit != true else {
        return nil
      }
      return Entry(cdr: cdr, way: row.connection == id ? .direct : .hub(row.connection))
    }
    return (found, rows.count)
  }

  // MARK: words

  private var amounts: [Money] {
    sums.map { Money($0.value, $0.key) }.sorted { $0.currency.code < $1.currency.code }
  }

  /// As people read it.
  var words: String {
    let noun = sessions == 1 ? "session" : "sessions"
    let count = isSaid ? "\(sessions) \(noun) a month" : "\(sessions) \(noun) in \(Self.days) days"
    let sum = amounts.map { "\($0.rounded())" }.joined(separator: " + ")
    var text = "hub \(hub), \(partner): \(count), fee \(fee.fee)"
    if !sum.isEmpty { text += ": \(isAtMost ? "at most " : "")\(sum) a month" }
    text += fee.isPassedOn ? ", \(partner) bears it" : ", we bear it"
    if unknown > 0 { text += "; the fee of \(unknown) is not known" }
    return fee.route.kind == .fallback ? text + "; it is owed only while the hub stands in" : text
  }

  /// As programs read it.
  var json: JSON {
    [
      "partner": .string(partner), "hub": .string(hub), "terms": .string("\(fee.fee)"),
      "borne_by": fee.isPassedOn ? "partner" : "us", "sessions": .number("\(sessions)"),
      "days": .number("\(Self.days)"), "counted": .bool(!isSaid), "at_most": .bool(isAtMost),
      "fee_not_known": .number("\(unknown)"),
      "fees": .array(
        amounts.map { ["currency": .string($0.currency.code), "net": Amounts.exact($0.amount)] }),
    ]
  }
}
