import Bilateral
import BilateralBase
import BilateralModel
import BilateralPricing
import BilateralTerms

/// Shows a quote, and with `--explain` each step to it.
struct QuoteView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows it.
  func show(_ quote: Quote) {
    guard invocation.form == .human else {
      return invocation.screen.printRaw(Self.object(quote).text + "\n")
    }
    invocation.screen.print(lines(quote))
  }

  // MARK: for people

  private func lines(_ quote: Quote) -> [String] {
    let currency = quote.priced.currency
    var lines = [invocation.screen.style.paint(Self.head(quote), .strong)]
    lines += rows(quote)
    if let net = quote.net {
      let words =
        "\(quote.rounding.point.rawValue) rounding \(quote.rounding.mode.rawValue) \(quote.rounding.digits)"
      lines.append(row(words, Money(net, currency).description + " net"))
    } else {
      lines.append("  net: not known, as the prices hold a tax of unknown rate")
    }
    for tax in quote.priced.taxes where !tax.tax.isZero {
      let rate = tax.rate.map { "\($0.decimalText(atMost: 4)) %" } ?? "?"
      lines.append(
        row("tax \(rate) on \(Money(tax.net, currency).rounded())", "\(Money(tax.tax, currency).rounded())"))
    }
    if let gross = quote.priced.gross {
      lines.append(row("total", "\(Money(gross, currency).rounded()) gross"))
    }
    lines += statement(quote)
    if let hub = quote.hub { lines += self.hub(hub, quote) }
    if invocation.arguments.has("explain") { lines += explanation(quote) }
    return lines
  }

  /// What OCPI cannot say stands on the statement and in no CDR.
  private func statement(_ quote: Quote) -> [String] {
    var lines = quote.lines.map { line in
      let rule = line.rule.map { " (rule \($0))" } ?? ""
      return row("on the statement: \(line.reason)\(rule)", "\(line.amount.rounded()) net")
    }
    if !lines.isEmpty, let net = quote.net {
      let sum = quote.lines.reduce(net) { $0 + $1.amount.rounded().amount }
      lines.append(row("CDR and statement together", "\(Money(sum, quote.priced.currency)) net"))
    }
    if quote.read == .v2_1_1, quote.settled.contains(where: { $0.kind == .limit }) {
      lines.append("  2.1.1 has no limits of a session: a tariff that has them is not sent to this partner")
    }
    lines += quote.later.map { "  not in this amount: \($0.words); \($0.settlement.words)" }
    return lines
  }

  /// The hub's fee on a line of its own: when it is owed, who bears it, and what remains.
  private func hub(_ hub: HubCharge, _ quote: Quote) -> [String] {
    let bearer = hub.isPassedOn ? "\(quote.partner) bears it" : "we bear it"
    var lines = [
      row(
        "\(hub.when): fee \(hub.fee), \(bearer)",
        hub.amount.map { "\($0.rounded()) net" } ?? "not known here")
    ]
    if hub.part == .unknownPlace {
      lines.append(
        "  the route goes by country or group: --country, --group or --evse say which way it takes")
    }
    if let remaining = quote.remaining {
      let word = quote.side == .buy ? "costs us" : "leaves"
      lines.append(row(hub.part == .always ? "\(word) with the hub" : "\(word) then", "\(remaining) net"))
    } else if hub.amount == nil {
      lines.append(
        quote.side == .retail
          ? "  it is a part of what we owe \(quote.partner): --side buy shows it"
          : "  it is in another currency than the price, and no rate is agreed for it")
    }
    return lines
  }

  private static func head(_ quote: Quote) -> String {
    let tariff = quote.place.tariffs.first?.text ?? "?"
    return
      "\(quote.partner) \(quote.side.rawValue)  rule \(quote.pricer.rule) on list tariff \(tariff)  (\(quote.label))"
  }

  /// One line for each component and unit price.
  private func rows(_ quote: Quote) -> [String] {
    quote.priced.componentSums.map { item in
      let unit = item.component.unit
      let words =
        "\(item.component.rawValue)  \(item.billed.decimalText(atMost: 4)) \(unit) × "
        + "\(item.price.decimalText(atMost: 6)) \(quote.priced.currency)/\(unit)"
      return row(words, item.amount.decimalText(atMost: 6))
    }
  }

  private func row(_ words: String, _ amount: String) -> String {
    "  " + Cell.padded(words, to: 58) + " " + Cell.padded(amount, to: 16, right: true)
  }

  private func explanation(_ quote: Quote) -> [String] {
    let steps = quote.priced.explanation().description.split(separator: "\n").map {
      "    " + Cell.printable(String($0))
    }
    let place = quote.place
    let facts = [
      place.country.map { "country \($0)" }, place.power.map { "rated \($0)" }, place.current?.rawValue,
      place.standard, place.zone,
      place.groups.isEmpty ? nil : "groups " + place.groups.sorted().joined(separator: ", "),
    ].compactMap { $0 }
    let known = facts.isEmpty ? "nothing known" : Cell.printable(facts.joined(separator: " · "))
    return ["  steps"] + steps + ["    place: \(known)"]
  }

  // MARK: for programs

  private static func object(_ quote: Quote) -> JSON {
    let priced = quote.priced
    let digits = priced.currency.minorDigits
    return [
      "schema": "partnerctl.quote/1", "partner": .string(quote.partner), "side": .string(quote.side.rawValue),
      "terms": .string(quote.label), "rule": .string(quote.pricer.rule),
      "tariff": quote.pricer.tariffs.first.map { .string($0.id.text) } ?? .null,
      "list_tariff": quote.place.tariffs.first.map { .string($0.text) } ?? .null,
      "currency": .string(priced.currency.code), "net": Amounts.exact(priced.net),
      "gross": Amounts.exact(priced.gross),
      "rounded": [
        "net": quote.net.map { .string($0.decimalText(places: max(digits, quote.rounding.digits))) } ?? .null,
        "gross": priced.gross.map { .string($0.decimalText(places: digits)) } ?? .null,
      ],
      "components": components(priced), "explanation": priced.explanation().json,
      "settled": .array(
        quote.lines.map { line in
          [
            "kind": .string(line.kind.rawValue), "reason": .string(line.reason),
            "rule": line.rule.map { .string($0) } ?? .null, "net": Amounts.exact(line.amount.amount),
          ]
        }),
      "version": .string(quote.read.description),
      "hub_fee": quote.hub.map { object($0, quote) } ?? .null,
      "settled_later": .array(
        quote.later.map { term in
          [
            "path": .string(term.path), "reason": .string(term.words),
            "when": .string(term.settlement.words),
          ]
        }),
      "findings": .array(
        priced.findings.map { ["code": .string($0.code.rawValue), "message": .string($0.message)] }),
    ]
  }

  private static func object(_ hub: HubCharge, _ quote: Quote) -> JSON {
    [
      "hub": .string(hub.hub), "way": .string(hub.part.rawValue), "terms": .string("\(hub.fee)"),
      "borne_by": hub.isPassedOn ? "partner" : "us", "net": Amounts.exact(hub.amount?.amount),
      "currency": hub.amount.map { .string($0.currency.code) } ?? .null,
      "remaining": Amounts.exact(quote.remaining?.amount),
    ]
  }

  private static func components(_ priced: PricedSession) -> JSON {
    .object(
      BilledComponent.allCases.compactMap { component in
        guard let part = priced.parts[component] else { return nil }
        return JSONMember(
          component.rawValue,
          [
            "net": Amounts.exact(part.net), "gross": Amounts.exact(part.gross),
            "measured": Amounts.exact(part.measured), "billed": Amounts.exact(part.billed),
          ])
      })
  }
}
