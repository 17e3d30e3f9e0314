import BilateralBase

/// A run for a terminal: an area a line, below it what is wrong and what to do.
struct CertifyView {
  /// The parsed line.
  let invocation: Invocation

  /// Shows it; with `-v` also what was left out and why.
  func show(_ report: CertifyResult) {
    let screen = invocation.screen
    let style = screen.style
    screen.print("\(style.paint(report.partner, .strong))  certify, OCPI \(report.version)")
    for area in report.areas {
      screen.print(head(area, style))
      for line in area.lines { screen.print(lines(line, style)) }
    }
    let mark = style.mark(report.isPassed ? .done : .failed)
    screen.print("\(mark) \(Cell.printable(report.text))")
    if report.isReadOnly {
      screen.print("  the partner is live: nothing was written, checks that write were left out")
    }
    for left in report.left { screen.print("  left there: \(Cell.printable(left))") }
  }

  private func head(_ area: CertifyResult.Area, _ style: Style) -> String {
    let symbol: Style.Symbol =
      area.failed > 0 ? .failed : area.warned > 0 ? .warning : area.made == 0 ? .skipped : .done
    let skipped = area.lines.count - area.made
    let count = area.made == 0 ? "not made" : "\(area.passed)/\(area.made)"
    return "  \(style.mark(symbol)) \(Cell.padded(area.title, to: 26)) \(count)"
      + (skipped > 0 && area.made > 0 ? "  \(style.paint("\(skipped) not made", .dim))" : "")
  }

  private func lines(_ line: CertifyResult.Line, _ style: Style) -> [String] {
    let symbol: Style.Symbol
    switch line.verdict {
    case "fail": symbol = .failed
    case "warn": symbol = .warning
    case "skipped" where invocation.arguments.has("verbose"): symbol = .skipped
    default: return []
    }
    let head = "      \(style.mark(symbol)) \(line.id)  \(line.title)"
    var lines = [head, "          " + Cell.printable("\(line.detail)  (\(line.requirements))")]
    if let remedy = line.remedy { lines.append("          \(style.mark(.arrow)) \(remedy)") }
    return lines
  }
}
