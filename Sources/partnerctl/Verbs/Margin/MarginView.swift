import BilateralBase

/// Shows margins, hours with the same one together.
struct MarginView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows them.
  func show(
    _ rows: [MarginCommand.Row], _ months: [HubMonth], _ skipped: [(partner: String, reason: String)]
  ) {
    defer { tell(months) }
    for (partner, reason) in skipped {
      invocation.talk.print("\(partner) is left out: \(Cell.printable(reason))")
    }
    guard [.human, .csv].contains(invocation.form) else {
      let object: JSON = [
        "schema": "partnerctl.margin/1",
        "left_out": .array(skipped.map { ["partner": .string($0.partner), "reason": .string($0.reason)] }),
        "rows": .array(rows.map(Self.object)), "hub_fees": .array(months.map(\.json)),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    guard !rows.isEmpty else {
      return invocation.screen.print("no partner has both [pricing.buy] and [pricing.retail] with prices")
    }
    var table = Table(columns: [
      .init(title: ""), .init(title: "CPO"), .init(title: "POWER"), .init(title: "TARIFF", rank: 2),
      .init(title: "HOURS"), .init(title: "BUY", isNumber: true), .init(title: "RETAIL", isNumber: true),
      .init(title: "HUB", isNumber: true, rank: 1), .init(title: "MARGIN", isNumber: true),
      .init(title: "LEAST", isNumber: true, rank: 1),
    ])
    let mark = invocation.form == .csv ? "below" : invocation.screen.style.mark(.failed)
    table.rows = rows.map { row in
      [
        row.isEnough ? "" : mark, row.partner, row.power, Cell.printable(row.tariff), Self.hours(row.hours),
        Self.text(row.buy), Self.text(row.retail), Self.text(row.hub),
        Self.text(row.margin) + " \(row.currency)",
        Self.text(row.least),
      ]
    }
    invocation.show(table)
  }

  /// What hubs took, below the margins; not among the cells of a spreadsheet.
  private func tell(_ months: [HubMonth]) {
    guard !months.isEmpty, [.human, .csv].contains(invocation.form) else { return }
    let lines =
      months.map(\.words) + [
        "a direct connection pays where it costs less than that; what it would cost is not known here"
      ]
    for line in lines {
      if invocation.form == .csv { invocation.talk.print(line) } else { invocation.screen.print(line) }
    }
  }

  private static func hours(_ hours: ClosedRange<Int>) -> String {
    func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }
    return "\(clock(hours.lowerBound))-\(clock(hours.upperBound + 1))"
  }

  private static func text(_ price: Rational) -> String { price.decimalText(places: 4) }

  private static func object(_ row: MarginCommand.Row) -> JSON {
    [
      "partner": .string(row.partner), "power": .string(row.power), "list_tariff": .string(row.tariff),
      "hours": .string(hours(row.hours)), "currency": .string(row.currency.code),
      "buy_per_kwh": Amounts.exact(row.buy), "retail_per_kwh": Amounts.exact(row.retail),
      "hub_per_kwh": Amounts.exact(row.hub), "margin_per_kwh": Amounts.exact(row.margin),
      "least_per_kwh": Amounts.exact(row.least), "enough": .bool(row.isEnough),
    ]
  }
}
