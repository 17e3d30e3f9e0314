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
  /// - Throws: what the store throws.
  func sold(_ cdr: CDR, to partner: String, shares: [NetShare] = []) throws {
    guard let row = try tx.own.object("cdrs", cdr.storeKey) else { return }
    let known = shares.contains { $0.rate != nil } ? shares : try inherited(cdr, partner)
    let reading = ChargeReading(cdr, shares: known.isEmpty ? shares : known)
    try tx.charges.keep(reading.row(of: partner, .sell, source: row.number))
  }

  /// The rates of tax of the CDR that this one takes back, or whose place it takes.
  private func inherited(_ cdr: CDR, _ partner: String) throws -> [NetShare] {
    let id = cdr.creditReferenceID ?? CDRRevision(of: cdr).root
    guard id != cdr.id, let currency = Currency(cdr.currency) else { return [] }
    let key = ObjectKey(country: cdr.party.country, party: cdr.party.party, id: id.text)
    let text = try tx.charges.parts(.sell, key, of: partner)
    let parts = text.flatMap { StatementCharge.parts($0, currency) } ?? []
    guard cdr.isCredit != true else { return parts.map { NetShare(rate: $0.rate, net: -$0.net.amount) } }
    guard parts.count == 1, let net = cdr.totalCost.beforeTaxes.rational else { return [] }
    return [NetShare(rate: parts[0].rate, net: net)]
  }

  /// A CDR that a partner sent and that counts; one that does not read stays out, and its verdict says why.
  func bought(_ key: ObjectKey, from partner: String) throws {
    guard let row = try tx.received.object("cdrs", from: partner, key), row.state == .live else { return }
    try bought(row)
  }

  private func bought(_ row: ReceivedRow) throws {
    guard let cdr: CDR = try? ReceivedShelf<Writing>.read(row.body, row.key, row.version) else { return }
    try tx.charges.keep(ChargeReading(cdr).row(of: row.partner, .buy, source: row.number))
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
    for row in received { try bought(row) }
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
