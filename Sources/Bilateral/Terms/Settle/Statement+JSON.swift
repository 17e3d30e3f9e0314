package import BilateralBase

extension Statement {
  /// The statement without its single charges, in an order of members that never changes.
  package var json: JSON {
    [
      "statement": number.map { .string($0) } ?? .null, "period": .string("\(period)"),
      "from": .string("\(period.first)"), "until": .string("\(period.last)"),
      "issued": .string("\(issued)"), "due": due.map { .string("\($0)") } ?? .null,
      "currency": .string(currency.code), "seller": seller.json, "buyer": buyer.json,
      "lines": .array(lines.map(\.json)), "taxes": .array(taxes.map(\.json)),
      "net": net.number, "tax": tax.number, "gross": gross.number,
      "control": [
        "charges": JSON(count), "energy_kwh": .number(energy.value.decimalText(atMost: 6)),
        "net": net.number,
      ],
      "held": .array(
        held.map { held in
          [
            "id": .string(held.id), "end": .string("\(held.end)"),
            "reason": .string(held.reason),
          ]
        }),
    ]
  }
}

extension Statement.Line {
  fileprivate var json: JSON {
    [
      "kind": .string(kind.rawValue), "group": .string(group), "count": JSON(count),
      "energy_kwh": .number(energy.value.decimalText(atMost: 6)), "net": net.number,
      "tax_category": .string(position.category.rawValue),
      "tax_percent": .number(position.rate.value.decimalText(atMost: 4)),
    ]
  }
}

extension Statement.Tax {
  fileprivate var json: JSON {
    [
      "tax_category": .string(position.category.rawValue),
      "tax_percent": .number(position.rate.value.decimalText(atMost: 4)), "net": net.number,
      "tax": tax.number, "reason": position.category.reason.map { .string($0) } ?? .null,
    ]
  }
}

extension LegalEntity {
  fileprivate var json: JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "legal_name": .string(legalName), "country": text(country), "vat_id": text(vatID),
      "company_no": text(companyNumber), "address": text(address),
    ]
  }
}

extension Money {
  /// The amount as a JSON number with the digits of its currency.
  fileprivate var number: JSON { .number(figure) }
}
