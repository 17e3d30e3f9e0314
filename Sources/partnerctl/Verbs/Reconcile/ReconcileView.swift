import Bilateral
import BilateralBase
import BilateralTerms

/// Shows how sessions, CDRs and statement fit.
struct ReconcileView {
  /// The parsed line and its console.
  let invocation: Invocation
  let order: ReconcileRun.Order

  /// Shows the comparison.
  func show(_ parts: [ReconcileRun.Part], isAfterFix: Bool = false) {
    switch invocation.form {
    case .json: invocation.screen.printRaw(json(parts, isAfterFix).text + "\n")
    case .jsonl: tell(parts.flatMap(\.result.findings))
    case .csv: invocation.show(table(parts.flatMap(\.result.findings)))
    case .human:
      if isAfterFix { invocation.screen.print("after asking for what is missing:") }
      for part in parts { show(part) }
      if parts.isEmpty {
        invocation.screen.print(
          "nothing to compare: \(order.partner) has no sessions and no CDRs in \(order.period)")
      }
      if invocation.arguments.has("findings") {
        let findings = parts.flatMap(\.result.findings)
        if !findings.isEmpty { invocation.show(table(findings)) }
      }
      help(parts)
    }
  }

  /// Tells findings one by one.
  func tell(_ findings: [ReconcileFinding]) {
    for finding in findings {
      if invocation.form == .human {
        invocation.screen.print(Cell.printable(Self.row(finding).joined(separator: "  ")))
      } else {
        invocation.screen.printRaw(Self.json(finding).text + "\n")
      }
    }
  }

  private func show(_ part: ReconcileRun.Part) {
    let screen = invocation.screen
    let (result, style) = (part.result, invocation.screen.style)
    let lines = part.lines.map { "   statement lines \($0)" } ?? ""
    let whose = part.direction == .buy ? "their CDRs" : "our CDRs"
    screen.print("\(order.partner) \(order.period), \(whose)")
    screen.print("sessions \(result.sessionCount)   CDRs \(result.counted)\(lines)")
    var rows: [[String]] = [
      ["matched", "\(result.matched)", Self.share(result.matched, result.sessionCount), ""]
    ]
    for cause in ReconcileCause.allCases {
      let findings = result.findings.filter { $0.cause == cause }
      guard !findings.isEmpty else { continue }
      let sums = ReconcileRun.Part.sums(findings.compactMap(\.money)).map { "\($0.rounded())" }
      let unknown = findings.count { $0.money == nil }
      let more = unknown > 0 ? "\(unknown) of unknown worth" : nil
      rows.append([
        Self.words(cause), "\(findings.count)", "",
        (sums + (more.map { [$0] } ?? [])).joined(separator: ", ")
          + (cause == .missingCDR ? "  ← leakage" : ""),
      ])
    }
    let widths = (0..<3).map { column in rows.map { Cell.width($0[column]) }.max() ?? 0 }
    for (place, row) in rows.enumerated() {
      let cells = (0..<3).map { Cell.padded(row[$0], to: widths[$0], right: $0 > 0) } + [row[3]]
      let mark = style.mark(place == 0 ? .done : .failed)
      let line = cells.joined(separator: "  ")
      screen.print("  \(mark) \(Cell.printable(line))".trimmingTrailingSpaces)
    }
    for problem in part.problems.prefix(20) { screen.print("  ! \(Cell.printable("\(problem)"))") }
    if part.problems.count > 20 {
      screen.print("  ! \(part.problems.count - 20) more lines are not understood")
    }
    for text in part.unreadable.prefix(20) { screen.print("  ! cannot be read: \(Cell.printable(text))") }
  }

  /// What to type next.
  private func help(_ parts: [ReconcileRun.Part]) {
    let findings = parts.flatMap(\.result.findings)
    let disputable = parts.filter { $0.direction == .buy }.flatMap(\.result.findings).filter(\.isDisputable)
    if !disputable.isEmpty {
      invocation.talk.print(
        "→ partnerctl dispute open \(order.partner) --from-reconcile \(order.period)   (\(disputable.count) cases)"
      )
    }
    if !invocation.arguments.has("fix"),
      findings.contains(where: { [.missingCDR, .noSession, .undelivered].contains($0.cause) })
    {
      invocation.talk.print(
        "→ partnerctl reconcile \(order.partner) --period \(order.period) --fix   asks for what is missing")
    }
  }

  private static func share(_ part: Int, _ whole: Int) -> String {
    guard whole > 0, let share = Rational(part * 100, over: whole) else { return "" }
    return share.decimalText(places: 2, .down) + " %"
  }

  /// A cause as people say it.
  static func words(_ cause: ReconcileCause) -> String {
    switch cause {
    case .missingCDR: "no CDR"
    case .ghost: "session never closed"
    case .noSession: "CDR without session"
    case .duplicate: "duplicate"
    case .price: "price deviates"
    case .onlyTheirs: "only on their statement"
    case .notOnTheirs: "not on their statement"
    case .statementAmount: "statement amount deviates"
    default: cause.rawValue.replacing("-", with: " ")
    }
  }

  private func table(_ findings: [ReconcileFinding]) -> Table {
    Table(
      columns: [
        .init(title: "CAUSE"), .init(title: "SESSION", rank: 1), .init(title: "CDR"),
        .init(title: "AMOUNT", isNumber: true), .init(title: "WHAT", rank: 2),
      ], rows: findings.map { Self.row($0).map { Cell.printable($0) } })
  }

  private static func row(_ finding: ReconcileFinding) -> [String] {
    [
      finding.cause.rawValue, finding.session ?? "–", finding.record ?? "–",
      finding.money.map { "\($0.rounded())" } ?? "–", finding.words,
    ]
  }

  private func json(_ parts: [ReconcileRun.Part], _ isAfterFix: Bool) -> JSON {
    [
      "schema": "partnerctl.reconcile/1", "partner": .string(order.partner),
      "period": .string("\(order.period)"), "fixed": .bool(isAfterFix), "parts": .array(parts.map(\.json)),
    ]
  }

  private static func json(_ finding: ReconcileFinding) -> JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "type": "finding", "cause": .string(finding.cause.rawValue), "session": text(finding.session),
      "record": text(finding.record), "other": text(finding.other),
      "amount": finding.money.map { Amounts.exact($0.amount) } ?? .null,
      "currency": text(finding.money?.currency.code), "words": .string(finding.words),
    ]
  }
}

extension ReconcileFinding {
  /// Whether there is a CDR that was billed and should not have been, or not so.
  var isDisputable: Bool {
    switch cause {
    case .duplicate, .price, .currency, .clock, .tooLate, .unknownToken, .zeroEnergy, .unsigned, .noSession,
      .limits, .overlap, .noReference, .noTariff, .noBreakdown, .energy:
      record != nil
    default: false
    }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
