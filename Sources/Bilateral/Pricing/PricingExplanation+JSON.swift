package import BilateralBase

extension PricingExplanation {
  /// The record of the price: exact amounts as text (`2/3` where decimals do not end), so that two runs are equal.
  ///
  /// Its canonical bytes are ``JSON/canonicalBytes``; hashes of the inputs are added by whoever has them.
  package var json: JSON {
    .object([
      JSONMember("currency", .string(priced.currency.code)),
      JSONMember("findings", .array(priced.findings.map(Self.json))),
      JSONMember("gross", Self.exact(priced.gross)),
      JSONMember("limits", .array(priced.limits.map(Self.json))),
      JSONMember("lines", .array(lines.map(Self.json))),
      JSONMember("net", Self.exact(priced.net)),
      JSONMember("taxes", .array(priced.taxes.map(Self.json))),
      JSONMember("zone", .string(priced.tariffs.zone.zone.name)),
    ])
  }

  private static func exact(_ value: Rational?) -> JSON { value.map { .string($0.description) } ?? .null }

  private static func json(_ one: Line) -> JSON {
    let line = one.line
    return .object([
      JSONMember("amount", exact(line.amount)), JSONMember("billed", exact(line.billed)),
      JSONMember("component", .string(line.component.rawValue)), JSONMember("element", JSON(line.element)),
      JSONMember("gross", exact(line.gross)), JSONMember("local", .string(one.local.description)),
      JSONMember("measured", exact(line.measured)), JSONMember("net", exact(line.net)),
      JSONMember("passed_over", .array(one.passedOver.map { .string($0) })),
      JSONMember("period", JSON(line.period)), JSONMember("place", JSON(line.place)),
      JSONMember("step_effect", exact(line.stepEffect)), JSONMember("tariff", .string(line.tariffID.text)),
      JSONMember("unit_price", exact(line.unitPrice)), JSONMember("vat", exact(line.vat)),
      JSONMember("why", .string(one.why)),
    ])
  }

  private static func json(_ limit: PricedSession.Limit) -> JSON {
    .object([
      JSONMember("gross", exact(limit.gross)), JSONMember("kind", .string(limit.kind.rawValue)),
      JSONMember("net", exact(limit.net)),
    ])
  }

  private static func json(_ tax: PricedSession.Tax) -> JSON {
    .object([
      JSONMember("net", exact(tax.net)), JSONMember("rate", exact(tax.rate)),
      JSONMember("tax", exact(tax.tax)),
    ])
  }

  private static func json(_ finding: PricingFinding) -> JSON {
    .object([
      JSONMember("code", .string(finding.code.rawValue)),
      JSONMember("least", exact(finding.interval?.least)), JSONMember("message", .string(finding.message)),
      JSONMember("most", exact(finding.interval?.most)),
      JSONMember("period", finding.period.map { JSON($0) } ?? .null),
    ])
  }
}
