import BilateralBase
import BilateralPricing

/// The price as scripts read it (docs/pricing.md).
extension PricedCDR {
  /// All of it, with what was found, and with the record of each line when it is explained.
  func json(isExplained: Bool = false) -> JSON {
    var members: [JSONMember] = [
      JSONMember("schema", "partnerctl.price/1"), JSONMember("currency", Self.text(price?.currency.code)),
      JSONMember("excl_vat", Self.number(price?.net)), JSONMember("incl_vat", Self.number(price?.gross)),
      JSONMember("components", components), JSONMember("rounded", rounded),
      JSONMember("verdict", .string(word)), JSONMember("convention", Self.text(verdict?.convention)),
      JSONMember("difference", Self.number(verdict?.difference.flatMap { $0.net ?? $0.gross })),
      JSONMember("step", step), JSONMember("reason", Self.text(reason)), JSONMember("findings", findings),
    ]
    if isExplained, let price { members.append(JSONMember("explanation", price.explanation().json)) }
    return .object(members)
  }

  private var components: JSON {
    let parts = price?.parts ?? [:]
    let isTaxKnown = price?.gross != nil
    return .object(
      BilledComponent.allCases.map { component in
        let part = parts[component]
        let gross = part.map(\.gross) ?? (isTaxKnown ? .zero : nil)
        return JSONMember(
          component.rawValue,
          [
            "excl_vat": Self.number(part.map(\.net) ?? .zero), "incl_vat": Self.number(gross),
            "billed": Self.number(part?.billed ?? .zero),
          ])
      })
  }

  private var rounded: JSON {
    let amount = price.map(RoundingConvention.standard.amount)
    let places = price?.currency.minorDigits ?? 2
    func number(_ value: Rational?) -> JSON { value.map { .number($0.decimalText(places: places)) } ?? .null }
    return ["excl_vat": number(amount?.net), "incl_vat": number(amount?.gross)]
  }

  private var step: JSON {
    guard case .mismatch(let step)? = verdict?.outcome else { return .null }
    return [
      "field": .string(step.field), "component": Self.text(step.component?.rawValue),
      "period": step.period.map { .number(String($0)) } ?? .null, "theirs": Self.number(step.theirs),
      "ours": Self.number(step.ours), "cause": Self.text(step.cause),
    ]
  }

  private var findings: JSON {
    let priced: [JSON] = (price?.findings ?? []).map { finding in
      [
        "code": .string(finding.code.rawValue), "message": .string(finding.message),
        "period": finding.period.map { .number(String($0)) } ?? .null,
      ]
    }
    let checked: [JSON] = (verdict?.findings ?? []).map { finding in
      [
        "code": .string(finding.code.rawValue), "message": .string(finding.message),
        "field": .string(finding.field),
      ]
    }
    return .array(priced + checked)
  }

  /// A number as exact as decimals allow, at most twelve of them.
  static func number(_ value: Rational?) -> JSON {
    value.map { .number($0.decimalText(atMost: 12)) } ?? .null
  }

  private static func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
}
