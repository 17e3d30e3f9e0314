import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Writes what CDRs put on statements, in the transaction that takes the CDR in: what is earned is in the books at once.
struct ChargeIntake {
  let tx: WriteTransaction

  /// A CDR of ours that was just stored.
  ///
  /// - Parameters:
  ///   - cdr: as the partner gets it.
  ///   - partner: who pays it.
  ///   - shares: its net by rate of tax, where it was priced here.
  ///   - beside: what stands beside it.
  /// - Throws: what the store throws.
  func sold(
    _ cdr: CDR, to partner: String, shares: [NetShare] = [], beside: SessionLines = .none
  ) throws {
    guard let row = try tx.own.object("cdrs", cdr.storeKey) else { return }
    let known = shares.contains { $0.rate != nil } ? shares : try inherited(cdr, partner)
    let reading = ChargeReading(cdr, shares: known.isEmpty ? shares : known, title: beside.title)
    let charge = reading.row(of: partner, .sell, source: row.number)
    try tx.charges.keep(charge)
    try keep(beside, charge, shares: shares)
  }

  /// Writes what stands beside a CDR; a credit takes back what stood beside its original.
  private func keep(_ beside: SessionLines, _ charge: ChargeRow, shares: [NetShare]) throws {
    let rows: [ChargeRow]
    if let original = charge.original {
      rows = SessionLines.reversals(
        of: try tx.charges.sessionTerms(charge.direction, original, of: charge.partner), by: charge)
    } else {
      rows = beside.rows(beside: charge, shares: shares)
    }
    try tx.charges.dropSessionTerms(charge.direction, charge.key, of: charge.partner)
    for row in rows { try tx.charges.keep(row) }
  }

  /// The rates of tax of the CDR that this one takes back, or whose place it takes.
  private func inherited(_ cdr: CDR, _ partner: String) throws -> [NetShare] {
    let id = cdr.creditReferenceID ?? CDRRevision(of: cdr).root
    guard id != cdr.id, let currency = Currency(cdr.currency) else { return [] }
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: id.text)
    let text = try tx.charges.parts(.sell, key, of: partner)
    let parts = text.flatMap { StatementCharge.parts($0, currency) } ?? []
    guard let net = cdr.totalCost.beforeTaxes.rational else { return [] }
    if cdr.isCredit == true {
      // Of what it takes back a part may stand apart, and it may itself take back a part.
      let whole = parts.reduce(Rational.zero) { $0 + $1.net.amount }
      return parts.compactMap { part in
        (try? part.net.amount * net / whole).map { NetShare(rate: part.rate, net: $0) }
      }
    }
    guard parts.count == 1 else { return [] }
    return [NetShare(rate: parts[0].rate, net: net)]
  }

  /// A CDR that a partner sent and that counts; one that does not read stays out, and its verdict says why.
  ///
  /// - Parameters:
  ///   - key: the CDR.
  ///   - partner: who sent it.
  ///   - said: what is said of it, with what stands beside it.
  /// - Throws: what the store throws.
  func bought(_ key: ObjectKey, from partner: String, said: JSONText? = nil) throws {
    guard let row = try tx.received.object("cdrs", from: partner, key), row.state == .live else { return }
    try bought(row, said: said)
  }

  private func bought(_ row: ReceivedRow, said: JSONText?) throws {
    guard let cdr: CDR = try? ReceivedShelf<Writing>.read(row.body, row.key, row.version) else { return }
    let beside = said.flatMap { try? JSON.parse($0.bytes) }.map { SessionLines(kept: $0) } ?? .none
    let reading = ChargeReading(cdr, title: beside.title)
    let charge = reading.row(of: row.partner, .buy, source: row.number)
    try tx.charges.keep(charge)
    try keep(beside, charge, shares: ChargeReading.taxes(of: cdr))
  }

  /// Takes in CDRs of before there were charges, and those whose partner was not known then.
  ///
  /// - Parameters:
  ///   - cursors: the rows up to which it has looked, ours and theirs.
  ///   - payers: the partner of a party.
  ///   - limit: how many of each at most.
  /// - Returns: the rows up to which it has looked now; nil when there are no more.
  /// - Throws: what the store throws.
  func fill(
    after cursors: (own: Int64, received: Int64), payers: (PartyID) -> String?, limit: Int = 500
  ) throws -> (own: Int64, received: Int64)? {
    let own = try tx.charges.ownWithout(after: cursors.own, limit: limit)
    let received = try tx.charges.receivedWithout(after: cursors.received, limit: limit)
    for row in own {
      guard let cdr = try? OwnBody.read(CDR.self, row.body) else { continue }
      guard let partner = try tx.cdrPrices.price(of: row.key)?.partner ?? payers(cdr.token.party) else {
        continue
      }
      try tx.charges.keep(ChargeReading(cdr).row(of: partner, .sell, source: row.number))
    }
    for row in received {
      try bought(row, said: try tx.cdrVerdicts.verdict(on: row.key, from: row.partner)?.detail)
    }
    guard let last = own.last?.number ?? (received.isEmpty ? nil : cursors.own) else { return nil }
    return (own: last, received: received.last?.number ?? cursors.received)
  }
}

/// Brings the charges of older CDRs up to date, in small transactions.
struct ChargeFilling: Sendable {
  let commons: Commons

  /// Looks through all CDRs once.
  func run() async throws {
    let payers = Dictionary(
      commons.links.all.sorted { $0.id < $1.id }.flatMap { link in
        link.theirParties.map { ($0, link.id) }
      }, uniquingKeysWith: { first, _ in first })
    var cursors: (own: Int64, received: Int64)? = (own: 0, received: 0)
    while let next = cursors {
      try Task.checkCancellation()
      cursors = try await commons.store.write(isBulk: true) { tx in
        try ChargeIntake(tx: tx).fill(after: next) { payers[$0] }
      }
    }
  }
}
