import BilateralBase
import BilateralModel

extension PricingExplanation: CustomStringConvertible {
  /// A line each for components, then limits, taxes, the total and what was found; amounts with six decimals at most.
  package var description: String {
    var text: [String] = []
    for one in lines { text += words(one) }
    for limit in priced.limits {
      let name = limit.kind == .least ? "min_price" : "max_price"
      text.append(
        "\(name) applied: the sum was \(Self.amount(limit.net)) net, \(Self.amount(limit.gross)) gross")
    }
    for tax in priced.taxes {
      let rate = tax.rate.map { "\($0.decimalText(atMost: 4)) %" } ?? "no tax"
      text.append("\(rate) on \(Self.amount(tax.net)): \(Self.amount(tax.tax))")
    }
    text.append(
      "total \(Self.amount(priced.net)) \(priced.currency) net, \(Self.amount(priced.gross)) gross")
    text += priced.findings.map { "note: \($0)" }
    return text.joined(separator: "\n")
  }

  private func words(_ one: Line) -> [String] {
    let line = one.line
    let unit = line.dimension == .flat ? "session" : line.component.unit
    var text = "\(one.local) \(line.component.rawValue): \(line.billed.decimalText(atMost: 6)) \(unit)"
    if line.stepEffect != .zero {
      text += " (\(line.measured.decimalText(atMost: 6)) in whole steps)"
    }
    text += " at \(line.unitPrice.decimalText(atMost: 6)) = \(Self.amount(line.amount))"
    text += "; tariff \(line.tariffID.text) element \(line.element): \(one.why)"
    return [text] + one.passedOver.map { "  not \($0)" }
  }

  private static func amount(_ value: Rational?) -> String { value?.decimalText(atMost: 6) ?? "unknown" }
}
