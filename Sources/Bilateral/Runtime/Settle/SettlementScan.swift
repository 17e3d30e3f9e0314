import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// Goes once through all that stands on no statement, by end, and counts each charge where it belongs.
struct SettlementScan<Access> {
  private let order: SettlementOrder
  private let tx: Transaction<Access>
  private let onEntry: (Int, Statement.Entry) -> Void
  private let holds: ChargeHolds
  private let hubFee: HubFeeTerms?
  private let us: [LegalEntity]
  private let them: [LegalEntity]

  private(set) var placements = ChargePlacements()
  private(set) var homeless: [Statement.Held] = []
  private var accounts: [SettlementAccount] = []
  private var places: [SettlementAccount.Key: Int] = [:]
  private var entityOf: [String: Int?] = [:]
  /// Fees of hubs that come after all CDRs that ended when theirs did, as they are read later.
  private var waiting: [(document: Int, charge: ChargeRow)] = []
  private var failure: (any Error)?

  init(
    _ order: SettlementOrder, in tx: Transaction<Access>, onEntry: @escaping (Int, Statement.Entry) -> Void
  ) throws {
    self.order = order
    self.tx = tx
    self.onEntry = onEntry
    holds = try ChargeHolds(order.file, isLast: order.isLast, in: tx)
    hubFee = order.file.hubFee.flatMap { $0.isPassedOn ? $0 : nil }
    us = order.file.entities(of: .us)
    them = order.file.entities(of: .them)
  }

  /// Goes through all of it.
  mutating func run() throws {
    var scan = self
    try tx.charges.eachOpen(of: order.file.id, before: order.span.upperBound) { open in
      guard scan.failure == nil else { return }
      do { try scan.take(open) } catch { scan.failure = error }
    }
    if let failure = scan.failure { throw failure }
    scan.flush(before: nil)
    try scan.settlePeriods()
    scan.flush(before: nil)
    self = scan
  }

  private mutating func take(_ open: OpenCharge) throws {
    flush(before: open.charge.ends)
    let row = open.charge
    let name = row.statementID
    guard let place = account(of: row) else {
      return homeless.append(.init(id: name, end: row.ends, reason: Self.missing(row, us: us, them: them)))
    }
    if let reason = try reason(open) {
      return accounts[place].builder.hold(name, end: row.ends, because: reason)
    }
    guard var charge = StatementCharge(row) else {
      return accounts[place].builder.hold(name, end: row.ends, because: "its amount cannot be read")
    }
    if let original = row.original,
      let standing = try tx.charges.standing(row.direction, original, of: row.partner)
    {
      charge.exchange = ExchangeRate(countedText: standing.counted, to: accounts[place].currency)
      accounts[place].credited.insert(standing.statement)
    }
    count(charge, row, open.number, at: place)
    if row.kind == "cdr" { try addHubFee(open, charge, at: place) }
  }

  private mutating func count(
    _ charge: StatementCharge, _ row: ChargeRow, _ number: Int64?, at place: Int
  ) {
    guard let entry = accounts[place].builder.count(charge) else { return }
    accounts[place].volumes.add(entry, row)
    let text = entry.countedText
    if let number {
      placements.add(number, to: place, counted: text)
    } else {
      placements.add(row, to: place, counted: text)
    }
    onEntry(place, entry)
  }

  /// Why a charge is held; a credit is held as long as what it takes back.
  private func reason(_ open: OpenCharge) throws -> String? {
    if let reason = holds.reason(open) { return reason }
    guard open.charge.kind == "credit" || open.charge.credits != nil else { return nil }
    guard let original = open.charge.original else { return "it names nothing that it takes back" }
    if try tx.charges.standing(open.charge.direction, original, of: open.charge.partner) != nil { return nil }
    guard let held = try tx.charges.open(open.charge.direction, original, of: open.charge.partner) else {
      return "there is no CDR \(original.id) that it takes back"
    }
    return holds.reason(held).map { "it takes back \(original.id), which is held: \($0)" }
  }

  // MARK: - whose it is

  private mutating func account(of row: ChargeRow) -> Int? {
    let owner = "\(row.key.country)-\(row.key.party)"
    let (ours, theirs) = row.direction == .sell ? (owner, row.driver) : (row.driver, owner)
    guard let us = entity(ours, .us), let them = entity(theirs, .them),
      let currency = order.terms.currency ?? Currency(row.currency)
    else { return nil }
    return account(.init(direction: row.direction, us: us, them: them, currency: currency))
  }

  private mutating func account(_ key: SettlementAccount.Key) -> Int {
    if let place = places[key] { return place }
    let made = SettlementAccount(key, order, us: us[key.us], them: them[key.them])
    accounts.append(made)
    places[key] = accounts.count - 1
    return accounts.count - 1
  }

  private mutating func entity(_ party: String, _ side: PartnerFile.Side) -> Int? {
    let name = side.rawValue + party
    if let known = entityOf[name] { return known }
    let entities = side == .us ? us : them
    let found = PartyID(party).flatMap { party in
      entities.firstIndex { $0.parties.contains(party) } ?? entities.firstIndex { $0.parties.isEmpty }
    }
    entityOf[name] = .some(found)
    return found
  }

  private static func missing(_ row: ChargeRow, us: [LegalEntity], them: [LegalEntity]) -> String {
    guard Currency(row.currency) != nil else { return "\(row.currency) is no currency that is known" }
    let owner = "\(row.key.country)-\(row.key.party)"
    let (ours, theirs) = row.direction == .sell ? (owner, row.driver) : (row.driver, owner)
    func isMissing(_ party: String, _ entities: [LegalEntity]) -> Bool {
      !entities.contains { entity in
        entity.parties.isEmpty || PartyID(party).map { entity.parties.contains($0) } ?? false
      }
    }
    return isMissing(ours, us)
      ? "no [[us.entity]] stands behind \(ours)" : "no [[them.entity]] stands behind \(theirs)"
  }

  // MARK: - fees of hubs

  private mutating func addHubFee(_ open: OpenCharge, _ charge: StatementCharge, at place: Int) throws {
    guard let hubFee, let net = charge.whole else { return }
    let row = open.charge
    var way = open.connection.map { $0 == row.partner ? Way.direct : .hub($0) }
    if row.direction == .sell, let session = row.session {
      let key = ObjectKey(country: row.key.country, party: row.key.party, id: session)
      way = try tx.sessionWays.way(of: key, to: row.partner).flatMap { Way($0) }
    }
    let part = hubFee.part(at: ChargePlace(country: row.country), begun: row.starts)
    guard way.map({ $0.hub != nil }) ?? (part == .always), let hub = way?.hub ?? hubFee.route.hub,
      let amount = hubFee.amount(on: net), !amount.amount.isZero
    else { return }
    var fee = row
    fee.kind = "term-hub"
    fee.listed = "Fee of hub \(hub)"
    (fee.energy, fee.fees, fee.session, fee.source) = ("0", nil, nil, nil)
    fee.currency = amount.currency.code
    let sign: Rational = row.direction == .sell ? 1 : -1
    fee.parts = StatementCharge.text(of: [
      .init(Money(amount.amount * sign, amount.currency), rate: charge.parts.first?.rate)
    ])
    waiting.append((place, fee))
  }

  private mutating func flush(before end: Timestamp?) {
    guard !waiting.isEmpty else { return }
    let due = waiting.prefix { charge in end.map { charge.charge.ends < $0 } ?? true }
    waiting.removeFirst(due.count)
    for (place, row) in due {
      guard let charge = StatementCharge(row) else { continue }
      count(charge, row, nil, at: place)
    }
  }

  // MARK: - terms of a period

  private mutating func settlePeriods() throws {
    let places = accounts.indices.sorted { accounts[$0].key < accounts[$1].key }
    for place in places {
      let terms = PeriodTerms(order, accounts[place].key, accounts[place].volumes)
      guard terms.isOwed else { continue }
      let rows = try terms.charges(earlier: { try self.earlier($0, accounts[place].key) })
      waiting += rows.map { (place, $0) }
      flush(before: nil)
    }
  }

  /// What was settled before of a time.
  private func earlier(
    _ span: Range<Timestamp>, _ key: SettlementAccount.Key
  ) throws -> [(row: ChargeRow, counted: String)] {
    var found: [(row: ChargeRow, counted: String)] = []
    var names = self
    try tx.charges.eachSettled(of: order.file.id, key.direction, within: span) { settled in
      let row = settled.charge
      let owner = "\(row.key.country)-\(row.key.party)"
      let (ours, theirs) = key.direction == .sell ? (owner, row.driver) : (row.driver, owner)
      guard names.entity(ours, .us) == key.us, names.entity(theirs, .them) == key.them else { return }
      found.append((row, settled.counted))
    }
    return found
  }

  // MARK: - the outcome

  /// The statements.
  func documents() -> [SettlementDraft.Document] {
    accounts.indices.sorted { accounts[$0].key < accounts[$1].key }.map { place in
      accounts[place].document(order, scanned: place)
    }
  }
}
