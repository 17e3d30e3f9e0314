import BilateralBase
import BilateralModel
import BilateralStore
import BilateralTerms

/// A part of a net amount with its rate of tax.
struct NetShare: Hashable, Sendable {
  /// Percent; nil where nobody names it.
  let rate: Rational?
  /// Net and exact.
  let net: Rational
}

/// What a CDR puts on a statement, in the columns that are kept of it.
struct ChargeReading: Sendable {
  private let cdr: CDR
  private let parts: [StatementCharge.Part]?
  private let title: String?

  /// A reading of a CDR.
  ///
  /// - Parameters:
  ///   - cdr: the CDR as the other side has it.
  ///   - shares: net amounts by rate of tax, where they are known better than the CDR tells.
  ///   - title: the class of prices in the words of the partner file; nil where no rule of its own priced it.
  init(_ cdr: CDR, shares: [NetShare] = [], title: String? = nil) {
    (self.cdr, self.title) = (cdr, title)
    parts = Self.parts(cdr, shares)
  }

  /// The columns.
  ///
  /// - Parameters:
  ///   - partner: whose it is.
  ///   - direction: who is paid.
  ///   - source: the row of the CDR.
  /// - Returns: the charge; amounts that cannot be read are left empty, and never invoiced.
  func row(of partner: String, _ direction: ChargeRow.Direction, source: Int64) -> ChargeRow {
    let isCredit = cdr.isCredit == true
    return ChargeRow(
      partner: partner, direction: direction, key: cdr.storeKey, kind: isCredit ? "credit" : "cdr",
      credits: isCredit ? cdr.creditReferenceID?.text : nil, driver: "\(cdr.token.party)",
      session: cdr.sessionID?.text, contract: cdr.token.contractID.text,
      starts: cdr.startDateTime, ends: cdr.endDateTime,
      country: CountryCode.twoLetters(of: cdr.embeddedLocation?.country ?? cdr.location.country),
      listed: listed, energy: (cdr.totalEnergy.rational ?? .zero).magnitude.exactText,
      currency: cdr.currency.uppercased(), parts: parts.map { StatementCharge.text(of: $0) } ?? "",
      fees: cdr.totalFixedCost?.beforeTaxes.rational?.exactText, source: source)
  }

  /// The class of prices in words, with the kind of current; else the tariff that the other side knows, and several are one
  /// group.
  private var listed: String {
    if cdr.isCredit == true { return "Credits" }
    let current = cdr.current.map { "\($0) charging" } ?? "Charging"
    if let title { return "\(current), \(title)" }
    if cdr.current != nil { return current }
    let named = cdr.chargingPeriods.compactMap(\.tariffID?.text) + cdr.tariffs.map(\.id.text)
    return named.first.map { "Charging, tariff \($0)" } ?? "Charging"
  }

  private static func parts(_ cdr: CDR, _ shares: [NetShare]) -> [StatementCharge.Part]? {
    guard let net = cdr.totalCost.beforeTaxes.rational, let currency = Currency(cdr.currency) else {
      return nil
    }
    let known = shares.map { (rate: $0.rate, net: $0.net) }
    let split = known.isEmpty ? Self.shares(cdr, net) : known
    guard split.count > 1 else { return [.init(Money(net, currency), rate: split.first?.rate)] }
    // The shares are of the exact price; what rounding it as a whole made of it is in the largest of them.
    var amounts = split.map(\.net)
    let rest = amounts.reduce(net) { $0 - $1 }
    if let largest = amounts.indices.max(by: { amounts[$0].magnitude < amounts[$1].magnitude }) {
      amounts[largest] = amounts[largest] + rest
    }
    return zip(split, amounts).map { .init(Money($1, currency), rate: $0.rate) }
  }

  /// The net by rate of tax as a CDR and its tariffs tell it.
  static func taxes(of cdr: CDR) -> [NetShare] {
    guard let net = cdr.totalCost.beforeTaxes.rational else { return [] }
    return shares(cdr, net).map { NetShare(rate: $0.rate, net: $0.net) }
  }

  /// The net by rate as the CDR tells it: its taxes, else the one rate of its tariffs.
  private static func shares(_ cdr: CDR, _ net: Rational) -> [(rate: Rational?, net: Rational)] {
    let taxes = cdr.totalCost.taxes.compactMap { tax -> (rate: Rational, tax: Rational)? in
      guard let rate = tax.percentage?.rational, let amount = tax.amount.rational else { return nil }
      return (rate, amount)
    }
    if !taxes.isEmpty, taxes.count == cdr.totalCost.taxes.count {
      let taxed = taxes.map { tax in (try? tax.tax * 100 / tax.rate) ?? .zero }
      let rest = taxed.reduce(net) { $0 - $1 }
      // What is taxed at zero is what no other rate explains.
      return zip(taxes, taxed).map { (rate: $0.rate, net: $0.rate.isZero ? rest : $1) }
    }
    let rates = Set(
      cdr.tariffs.flatMap(\.elements).flatMap(\.priceComponents).map { $0.vat?.rational })
    return [(rates.count == 1 ? rates.first ?? nil : nil, net)]
  }
}
