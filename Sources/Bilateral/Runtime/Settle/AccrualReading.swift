package import BilateralBase
import BilateralModel
package import BilateralStore
import BilateralTerms

/// What was supplied and stands on no statement yet: what the books of a month must still hold.
package struct Accrual: Hashable, Sendable {
  /// Why it is not invoiced.
  package enum Stage: String, Hashable, Sendable, CaseIterable {
    /// The session ended, its CDR is missing.
    case noCDR = "no-cdr"
    /// The CDR is there, on no statement.
    case notInvoiced = "not-invoiced"
  }

  /// The partner; nil for a session of ours whose driver's partner nobody knows.
  package let partner: String?
  /// Who is paid.
  package let direction: ChargeRow.Direction
  /// Why it is not invoiced.
  package let stage: Stage
  /// The currency; nil where nobody said one.
  package let currency: Currency?
  /// How many sessions or charges.
  package var count = 0
  /// kWh of them.
  package var energy = Rational.zero
  /// Net, exact, of those whose amount is known.
  package var net = Rational.zero
  /// How many have no known amount.
  package var unknown = 0
}

/// Adds up what is not invoiced yet.
package struct AccrualReading: Sendable {
  private let end: Timestamp
  private let payers: @Sendable (PartyID) -> String?
  private var sums: [Key: Accrual] = [:]

  private struct Key: Hashable {
    let partner: String?
    let direction: ChargeRow.Direction
    let stage: Accrual.Stage
    let currency: Currency?
  }

  /// A reading.
  ///
  /// - Parameters:
  ///   - end: only what was supplied before.
  ///   - payers: the partner of a party.
  package init(before end: Timestamp, payers: @escaping @Sendable (PartyID) -> String?) {
    self.end = end
    self.payers = payers
  }

  /// Reads all of it.
  ///
  /// - Parameters:
  ///   - partner: of one partner; nil for all.
  ///   - tx: one look at the database.
  /// - Returns: the sums, by partner, direction, stage and currency.
  /// - Throws: what the store throws.
  package func all<Access>(of partner: String? = nil, in tx: Transaction<Access>) throws -> [Accrual] {
    var reading = self
    try tx.charges.eachOpen(before: end) { reading.add($0) }
    try tx.charges.eachSessionWithoutCDR { reading.add($0) }
    return reading.sums.values.filter { partner == nil || $0.partner == partner }.sorted { left, right in
      left.order < right.order
    }
  }

  private mutating func add(_ charge: ChargeRow) {
    let net = Currency(charge.currency).flatMap { StatementCharge.parts(charge.parts, $0) }
      .map { $0.reduce(Rational.zero) { $0 + $1.net.amount } }
    let energy = Rational(exactText: charge.energy) ?? .zero
    add(
      Key(
        partner: charge.partner, direction: charge.direction, stage: .notInvoiced,
        currency: Currency(charge.currency)), energy: charge.kind == "credit" ? -energy : energy, net: net)
  }

  private mutating func add(_ found: SessionWithoutCDR) {
    let context = WireContext(
      party: PartyID(country: found.key.country, party: found.key.party),
      tokenParty: PartyID(country: found.key.country, party: found.key.party))
    let read: Session? =
      found.version == nil
      ? try? OwnBody.read(Session.self, found.body)
      : try? WireReader.read(
        Session.self, from: try JSONDocument(wire: found.body.bytes).root,
        version: found.version.flatMap { OCPIVersion($0) } ?? .v2_2_1, context: context)
    guard let session = read, session.status == .completed, let ended = session.endDateTime, ended < end
    else { return }
    let partner = found.partner ?? payers(session.token.party)
    add(
      Key(
        partner: partner, direction: found.partner == nil ? .sell : .buy, stage: .noCDR,
        currency: Currency(session.currency)), energy: session.energy.rational ?? .zero,
      net: session.totalCost?.beforeTaxes.rational)
  }

  private mutating func add(_ key: Key, energy: Rational, net: Rational?) {
    var sum =
      sums[key]
      ?? Accrual(
        partner: key.partner, direction: key.direction, stage: key.stage, currency: key.currency)
    sum.count += 1
    sum.energy = sum.energy + energy
    if let net { sum.net = sum.net + net } else { sum.unknown += 1 }
    sums[key] = sum
  }
}

extension Accrual {
  fileprivate var order: (String, String, String, String) {
    (partner ?? "", direction == .sell ? "0" : "1", stage.rawValue, currency?.code ?? "")
  }
}
