package import BilateralBase

extension Statement {
  /// Reads a statement as ``json`` wrote it, without its single charges; nil when it is none.
  package init?(_ json: JSON) {
    guard let period = json["period"]?.string.flatMap({ SettlementPeriod($0) }),
      let currency = json["currency"]?.string.flatMap({ Currency($0) }),
      let seller = json["seller"].flatMap({ LegalEntity($0) }),
      let buyer = json["buyer"].flatMap({ LegalEntity($0) }),
      let issued = json["issued"]?.string.flatMap({ CivilDate(text: $0) }),
      let count = json["control"]?["charges"]?.int,
      let lines = Self.all(json["lines"], { Line($0, currency) }),
      let taxes = Self.all(json["taxes"], { Tax($0, currency) }),
      let held = Self.all(json["held"], { Held($0) })
    else { return nil }
    self.init(
      number: json["statement"]?.string, period: period, seller: seller, buyer: buyer, currency: currency,
      issued: issued, due: json["due"]?.string.flatMap { CivilDate(text: $0) }, count: count, entries: [],
      lines: lines, taxes: taxes, held: held)
  }

  /// All elements of an array; nil when one cannot be read.
  private static func all<Value>(_ json: JSON?, _ read: (JSON) -> Value?) -> [Value]? {
    var found: [Value] = []
    for element in json?.elements ?? [] {
      guard let value = read(element) else { return nil }
      found.append(value)
    }
    return found
  }
}

extension Statement.Line {
  fileprivate init?(_ json: JSON, _ currency: Currency) {
    guard let kind = json["kind"]?.string.flatMap({ Statement.Kind(rawValue: $0) }),
      let group = json["group"]?.string, let count = json["count"]?.int, let position = TaxPosition(json),
      let energy = json["energy_kwh"]?.rational, let net = json["net"]?.rational
    else { return nil }
    self.init(
      group: group, kind: kind, position: position, count: count, energy: Energy(value: energy),
      net: Money(net, currency))
  }
}

extension Statement.Tax {
  fileprivate init?(_ json: JSON, _ currency: Currency) {
    guard let position = TaxPosition(json), let net = json["net"]?.rational, let tax = json["tax"]?.rational
    else { return nil }
    self.init(position: position, net: Money(net, currency), tax: Money(tax, currency))
  }
}

extension Statement.Held {
  fileprivate init?(_ json: JSON) {
    guard let id = json["id"]?.string, let end = json["end"]?.string.flatMap({ Timestamp(ocpi: $0) }),
      let reason = json["reason"]?.string
    else { return nil }
    self.init(id: id, end: end, reason: reason)
  }
}

extension TaxPosition {
  fileprivate init?(_ json: JSON) {
    guard let category = json["tax_category"]?.string.flatMap({ TaxCategory(rawValue: $0) }),
      let rate = json["tax_percent"]?.rational
    else { return nil }
    self.init(category, Percent(value: rate))
  }
}

extension LegalEntity {
  fileprivate init?(_ json: JSON) {
    guard let name = json["legal_name"]?.string else { return nil }
    self.init(
      legalName: name, country: json["country"]?.string, vatID: json["vat_id"]?.string,
      companyNumber: json["company_no"]?.string, address: json["address"]?.string)
  }
}

extension JSON {
  fileprivate var rational: Rational? { numberText.flatMap { Rational(decimalText: $0) } }
}
