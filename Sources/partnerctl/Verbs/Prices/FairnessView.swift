import BilateralBase
import BilateralTerms

/// Shows spreads of prices: those that no file explains first.
struct FairnessView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows them.
  func show(_ fairness: FairnessCommand.Fairness) {
    for (partner, reason) in fairness.skipped {
      invocation.talk.print("\(partner) is left out: \(Cell.printable(reason))")
    }
    guard [.human, .csv].contains(invocation.form) else {
      return invocation.screen.printRaw(Self.object(fairness).text + "\n")
    }
    var table = Table(columns: [
      .init(title: ""), .init(title: "CHARGERS", isNumber: true), .init(title: "SUCH AS"),
      .init(title: "LIST", isNumber: true), .init(title: "PARTNER"), .init(title: "PAYS", isNumber: true),
      .init(title: "RULE", rank: 1), .init(title: "WHY", rank: 2),
    ])
    for spread in fairness.spreads.prefix(invocation.arguments.number("limit") ?? 20) {
      table.rows += rows(spread)
    }
    if !table.rows.isEmpty { invocation.show(table) }
    guard invocation.form == .human else { return }
    let open = fairness.spreads.filter { !$0.unexplained.isEmpty }
    let chargers = Set(open.flatMap(\.evses)).count
    invocation.screen.print(
      "\(fairness.partners.count) partners on \(fairness.chargers) chargers at \(fairness.moment): "
        + "\(fairness.spreads.count) different sets of prices, \(open.count) not explained on \(chargers) chargers"
    )
  }

  private func rows(_ spread: PriceSpread) -> [[String]] {
    let unexplained = Set(spread.unexplained)
    return spread.prices.enumerated().map { index, price in
      let isOpen = unexplained.contains(price)
      let style = invocation.screen.style
      let mark = invocation.form == .csv ? (isOpen ? "unexplained" : "") : isOpen ? style.mark(.warning) : ""
      return [
        mark, index == 0 ? "\(spread.evses.count)" : "",
        index == 0 ? Cell.printable(spread.evses.first ?? "") : "",
        index == 0 ? spread.list.map(Self.text) ?? "–" : "", price.partner,
        Self.text(price.perKilowattHour) + " \(spread.currency)", Cell.printable(price.rule),
        Cell.printable(price.justification ?? ""),
      ]
    }
  }

  private static func text(_ price: Rational) -> String { price.decimalText(places: 4) }

  private static func object(_ fairness: FairnessCommand.Fairness) -> JSON {
    [
      "schema": "partnerctl.fairness/1", "at": .string("\(fairness.moment)"),
      "chargers": JSON(fairness.chargers), "partners": .array(fairness.partners.map { .string($0) }),
      "left_out": .array(
        fairness.skipped.map { ["partner": .string($0.partner), "reason": .string($0.reason)] }),
      "unexplained": JSON(fairness.spreads.count { !$0.unexplained.isEmpty }),
      "spreads": .array(fairness.spreads.map(object)),
    ]
  }

  private static func object(_ spread: PriceSpread) -> JSON {
    [
      "evses": .array(spread.evses.map { .string($0) }), "currency": .string(spread.currency.code),
      "list": Amounts.exact(spread.list), "width": Amounts.exact(spread.width),
      "unexplained": .array(spread.unexplained.map { .string($0.partner) }),
      "prices": .array(
        spread.prices.map { price in
          [
            "partner": .string(price.partner), "per_kwh": Amounts.exact(price.perKilowattHour),
            "rule": .string(price.rule), "justification": price.justification.map { .string($0) } ?? .null,
          ]
        }),
    ]
  }
}
