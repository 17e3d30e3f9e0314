import BilateralBase
import BilateralPricing

/// The price for people: the parts, the whole, what is said of the stated total, and each line when asked for.
struct PriceView {
  let priced: PricedCDR
  let isExplained: Bool

  var lines: [String] {
    guard let price = priced.price else { return ["no price: " + (priced.reason ?? priced.fault ?? "")] }
    return (isExplained ? explanation(price) + [""] : []) + parts(price) + whole(price) + verdict
      + notes(price)
  }

  private func parts(_ price: PricedSession) -> [String] {
    BilledComponent.allCases.compactMap { component in
      guard let part = price.parts[component], part.billed != .zero || part.net != .zero else { return nil }
      let amount = Self.amount(part.net, part.gross, price.currency)
      return Self.row(component.rawValue, "\(part.billed.decimalText(atMost: 6)) \(component.unit)", amount)
    }
  }

  private func whole(_ price: PricedSession) -> [String] {
    let rounded = RoundingConvention.standard.amount(of: price)
    var lines = [Self.row("total", "", Self.amount(price.net, price.gross, price.currency))]
    let digits = price.currency.minorDigits
    func text(_ value: Rational?) -> String? { value.map { $0.decimalText(places: digits) } }
    let taxed = text(rounded.gross).map { "\($0) with tax" } ?? "tax unknown"
    lines.append(Self.row("rounded", "", "\(text(rounded.net) ?? "unknown") \(price.currency), \(taxed)"))
    return lines
  }

  private var verdict: [String] {
    if let reason = priced.reason { return ["", "unpriceable: \(reason)"] }
    guard let verdict = priced.verdict else { return [] }
    var line = "the CDR states " + Self.short(verdict.theirs) + ": " + verdict.word
    if let convention = verdict.convention { line += ", \(convention)" }
    var lines = ["", line]
    if case .mismatch(let step) = verdict.outcome { lines.append("  first differs in \(step)") }
    return lines
  }

  private func notes(_ price: PricedSession) -> [String] {
    let priced = isExplained ? [] : price.findings.map(\.description)
    let found = priced + (self.priced.verdict?.findings.map(\.description) ?? [])
    return found.isEmpty ? [] : [""] + found.map { "note: \($0)" }
  }

  private func explanation(_ price: PricedSession) -> [String] {
    price.explanation().description.split(separator: "\n").map(String.init)
  }

  private static func row(_ name: String, _ what: String, _ amount: String) -> String {
    Cell.padded(name, to: 12, right: false) + Cell.padded(what, to: 18, right: true) + "  " + amount
  }

  private static func amount(_ net: Rational?, _ gross: Rational?, _ currency: Currency) -> String {
    let without = net.map { "\($0.decimalText(atMost: 6)) \(currency)" } ?? "unknown without tax"
    return without + (gross.map { ", \($0.decimalText(atMost: 6)) with tax" } ?? "")
  }

  private static func short(_ amount: StatedAmount) -> String {
    [
      amount.net.map { $0.decimalText(atMost: 6) },
      amount.gross.map { "\($0.decimalText(atMost: 6)) with tax" },
    ]
    .compactMap { $0 }.joined(separator: ", ")
  }
}
