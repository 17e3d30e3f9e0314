import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralStore
import BilateralTerms

/// What one session owes or gets back beside its CDR, and what the CDR is listed under, as they are kept with the CDR.
struct SessionLines: Hashable, Sendable {
  /// What the CDR is listed under; nil where no rule of its own priced it.
  var title: String?
  /// What OCPI cannot say of it (ruling 24); nil where it cannot be worked out, and ``reason`` says why.
  var lines: [SettledLine]? = []
  /// Why the lines are not known.
  var reason: String?
  /// The rate of tax of the prices, where they have one only: for a session that costs nothing else.
  var usualRate: Rational?

  /// Nothing beside the CDR.
  static let none = SessionLines()

  /// The lines of a session under prices, or the reason why they are not known.
  ///
  /// - Parameters:
  ///   - pricing: the prices of the session's start.
  ///   - session: what was measured.
  ///   - spot: the connector and who charged.
  ///   - net: what the CDR says in all, without tax; nil where it does not.
  ///   - zone: the zone of the location.
  ///   - version: the one in which the CDR is told.
  init(
    _ pricing: PartnerPricing, _ session: ChargedSession, at spot: (place: ChargePlace, driver: PricedDriver),
    net: Money?, zone: ZoneFile, version: OCPIVersion
  ) {
    title = pricing.rules.title(
      of: pricing.rules(at: spot.place, driver: spot.driver, moment: session.start).map(\.id))
    let tariffs = pricing.tariffs(at: spot.place, driver: spot.driver, moment: session.start)
    usualRate = Self.rate(of: tariffs)
    guard let net else {
      unknown("the CDR has no net amount")
      return
    }
    lines = pricing.surcharges(
      for: session, at: spot.place, driver: spot.driver, net: net, zone: zone, version: version)
  }

  private init() {}

  /// What is known of the CDR alone.
  init(title: String?) { self.title = title }

  /// Notes that the lines are not known.
  mutating func unknown(_ reason: String) { (lines, self.reason) = (nil, reason) }

  private static func rate(of tariffs: [Tariff]) -> Rational? {
    let rates = Set(tariffs.flatMap(\.elements).flatMap(\.priceComponents).map { $0.vat?.rational })
    return rates.count == 1 ? rates.first ?? nil : nil
  }
}

// MARK: - as it is kept

extension SessionLines {
  /// As it is kept in the trace of a CDR's price, or in what is said of a received CDR.
  var members: [JSONMember] {
    var members: [JSONMember] = []
    if let title { members.append(JSONMember("class", .string(title))) }
    if let usualRate { members.append(JSONMember("usual_tax_percent", .string(usualRate.exactText))) }
    if let lines, !lines.isEmpty { members.append(JSONMember("settled", .array(lines.map(Self.json)))) }
    if let reason { members.append(JSONMember("settled_unknown", .string(reason))) }
    return members
  }

  private static func json(_ line: SettledLine) -> JSON {
    [
      "kind": .string("term-\(line.kind.rawValue)"), "rule": line.rule.map { .string($0) } ?? .null,
      "reason": .string(line.reason), "net": .string(line.amount.amount.exactText),
      "currency": .string(line.amount.currency.code),
    ]
  }

  /// Reads what ``members`` wrote.
  init(kept json: JSON) {
    title = json["class"]?.string
    usualRate = json["usual_tax_percent"]?.string.flatMap { Rational(exactText: $0) }
    let written = json["settled"]?.elements ?? []
    let read = written.compactMap(Self.line)
    lines = read
    if read.count < written.count { unknown("a line does not read") }
    if let reason = json["settled_unknown"]?.string { unknown(reason) }
  }

  private static func line(_ json: JSON) -> SettledLine? {
    guard let kind = json["kind"]?.string.flatMap({ SettledLine.Kind(rawValue: String($0.dropFirst(5))) }),
      let currency = json["currency"]?.string.flatMap({ Currency($0) }),
      let net = json["net"]?.string.flatMap({ Rational(exactText: $0) })
    else { return nil }
    return SettledLine(
      kind, rule: json["rule"]?.string, reason: json["reason"]?.string ?? "", amount: Money(net, currency))
  }
}

// MARK: - charges

extension SessionLines {
  /// The charges of the lines: each names the CDR, and is taxed as it.
  ///
  /// - Parameters:
  ///   - cdr: the charge of the CDR.
  ///   - shares: its net by rate of tax.
  /// - Returns: the charges; one without an amount, which no statement takes, where the lines are not known.
  func rows(beside cdr: ChargeRow, shares: [NetShare]) -> [ChargeRow] {
    guard let lines else {
      var row = Self.row(SettledLine(.parking, reason: "", amount: .zero(.euro)), beside: cdr)
      row.parts = ""
      return [row]
    }
    return lines.map { line in
      var row = Self.row(line, beside: cdr)
      row.parts = StatementCharge.text(of: parts(line.amount, shares))
      return row
    }
  }

  private static func row(_ line: SettledLine, beside cdr: ChargeRow) -> ChargeRow {
    var row = cdr
    (row.kind, row.listed, row.currency) = (
      "term-\(line.kind.rawValue)", line.title, line.amount.currency.code
    )
    (row.energy, row.fees, row.session) = ("0", nil, nil)
    return row
  }

  /// An amount by rate of tax, in proportion to what the session costs at each.
  private func parts(_ amount: Money, _ shares: [NetShare]) -> [StatementCharge.Part] {
    let taxed = shares.filter { !$0.net.isZero }
    let whole = taxed.reduce(Rational.zero) { $0 + $1.net }
    guard taxed.count > 1, !whole.isZero else {
      // What the CDR itself is taxed at, known or not; the prices' own rate where the CDR costs nothing.
      let rate = taxed.isEmpty ? shares.first?.rate ?? usualRate : taxed[0].rate
      return [.init(amount, rate: rate)]
    }
    return taxed.compactMap { share in
      (try? amount.amount * share.net / whole).map {
        .init(Money($0, amount.currency), rate: share.rate)
      }
    }
  }

  /// What takes back the lines of a CDR together with it.
  ///
  /// - Parameters:
  ///   - terms: the charges that stand beside the original.
  ///   - credit: the charge of the CDR that takes it back.
  /// - Returns: the same with the other sign, each naming the original.
  static func reversals(of terms: [ChargeRow], by credit: ChargeRow) -> [ChargeRow] {
    terms.map { term in
      var row = credit
      (row.kind, row.listed, row.currency) = (term.kind, term.listed, term.currency)
      (row.energy, row.fees, row.session) = ("0", nil, nil)
      let parts = Currency(term.currency).flatMap { StatementCharge.parts(term.parts, $0) } ?? []
      row.parts = StatementCharge.text(of: parts.map { .init(-$0.net, rate: $0.rate) })
      return row
    }
  }
}

extension CDR {
  /// `AC` or `DC`; nil where the CDR does not tell its connector.
  var current: String? {
    let type = location.connectorPowerType.rawValue
    return type.hasPrefix("AC") ? "AC" : type.hasPrefix("DC") ? "DC" : nil
  }
}
