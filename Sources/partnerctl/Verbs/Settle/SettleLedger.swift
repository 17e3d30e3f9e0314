import Bilateral
import BilateralBase
import BilateralStore
import BilateralTerms

/// `settle list`: closed statements, what is paid of them, and how old the rest is.
struct SettleLedger: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// How late money is, as accountants ask.
  private static let ages: [(title: String, days: ClosedRange<Int>)] = [
    ("not due", 0...0), ("1-30", 1...30), ("31-60", 31...60), ("61-90", 61...90), ("over 90", 91...Int.max),
  ]

  /// Lists the statements of a partner, or all.
  func list(_ id: String?) async throws(Failure) -> ExitCode {
    let selected = try invocation.arguments.has("select") ? invocation.partners() : nil
    let period = invocation.arguments.text("period")
    let standings = try await SettleBooks(try FleetFolder.find(invocation)).read { tx in
      let payments = Dictionary(grouping: try tx.payments.list(), by: \.number)
      return try tx.statements.list(of: id, period: period).map {
        StatementStanding($0, payments[$0.number] ?? [])
      }
    }
    let shown = standings.filter { selected?.contains($0.row.partner) ?? true }
    show(shown, CivilDate(try invocation.now()))
    return .done
  }

  private func show(_ standings: [StatementStanding], _ today: CivilDate) {
    switch invocation.form {
    case .jsonl: for standing in standings { invocation.screen.printRaw(object(standing, today).text + "\n") }
    case .json:
      let json: JSON = [
        "schema": "partnerctl.settle-list/1",
        "statements": .array(standings.map { object($0, today) }), "ageing": ageing(standings, today),
      ]
      invocation.screen.printRaw(json.text + "\n")
    case .human where standings.isEmpty: invocation.screen.print("no period is closed yet")
    case .human, .csv:
      invocation.show(table(standings, today))
      if invocation.form == .human { tellAges(standings, today) }
    }
  }

  private func table(_ standings: [StatementStanding], _ today: CivilDate) -> Table {
    Table(
      columns: [
        .init(title: "NUMBER"), .init(title: "PARTNER"), .init(title: "PERIOD"),
        .init(title: "SIDE", rank: 2),
        .init(title: "DUE", rank: 1), .init(title: "TOTAL", isNumber: true),
        .init(title: "OPEN", isNumber: true),
        .init(title: "STATE"), .init(title: "LATE", isNumber: true, rank: 1),
      ],
      rows: standings.map { standing in
        let (row, late) = (standing.row, standing.daysLate(on: today))
        return [
          row.number, row.partner, row.period, row.direction.rawValue, row.due ?? "–",
          Self.money(standing.gross, row), Self.money(standing.open, row), standing.state(on: today),
          late == 0 ? "–" : "\(late) d",
        ]
      })
  }

  private static func money(_ amount: Rational, _ row: StatementRow) -> String {
    Currency(row.currency).map { "\(Money(amount, $0))" }
      ?? "\(amount.decimalText(atMost: 6)) \(row.currency)"
  }

  // MARK: - ageing

  /// Sums that are open, by direction and currency, then by age.
  private func sums(
    _ standings: [StatementStanding], _ today: CivilDate
  ) -> [(side: String, currency: String, open: [Rational])] {
    let open = standings.filter { !$0.open.isZero }
    let groups = Dictionary(grouping: open) { "\($0.row.direction.rawValue) \($0.row.currency)" }
    return groups.sorted { $0.key < $1.key }.map { name, group in
      let words = name.split(separator: " ").map(String.init)
      let sums = Self.ages.map { age in
        group.filter { age.days.contains($0.daysLate(on: today)) }.reduce(Rational.zero) { $0 + $1.open }
      }
      return (words[0], words[1], sums)
    }
  }

  private func tellAges(_ standings: [StatementStanding], _ today: CivilDate) {
    let sums = sums(standings, today)
    guard !sums.isEmpty else { return }
    invocation.screen.print("")
    let columns =
      [Table.Column(title: "OPEN")]
      + Self.ages.map { Table.Column(title: $0.title.uppercased(), isNumber: true) }
    let rows = sums.map { sum in
      ["\(sum.side == "sell" ? "owed to us" : "owed by us"), \(sum.currency)"]
        + sum.open.map { $0.decimalText(places: Currency(sum.currency)?.minorDigits ?? 2) }
    }
    invocation.screen.print(
      Table(columns: columns, rows: rows).lines(
        width: invocation.screen.width, style: invocation.screen.style))
  }

  private func ageing(_ standings: [StatementStanding], _ today: CivilDate) -> JSON {
    .array(
      sums(standings, today).map { sum in
        var json: JSON = ["side": .string(sum.side), "currency": .string(sum.currency)]
        for (age, open) in zip(Self.ages, sum.open) { json[age.title] = .string(open.decimalText(atMost: 6)) }
        return json
      })
  }

  private func object(_ standing: StatementStanding, _ today: CivilDate) -> JSON {
    let row = standing.row
    func text(_ amount: Rational) -> JSON { .string(amount.decimalText(atMost: 6)) }
    return [
      "statement": .string(row.number), "partner": .string(row.partner), "period": .string(row.period),
      "side": .string(row.direction.rawValue), "issued": .string(row.issued),
      "due": row.due.map { .string($0) } ?? .null, "currency": .string(row.currency),
      "gross": text(standing.gross), "settled": text(standing.settled), "open": text(standing.open),
      "state": .string(standing.state(on: today)), "days_late": .number("\(standing.daysLate(on: today))"),
    ]
  }
}
