import Bilateral
import BilateralBase
import BilateralTerms

/// Shows statements: lines, taxes, totals, what is left out and why.
struct SettleView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows a report.
  func show(_ report: SettleReport) {
    switch invocation.form {
    case .json, .jsonl: invocation.screen.printRaw(report.json.text + "\n")
    case .csv: invocation.show(table(report.documents.map(\.settled.statement)))
    case .human: tell(report)
    }
  }

  private func tell(_ report: SettleReport) {
    let screen = invocation.screen
    if report.documents.isEmpty {
      screen.print(
        "\(report.partner), \(report.period): nothing to invoice\(report.isClosed ? "; closed" : "")")
    }
    for (place, document) in report.documents.enumerated() {
      if place > 0 { screen.print("") }
      tell(document, place: place)
    }
    for offset in report.offsets {
      screen.print("set off: \(offset.amount) of statements \(offset.sold + 1) and \(offset.bought + 1)")
    }
    for carried in report.carried {
      screen.print(
        "\(carried.statement.gross) between \(Cell.printable(carried.statement.seller.legalName)) and "
          + "\(Cell.printable(carried.statement.buyer.legalName)) is below minimum_invoice and waits for the next period"
      )
    }
    tell(held: report.held)
    tell(held: report.homeless)
    if let credit = report.credit, credit.isHigh {
      invocation.talk.print("\(Cell.printable(report.partner)): \(credit.words)")
    }
    if let awaited = report.awaited {
      invocation.talk.print("CDRs of \(report.period) are awaited until \(awaited)")
    }
  }

  private func tell(_ document: SettleReport.Document, place: Int) {
    let screen = invocation.screen
    let statement = document.settled.statement
    let name = statement.number.map { "Statement \($0)" } ?? "Statement \(place + 1), preview"
    screen.print(screen.style.paint("\(name) · \(statement.period) · \(document.settled.kind)", .strong))
    screen.print(
      "\(Cell.printable(statement.seller.legalName)) \(screen.style.mark(.arrow)) "
        + "\(Cell.printable(statement.buyer.legalName))"
        + ", issued \(statement.issued)" + (statement.due.map { ", due \($0)" } ?? ""))
    screen.print(table([statement]).lines(width: screen.width, style: screen.style))
    for tax in statement.taxes {
      let reason = tax.position.category.reason ?? "VAT \(tax.position.rate)"
      screen.print("\(reason): \(tax.tax) on \(tax.net)")
    }
    screen.print(
      "net \(statement.net), tax \(statement.tax), total \(statement.gross) "
        + "(\(statement.count) charges, \(statement.energy))")
    tell(held: statement.held)
    if let place = document.settled.facts.deliverTo, document.settled.writer == .us {
      screen.print("deliver to \(Cell.printable(place))")
    }
    for file in document.files { screen.print("  \(Cell.printable(file))") }
  }

  /// What is left out, by reason; the single charges are in the JSON.
  private func tell(held: [Statement.Held]) {
    let reasons = Dictionary(grouping: held, by: \.reason).sorted {
      ($1.value.count, $0.key) < ($0.value.count, $1.key)
    }
    for (reason, charges) in reasons {
      let names = charges.prefix(3).map(\.id).joined(separator: ", ") + (charges.count > 3 ? " …" : "")
      invocation.screen.print(
        "left out: \(charges.count) (\(Cell.printable(names))): \(Cell.printable(reason))")
    }
  }

  private func table(_ statements: [Statement]) -> Table {
    Table(
      columns: [
        .init(title: "LINE"), .init(title: "KIND", rank: 1), .init(title: "CHARGES", isNumber: true),
        .init(title: "KWH", isNumber: true, rank: 2), .init(title: "TAX", rank: 1),
        .init(title: "NET", isNumber: true),
      ],
      rows: statements.flatMap { statement in
        statement.lines.map { line in
          [
            Cell.printable(line.group), line.kind.rawValue, "\(line.count)",
            line.energy.value.decimalText(places: 3),
            line.position.category.reason ?? "\(line.position.rate)", "\(line.net)",
          ]
        }
      })
  }
}
