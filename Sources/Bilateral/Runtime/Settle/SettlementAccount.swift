import BilateralBase
import BilateralStore
import BilateralTerms

/// What one legal entity owes another in one currency, as it is being counted.
struct SettlementAccount {
  /// Who owes whom, and in what.
  struct Key: Hashable, Comparable {
    let direction: ChargeRow.Direction
    /// Our entity, by its place in the file.
    let us: Int
    /// Theirs.
    let them: Int
    let currency: Currency

    static func < (left: Key, right: Key) -> Bool { left.order < right.order }

    private var order: (Int, Int, Int, String) { (direction == .sell ? 0 : 1, us, them, currency.code) }
  }

  let key: Key
  let numbering: StatementNumbering
  var builder: StatementBuilder
  var volumes: PeriodVolumes
  /// Statements that hold what is taken back here.
  var credited: Set<String> = []

  var currency: Currency { key.currency }

  init(_ key: Key, _ order: SettlementOrder, us: LegalEntity, them: LegalEntity) {
    self.key = key
    numbering = StatementNumbering(order, key.direction, us: (key.us, us), them: (key.them, them))
    let (seller, buyer) = key.direction == .sell ? (us, them) : (them, us)
    builder = StatementBuilder(
      order.terms, order.period, seller: seller, buyer: buyer, currency: key.currency, zone: order.zone,
      rates: order.rates, issued: order.issued)
    volumes = PeriodVolumes(PeriodTerms.rules(order, key.direction))
  }

  /// The statement as it stands.
  func document(_ order: SettlementOrder, scanned: Int) -> SettlementDraft.Document {
    let statement = builder.statement()
    var facts = InvoiceDocument.Facts()
    facts.isSelfBilled = numbering.isSelfBilled
    facts.account = key.direction == .sell ? order.account : nil
    facts.bank = key.direction == .sell ? order.file.text("settlement.bic") : nil
    facts.orderNumber = order.terms.orderNumber
    facts.taxProof = order.terms.tax.proof
    (facts.referenceFormat, facts.deliverTo) = (order.terms.referenceFormat, order.terms.deliverTo)
    facts.credited = credited.sorted()
    return SettlementDraft.Document(
      direction: key.direction, numbering: numbering, statement: statement, facts: facts,
      isCarried: !order.isLast && isCarried(statement, order.terms), scanned: scanned)
  }

  /// Whether it is too small for an invoice; one with terms of a whole period is not, since they come once.
  private func isCarried(_ statement: Statement, _ terms: SettlementTerms) -> Bool {
    guard let least = terms.minimumInvoice, least.currency == currency else { return false }
    return statement.gross.amount.magnitude < least.amount && !volumes.isSettled
  }
}

extension ChargeRow {
  /// Its name for good: `cdr DE-NVO/C-1`.
  var statementID: String {
    key.country.isEmpty ? "\(kind) \(key.id)" : "\(kind) \(key)"
  }

  /// The CDR that it takes back.
  var original: ObjectKey? {
    credits.map { ObjectKey(country: key.country, party: key.party, id: $0) }
  }
}

extension StatementCharge {
  /// A charge of its columns; nil where its amount cannot be read.
  init?(_ row: ChargeRow) {
    guard let currency = Currency(row.currency), let parts = Self.parts(row.parts, currency),
      let energy = Rational(exactText: row.energy), let kind = Kind(row)
    else { return nil }
    self.init(
      row.statementID, kind, end: row.ends, country: row.country, group: row.listed,
      energy: Energy(value: energy), parts: parts)
  }

  /// The net of all its parts; nil where they are in several currencies.
  var whole: Money? {
    guard let currency = parts.first?.net.currency, parts.allSatisfy({ $0.net.currency == currency }) else {
      return nil
    }
    return Money(parts.reduce(Rational.zero) { $0 + $1.net.amount }, currency)
  }
}

extension StatementCharge.Kind {
  fileprivate init?(_ row: ChargeRow) {
    switch row.kind {
    case "cdr": self = .cdr
    case "credit":
      self = .credit(of: "cdr \(row.original ?? row.key)")
    default:
      guard row.kind.hasPrefix("term-"), let kind = SettledLine.Kind(rawValue: String(row.kind.dropFirst(5)))
      else { return nil }
      self = .settled(kind)
    }
  }
}
