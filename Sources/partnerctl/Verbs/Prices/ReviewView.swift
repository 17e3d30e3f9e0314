import Bilateral
import BilateralBase
import BilateralTerms

/// Writes reviews as Markdown that a person reads in a pull request.
struct ReviewView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows them; `--json` gives the same for programs.
  func show(_ reviews: [ReviewCommand.Review]) {
    guard invocation.form == .human else {
      let object: JSON = ["schema": "partnerctl.review/1", "partners": .array(reviews.map(Self.object))]
      return invocation.screen.printRaw(object.text + "\n")
    }
    invocation.screen.printRaw(reviews.map(markdown).joined(separator: "\n"))
  }

  private func markdown(_ review: ReviewCommand.Review) -> String {
    if case .success(let impact)? = review.impact { ImpactView(invocation: invocation).tell(impact.report) }
    var lines = ["## \(Self.escaped(review.file.name)) (`\(review.newer.label)`)", ""]
    lines.append("Compared with \(review.older.label).")
    lines += ["", "### What changes"]
    lines += review.sentences.isEmpty ? ["Nothing."] : review.sentences.map { "- " + Self.escaped($0) }
    lines += money(review) + prices(review) + guards(review) + checks(review)
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: money

  private func money(_ review: ReviewCommand.Review) -> [String] {
    switch review.impact {
    case nil: return ["", "### Money", "No prices are agreed in this file."]
    case .failure(let failure):
      return ["", "### Money", "Not known: \(Self.escaped(failure.message))."] + examples(review)
    case .success(let impact): return ["", "### Money"] + replayed(impact) + examples(review)
    }
  }

  private func replayed(_ impact: ImpactCommand.Impact) -> [String] {
    let (replay, total) = (impact.replay, impact.replay.total)
    guard let currency = ImpactView.currency(impact) else {
      return ["The two versions have different currencies; their sums cannot be compared."] + unpriced(impact)
    }
    var lines = [Self.summary(impact, currency), ""]
    lines += ["| | before | after | difference | |", "|---|---:|---:|---:|---:|"]
    lines.append(
      Self.row(
        "**\(total.sessions == 1 ? "the session" : "all \(total.sessions) sessions")**, \(currency) net",
        total, currency))
    for (name, tally) in (replay.groups[.rule] ?? [:]).sorted(by: { $0.key < $1.key })
    where (replay.groups[.rule]?.count ?? 0) > 1 {
      lines.append(Self.row("rule \(Self.escaped(name))", tally, currency))
    }
    let months = (replay.groups[.month] ?? [:]).sorted { $0.key < $1.key }.suffix(12)
    for (name, tally) in months where months.count > 1 { lines.append(Self.row(name, tally, currency)) }
    if total.sessions > 1, let median = total.median, let least = total.least, let most = total.most {
      lines += [
        "",
        "A session in the middle costs \(Self.moved(median, currency)); the extremes are "
          + "\(Amounts.signed(least, currency)) and \(Amounts.signed(most, currency)) \(currency). "
          + "\(total.changed) of \(total.sessions) sessions change.",
      ]
    }
    return lines + unpriced(impact)
  }

  private static func summary(_ impact: ImpactCommand.Impact, _ currency: Currency) -> String {
    let total = impact.replay.total
    let span = impact.replay.span.map { " of \(ImpactView.days($0, " to "))" }
    let who =
      switch impact.side {
      case .sell: "We would have earned"
      case .buy: "We would have paid"
      case .retail: "Our drivers would have paid"
      }
    let were = total.sessions == 1 ? "was" : "were"
    let head = "\(Cell.counted(total.sessions, "past session"))\(span ?? "") \(were) priced again."
    guard total.difference != 0 else { return head + " \(who) exactly the same." }
    let amount = Amounts.text(Int(clamping: total.difference.magnitude), currency)
    let share = Amounts.percent(total.difference, of: total.before).map { " (\($0))" } ?? ""
    return head + " \(who) **\(amount) \(currency) \(total.difference < 0 ? "less" : "more")**\(share)."
  }

  private static func moved(_ micros: Int, _ currency: Currency) -> String {
    if micros == 0 { return "the same" }
    return
      "\(Amounts.text(Int(clamping: micros.magnitude), currency)) \(currency) \(micros < 0 ? "less" : "more")"
  }

  private static func row(_ name: String, _ tally: ReplayTally, _ currency: Currency) -> String {
    let cells = [
      name, Amounts.text(tally.before, currency), Amounts.text(tally.after, currency),
      Amounts.signed(tally.difference, currency), Amounts.percent(tally.difference, of: tally.before) ?? "",
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func unpriced(_ impact: ImpactCommand.Impact) -> [String] {
    var lines = impact.replay.unpriced.sorted { $0.key < $1.key }.map { reason, count in
      "- ⚠ \(count) sessions have no price: \(Self.escaped(reason))"
    }
    if impact.report.badCount > 0 {
      lines.append(
        "- ⚠ \(impact.report.badCount) rows of \(impact.report.source) are no sessions and were left out")
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private func examples(_ review: ReviewCommand.Review) -> [String] {
    guard !review.examples.isEmpty else { return [] }
    let rows = review.examples.map { example in
      let (before, after) = (
        example.before.map(\.description) ?? "–", example.after.map(\.description) ?? "–"
      )
      return "| \(Self.escaped(example.words)) | \(before) | \(after) |"
    }
    return ["", "| worked example (net) | before | after |", "|---|---:|---:|"] + rows
  }

  // MARK: prices and checks

  private func prices(_ review: ReviewCommand.Review) -> [String] {
    guard !review.prices.isEmpty else { return [] }
    let changed = review.prices.filter { $0.before != $0.after }
    let who = Self.escaped(review.file.name)
    var lines = ["", "### What \(who) and its drivers see"]
    guard !changed.isEmpty else { return lines + ["The prices that \(who) sees stay as they are."] }
    lines += ["| list tariff | rule | before | after |", "|---|---|---|---|"]
    lines += changed.prefix(30).map { price in
      "| \(Self.escaped(price.tariff)) | \(Self.escaped(price.rule)) | \(price.before.isEmpty ? "–" : price.before) | "
        + "\(price.after.isEmpty ? "–" : price.after) |"
    }
    if changed.count > 30 { lines.append("\n… and \(changed.count - 30) more.") }
    let kept = review.prices.count - changed.count
    if kept > 0 { lines += ["", "\(kept) other prices stay as they are."] }
    lines += [
      "", "Drivers see what \(who) makes of these prices; prices shown at our chargers do not change.",
    ]
    return lines
  }

  private func guards(_ review: ReviewCommand.Review) -> [String] {
    guard !review.guards.isEmpty else { return [] }
    let held = review.guards.filter { $0.state == .pass }.map { "✔ \(Self.escaped($0.message))" }
    let found = review.guards.filter { $0.state != .pass }.map { entry in
      let help = entry.help.map { ". " + Self.sentence(Self.escaped($0)) } ?? ""
      return "- \(entry.state == .warn ? "⚠" : "✖") \(entry.code) \(Self.escaped(entry.message))\(help)"
    }
    return ["", "### Guards"] + (held.isEmpty ? [] : [held.joined(separator: " · ")])
      + (held.isEmpty || found.isEmpty ? [] : [""]) + found
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private func checks(_ review: ReviewCommand.Review) -> [String] {
    let findings = review.newer.findings
    let lines = findings.map { finding in
      let mark = finding.severity == .error ? "✖" : finding.severity == .warning ? "⚠" : "·"
      return "- \(mark) \(finding.code) \(Self.escaped(finding.message))"
    }
    return ["", "### Checks"] + (lines.isEmpty ? ["✔ The file has no findings."] : lines)
  }

  /// A text of a file that Markdown must not take for its own.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in Cell.printable(text) {
      if "\\`*_[]<>|#".contains(character) { out.append("\\") }
      out.append(character)
    }
    return out
  }

  // MARK: for programs

  private static func object(_ review: ReviewCommand.Review) -> JSON {
    [
      "id": .string(review.file.id), "from": .string(review.older.label), "to": .string(review.newer.label),
      "sentences": .array(review.sentences.map { .string($0) }),
      "impact": impact(review), "prices": .array(review.prices.map(object)),
      "examples": .array(review.examples.map(object)), "guards": .array(review.guards.map(\.json)),
      "findings": .array(
        review.newer.findings.map { finding in
          [
            "code": .string(finding.code), "severity": .string(finding.severity.rawValue),
            "message": .string(finding.message),
          ]
        }),
    ]
  }

  private static func impact(_ review: ReviewCommand.Review) -> JSON {
    switch review.impact {
    case .success(let impact)?: ImpactView.object(impact)
    case .failure(let failure)?: ["unknown_because": .string(failure.message)]
    case nil: .null
    }
  }

  private static func object(_ price: PriceComparison) -> JSON {
    [
      "list_tariff": .string(price.tariff), "rule": .string(price.rule), "before": .string(price.before),
      "after": .string(price.after),
    ]
  }

  private static func object(_ example: WorkedExample) -> JSON {
    [
      "session": .string(example.words), "before": example.before.map { .string($0.description) } ?? .null,
      "after": example.after.map { .string($0.description) } ?? .null,
    ]
  }
}
