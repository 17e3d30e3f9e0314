package import BilateralBase

/// Adds up charges to a statement: what goes in decides what comes out, to the byte.
package struct StatementBuilder {
  private let terms: SettlementTerms
  private let period: SettlementPeriod
  private let seller: LegalEntity
  private let buyer: LegalEntity
  private let currency: Currency
  private let zone: ZoneFile
  private let rates: ExchangeRates
  private let issued: CivilDate

  private var tally: StatementTally
  private var entries: [Statement.Entry] = []
  private var held: [Statement.Held] = []
  private var known: Set<String> = []

  /// Begins a statement.
  ///
  /// - Parameters:
  ///   - terms: of the partner file.
  ///   - period: the days that it is about.
  ///   - seller: who is paid.
  ///   - buyer: who pays.
  ///   - currency: what it is in.
  ///   - zone: whose days count.
  ///   - rates: of exchange.
  ///   - issued: the day it is written.
  package init(
    _ terms: SettlementTerms, _ period: SettlementPeriod, seller: LegalEntity, buyer: LegalEntity,
    currency: Currency, zone: ZoneFile, rates: ExchangeRates = .none, issued: CivilDate
  ) {
    self.terms = terms
    self.period = period
    self.seller = seller
    self.buyer = buyer
    self.currency = currency
    self.zone = zone
    self.rates = rates
    self.issued = issued
    tally = StatementTally(currency)
  }

  /// Adds a charge; one that cannot be invoiced is held with the reason, one that came before is not counted again.
  package mutating func add(_ charge: StatementCharge) {
    guard known.insert(charge.id).inserted else { return }
    if let entry = count(charge) { entries.append(entry) }
  }

  /// Counts a charge that is known to come once, and keeps nothing of it: a million of them need no room.
  ///
  /// - Parameter charge: the charge.
  /// - Returns: how it was counted; nil where it is held, and the statement says why.
  package mutating func count(_ charge: StatementCharge) -> Statement.Entry? {
    do throws(Refusal) {
      let entry = try entry(charge)
      tally.add(entry)
      return entry
    } catch {
      held.append(Statement.Held(id: charge.id, end: charge.end, reason: error.reason))
      return nil
    }
  }

  /// Leaves a charge out, and says why: a dispute, most often.
  package mutating func hold(_ charge: StatementCharge, because reason: String) {
    guard known.insert(charge.id).inserted else { return }
    held.append(Statement.Held(id: charge.id, end: charge.end, reason: reason))
  }

  /// Leaves a charge out that is known to come once.
  package mutating func hold(_ id: String, end: Timestamp, because reason: String) {
    held.append(Statement.Held(id: id, end: end, reason: reason))
  }

  /// What was counted so far, net.
  package var net: Money { tally.net }
  /// How many charges were counted.
  package var count: Int { tally.count }
  /// How many are held.
  package var heldCount: Int { held.count }

  /// The statement of what was added.
  package func statement(number: String? = nil) -> Statement {
    let lines = tally.lines
    return Statement(
      number: number, period: period, seller: seller, buyer: buyer, currency: currency, issued: issued,
      due: terms.paymentTerm?.day(after: issued), count: tally.count,
      entries: entries.sorted { ($0.charge.end, $0.charge.id) < ($1.charge.end, $1.charge.id) },
      lines: lines, taxes: Self.taxes(lines, currency),
      held: held.sorted { ($0.end, $0.id) < ($1.end, $1.id) })
  }
}

extension StatementBuilder {
  /// Why a charge cannot be invoiced.
  private struct Refusal: Error { let reason: String }

  private func entry(_ charge: StatementCharge) throws(Refusal) -> Statement.Entry {
    let day = zone.local(charge.end).date
    let exchange = try exchange(of: charge, day)
    var amounts: [Statement.Entry.Amount] = []
    for part in charge.parts {
      let position: TaxPosition
      do throws(TaxRefusal) {
        position = try terms.tax.position(on: day, rate: part.rate, country: charge.country)
      } catch {
        throw Refusal(reason: "\(error)")
      }
      let net = exchange.map { Money($0.converted(part.net.amount), currency) } ?? part.net
      amounts.append(.init(position: position, net: net))
    }
    return Statement.Entry(charge: charge, amounts: rounded(amounts), exchange: exchange)
  }

  /// The amounts in whole minor units, together as much as the whole rounded: what a rounding by parts would add or lose
  /// is in the largest of them.
  private func rounded(_ amounts: [Statement.Entry.Amount]) -> [Statement.Entry.Amount] {
    let whole = Money(amounts.reduce(Rational.zero) { $0 + $1.net.amount }, currency).rounded()
    var parts = amounts.map { $0.net.rounded().amount }
    let rest = parts.reduce(whole.amount) { $0 - $1 }
    if let largest = parts.indices.max(by: { parts[$0].magnitude < parts[$1].magnitude }) {
      parts[largest] = parts[largest] + rest
    }
    return zip(amounts, parts).map { .init(position: $0.position, net: Money($1, currency)) }
  }

  /// How a charge in another currency is converted, once (terms, section 6); what takes back uses the rate of old.
  private func exchange(of charge: StatementCharge, _ day: CivilDate) throws(Refusal) -> ExchangeRate? {
    guard let foreign = charge.parts.first(where: { $0.net.currency != currency })?.net.currency else {
      return nil
    }
    guard charge.parts.allSatisfy({ $0.net.currency == foreign }) else {
      throw Refusal(reason: "its amounts are in several currencies")
    }
    if let exchange = charge.exchange { return exchange }
    let quoted =
      switch terms.exchangeDay {
      case .sessionEnd: day
      case .periodEnd: period.last
      case .invoice: issued
      }
    do throws(ExchangeRefusal) {
      let found = try rates.rate(from: foreign, to: currency, on: quoted, source: terms.exchangeSource)
      return ExchangeRate(
        from: foreign, to: currency, rate: found.rate * (1 + terms.exchangeSpread.fraction),
        source: found.source, date: found.date)
    } catch {
      throw Refusal(reason: "\(error)")
    }
  }

  private static func taxes(_ lines: [Statement.Line], _ currency: Currency) -> [Statement.Tax] {
    let sums = Dictionary(lines.map { ($0.position, $0.net.amount) }, uniquingKeysWith: +)
    return sums.map { position, net in
      Statement.Tax(
        position: position, net: Money(net, currency),
        tax: Money(net * position.rate.fraction, currency).rounded())
    }.sorted { $0.position.order < $1.position.order }
  }
}

extension TaxPosition {
  fileprivate var order: (String, Rational) { (category.rawValue, rate.value) }
}
