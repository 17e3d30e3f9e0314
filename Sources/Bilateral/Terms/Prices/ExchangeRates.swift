package import BilateralBase

/// How many units of one currency another one is worth, with where that was read.
package struct ExchangeRate: Hashable, Sendable {
  /// The currency that is given.
  package let from: Currency
  /// The currency that is got.
  package let to: Currency
  /// Units of `to` for one of `from`, exact.
  package let rate: Rational
  /// Who says so: `ECB`, `fixed`, or `same` for a currency in itself.
  package let source: String
  /// The day of the quotation; nil for a rate that was agreed for good.
  package let date: CivilDate?

  /// The amount in the other currency, not rounded.
  package func converted(_ amount: Rational) -> Rational { amount * rate }
}

/// A rate that nobody knows: never taken for 1 (ruling 22, worked example E8).
package struct ExchangeRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The currency that is given.
  package let from: Currency
  /// The currency that is wanted.
  package let to: Currency
  /// The day it was wanted for.
  package let date: CivilDate

  /// A refusal.
  package init(from: Currency, to: Currency, date: CivilDate) {
    self.from = from
    self.to = to
    self.date = date
  }

  package var description: String { "there is no rate of \(from) in \(to) for \(date)" }
}

/// A table of exchange rates, each with source and day.
package struct ExchangeRates: Hashable, Sendable {
  /// One quotation: so many units of a currency for one of the base.
  package struct Quote: Hashable, Sendable {
    /// Who quotes.
    package var source: String
    /// The day; nil for a rate that was agreed for good.
    package var date: CivilDate?
    /// What is quoted against.
    package var base: Currency
    /// What is quoted.
    package var currency: Currency
    /// Units of `currency` for one of `base`.
    package var units: Rational

    /// A quotation.
    package init(source: String, date: CivilDate?, base: Currency, currency: Currency, units: Rational) {
      self.source = source
      self.date = date
      self.base = base
      self.currency = currency
      self.units = units
    }
  }

  /// How many days a quotation stands in for days without one: weekends and holidays.
  package static let longestGap = 7

  /// The quotations in no particular order.
  package private(set) var quotes: [Quote]

  /// No rates: every conversion is refused.
  package static let none = ExchangeRates([])

  /// A table of quotations.
  package init(_ quotes: [Quote]) { self.quotes = quotes.filter { $0.units > .zero } }

  /// The rate for a day: the newest quotation up to it, not older than a week.
  ///
  /// Direct, the other way round, or over one base that quotes both on the same day.
  ///
  /// - Parameters:
  ///   - from: what is given.
  ///   - to: what is wanted.
  ///   - date: the day.
  ///   - source: whose rates may be used; nil for all.
  /// - Returns: the rate with its source and day.
  /// - Throws: `ExchangeRefusal` when the table does not know it.
  package func rate(
    from: Currency, to: Currency, on date: CivilDate, source: String? = nil
  ) throws(ExchangeRefusal) -> ExchangeRate {
    guard from != to else {
      return ExchangeRate(from: from, to: to, rate: .one, source: "same", date: nil)
    }
    let usable = quotes.filter { quote in
      guard source == nil || quote.source.uppercased() == source?.uppercased() else { return false }
      guard let day = quote.date else { return true }
      return (0...Self.longestGap).contains(date.daysSince1970 - day.daysSince1970)
    }
    for day in Set(usable.map(\.date)).sorted(by: Self.newerFirst) {
      let ofDay = usable.filter { $0.date == day }
      if let found = Self.rate(from, to, among: ofDay) { return found }
    }
    throw ExchangeRefusal(from: from, to: to, date: date)
  }

  /// Both tables together.
  package func adding(_ other: ExchangeRates) -> ExchangeRates { ExchangeRates(quotes + other.quotes) }

  private static func newerFirst(_ left: CivilDate?, _ right: CivilDate?) -> Bool {
    guard let left else { return right != nil }
    guard let right else { return false }
    return left > right
  }

  private static func rate(_ from: Currency, _ to: Currency, among quotes: [Quote]) -> ExchangeRate? {
    func made(_ rate: Rational, _ quote: Quote) -> ExchangeRate {
      ExchangeRate(from: from, to: to, rate: rate, source: quote.source, date: quote.date)
    }
    for quote in quotes {
      if quote.base == from, quote.currency == to { return made(quote.units, quote) }
      if quote.base == to, quote.currency == from, let rate = try? .one / quote.units {
        return made(rate, quote)
      }
    }
    for first in quotes where first.currency == from {
      guard
        let second = quotes.first(where: {
          $0.currency == to && $0.base == first.base && $0.source == first.source
        }), let rate = try? second.units / first.units
      else { continue }
      return made(rate, second)
    }
    return nil
  }
}

extension ExchangeRates {
  /// Reads `tariffs/rates.csv`: a head `date,source,base,currency,rate`, then one quotation a line.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its path as shown.
  /// - Returns: the table, and what is wrong; a line that is wrong is left out.
  package static func read(
    bytes: [UInt8], file: String = "tariffs/rates.csv"
  ) -> (rates: ExchangeRates, findings: [Diagnostic]) {
    var quotes: [Quote] = []
    var findings: [Diagnostic] = []
    for row in CSVText.rows(bytes).dropFirst() {
      if let quote = Quote(cells: row.cells.map(\.text)) {
        quotes.append(quote)
      } else {
        let line = row.cells.map(\.text).joined(separator: ",")
        findings.append(
          Diagnostic(
            .error, FindingCode.exchangeTable.id, "\"\(line.prefix(60))\" is no exchange rate",
            help: "write date,source,base,currency,rate as in 2026-03-02,ECB,EUR,SEK,11.2345",
            place: SourcePlace(file: file, line: row.line, column: 1)))
      }
    }
    return (ExchangeRates(quotes), findings)
  }
}

extension ExchangeRates.Quote {
  fileprivate init?(cells parts: [String]) {
    guard parts.count == 5, !parts[1].isEmpty, let base = Currency(parts[2]),
      let currency = Currency(parts[3]), let units = Rational(decimalText: parts[4]), units > .zero,
      let date = CivilDate(text: parts[0])
    else { return nil }
    self.init(source: parts[1], date: date, base: base, currency: currency, units: units)
  }
}

extension CivilDate {
  /// Reads `2026-03-01`; nil for anything else.
  package init?(text: some StringProtocol) {
    let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard text.utf8.count == 10, numbers.count == 3, let year = numbers[0], let month = numbers[1],
      let day = numbers[2]
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

extension PartnerFile {
  /// The rates that the file itself agrees on: `settlement.fixed_rates`, units for one of the settlement currency.
  package var fixedRates: ExchangeRates {
    guard let base = text("settlement.currency").flatMap({ Currency($0) }) else { return .none }
    return ExchangeRates(
      terms.entries(below: "settlement.fixed_rates").compactMap { name, _, entry in
        guard let currency = Currency(name), let units = Rational(decimalText: entry.text) else { return nil }
        return ExchangeRates.Quote(source: "fixed", date: nil, base: base, currency: currency, units: units)
      })
  }

  /// Whose rates the file allows (`settlement.fx_source`); nil for any.
  package var exchangeSource: String? { text("settlement.fx_source") }
}
