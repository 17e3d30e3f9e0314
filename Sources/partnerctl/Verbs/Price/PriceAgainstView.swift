import BilateralBase
import BilateralPricing

/// Shows CDRs beside what was agreed and what was published.
struct PriceAgainstView {
  /// The parsed line and its console.
  let invocation: Invocation
  /// The file with CDRs.
  let name: String

  /// Shows them.
  func show(_ rows: [PriceAgainst.Row], _ measures: [PriceAgainst.Measure], _ unreadable: [Int]) {
    invocation.talk.print(unreadable.prefix(20).map { "\(name):\($0) BT282 error: no CDR of any version" })
    guard [.human, .csv].contains(invocation.form) else {
      return invocation.screen.printRaw(Self.object(rows, unreadable).text + "\n")
    }
    var table = Table(columns: [
      .init(title: "CDR"), .init(title: "PARTNER", rank: 2), .init(title: "STATED", isNumber: true),
    ])
    for measure in measures {
      let title = measure.rawValue.uppercased()
      table.columns += [
        .init(title: title, isNumber: true), .init(title: "MORE", isNumber: true, rank: 1),
        .init(title: "VERDICT"),
      ]
    }
    table.rows = rows.map(row)
    invocation.show(table)
    guard invocation.form == .human else { return }
    for measure in measures { invocation.screen.print(Self.sum(rows, measure)) }
  }

  private func row(_ row: PriceAgainst.Row) -> [String] {
    [Cell.printable(row.id), row.partner, Self.text(row.stated)]
      + row.verdicts.flatMap { _, verdict -> [String] in
        let cause = verdict.cause == verdict.word ? "" : ": \(verdict.cause)"
        return [
          Self.text(verdict.ours), Self.text(verdict.difference), Cell.printable(verdict.word + cause),
        ]
      }
  }

  private static func text(_ amount: StatedAmount?) -> String {
    (amount?.net ?? amount?.gross).map { $0.decimalText(places: 2) } ?? "–"
  }

  /// `agreed: 3 CDRs: 1 exact, 2 mismatch; they ask for 4.15 EUR too much`.
  private static func sum(_ rows: [PriceAgainst.Row], _ measure: PriceAgainst.Measure) -> String {
    let found = rows.flatMap { row in
      row.verdicts.filter { $0.measure == measure }.map { (row.currency, $0.verdict) }
    }
    let words = Dictionary(grouping: found, by: { $0.1.word }).sorted { $0.key < $1.key }
    let line =
      "\(measure.rawValue): \(found.count) CDRs"
      + words.map { ", \($0.value.count) \($0.key)" }.joined()
    let currencies = Set(found.map(\.0))
    let more = found.filter { !$0.1.isOwed }.compactMap { $0.1.difference?.net ?? $0.1.difference?.gross }
    let sum = more.reduce(Rational.zero) { $0 + $1 }
    guard currencies.count == 1, let currency = currencies.first, !sum.isZero else { return line }
    return line + "; "
      + "\(sum.magnitude.decimalText(places: 2)) \(currency) too \(sum.isNegative ? "little" : "much")"
  }

  private static func object(_ rows: [PriceAgainst.Row], _ unreadable: [Int]) -> JSON {
    [
      "schema": "partnerctl.price-against/1",
      "cdrs": .array(
        rows.map { row in
          var object: JSON = [
            "id": .string(row.id), "partner": .string(row.partner), "currency": .string(row.currency),
            "stated": amount(row.stated),
          ]
          for (measure, verdict) in row.verdicts {
            object[measure.rawValue] = [
              "verdict": .string(verdict.word), "cause": .string(verdict.cause),
              "owed": .bool(verdict.isOwed),
              "ours": amount(verdict.ours), "difference": amount(verdict.difference),
            ]
          }
          return object
        }),
      "unreadable": .array(unreadable.map { JSON($0) }),
    ]
  }

  private static func amount(_ amount: StatedAmount?) -> JSON {
    guard let amount else { return .null }
    return ["excl_vat": Amounts.exact(amount.net), "incl_vat": Amounts.exact(amount.gross)]
  }
}
