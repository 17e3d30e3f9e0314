import BilateralBase
import BilateralTerms

/// Shows what an edit would have changed.
struct ImpactView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows it; rows that are no sessions are told on stderr.
  func show(_ impact: ImpactCommand.Impact) {
    tell(impact.report)
    switch invocation.form {
    case .human: invocation.screen.print(lines(impact))
    case .csv: invocation.show(Self.table(impact))
    case .json, .jsonl: invocation.screen.printRaw(Self.object(impact).text + "\n")
    }
  }

  /// Tells what was left out.
  func tell(_ report: SessionFeed.Report) {
    let talk = invocation.talk
    if !report.unknown.isEmpty {
      talk.print(
        "\(report.source): columns left out: \(report.unknown.map(Cell.printable).joined(separator: ", "))")
    }
    talk.print(report.bad.map { "\(report.source):\($0.line) BT281 error: \(Cell.printable($0.reason))" })
    if report.badCount > report.bad.count {
      talk.print("… and \(report.badCount - report.bad.count) more rows that are no sessions")
    }
  }

  // MARK: for people

  /// The sums, what could not be priced, and the groups.
  func lines(_ impact: ImpactCommand.Impact) -> [String] {
    let style = invocation.screen.style
    let (replay, total) = (impact.replay, impact.replay.total)
    var lines = [style.paint(Self.head(impact), .strong)]
    if let currency = Self.currency(impact) {
      lines += Self.sums(impact, currency).map { "  " + $0 }
    } else if total.sessions > 0 {
      lines.append("  the two versions have different currencies; their sums cannot be compared")
    }
    for (reason, count) in replay.unpriced.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("  \(style.mark(.warning)) \(count) sessions have no price: \(Cell.printable(reason))")
    }
    if impact.report.badCount > 0 {
      lines.append(
        "  \(style.mark(.warning)) \(impact.report.badCount) rows are no sessions and were left out")
    }
    let table = Self.table(impact)
    return table.rows.isEmpty
      ? lines : lines + [""] + table.lines(width: invocation.screen.width, style: style)
  }

  private static func head(_ impact: ImpactCommand.Impact) -> String {
    let sessions = Cell.counted(impact.replay.total.sessions, "session")
    let span = impact.replay.span.map { " of \(days($0, " to "))" } ?? ""
    return "\(impact.partner) \(impact.side.rawValue): \(sessions)\(span) "
      + "(\(impact.report.source)) priced again"
  }

  static func day(_ moment: Timestamp) -> String { String("\(moment)".prefix(10)) }

  /// The first and the last day, or the one that it is.
  static func days(_ span: ClosedRange<Timestamp>, _ between: String) -> String {
    let (first, last) = (day(span.lowerBound), day(span.upperBound))
    return first == last ? first : first + between + last
  }

  /// The currency that all amounts have; `nil` when they have several or there are none.
  static func currency(_ impact: ImpactCommand.Impact) -> Currency? {
    impact.replay.currencies.count == 1 ? impact.replay.currencies.first : nil
  }

  private static func sums(_ impact: ImpactCommand.Impact, _ currency: Currency) -> [String] {
    let (replay, total) = (impact.replay, impact.replay.total)
    let width = max(Cell.width(replay.before.label), Cell.width(replay.after.label), 10)
    func row(_ words: String, _ amount: String, _ more: String = "") -> String {
      Cell.padded(words, to: width) + "  " + Cell.padded(amount, to: 14, right: true) + " \(currency)" + more
    }
    let share = Amounts.percent(total.difference, of: total.before).map { "  (\($0))" } ?? ""
    var lines = [
      row(replay.before.label, Amounts.text(total.before, currency), " net"),
      row(replay.after.label, Amounts.text(total.after, currency), " net"),
      row("difference", Amounts.signed(total.difference, currency), share),
    ]
    if let median = total.median, let least = total.least, let most = total.most {
      lines.append(
        "per session: median \(Amounts.signed(median, currency)), from \(Amounts.signed(least, currency)) to "
          + "\(Amounts.signed(most, currency)) · \(total.changed) of \(total.sessions) change")
    }
    if let (name, tally) = biggest(impact, .rule), impact.replay.groups[.rule]?.count ?? 0 > 1 {
      lines.append("biggest: rule \(name) \(Amounts.signed(tally.difference, currency))")
    }
    return lines
  }

  /// The group with the largest difference.
  static func biggest(_ impact: ImpactCommand.Impact, _ dimension: Replay.Dimension) -> (String, ReplayTally)?
  {
    impact.replay.groups[dimension]?.max { left, right in
      (left.value.difference.magnitude, right.key) < (right.value.difference.magnitude, left.key)
    }.map { ($0.key, $0.value) }
  }

  /// The groups, one a row; days and months by date, the others by how much they change.
  static func table(_ impact: ImpactCommand.Impact) -> Table {
    var table = Table(columns: [
      .init(title: "BY"), .init(title: "GROUP"), .init(title: "SESSIONS", isNumber: true),
      .init(title: "CHANGE", isNumber: true, rank: 2), .init(title: "BEFORE", isNumber: true, rank: 1),
      .init(title: "AFTER", isNumber: true), .init(title: "DIFFERENCE", isNumber: true),
      .init(title: "SHARE", isNumber: true, rank: 1),
    ])
    guard let currency = currency(impact) else { return table }
    for dimension in impact.dimensions {
      for (name, tally) in sorted(impact.replay.groups[dimension] ?? [:], dimension) {
        table.rows.append([
          dimension.rawValue, Cell.printable(name), "\(tally.sessions)", "\(tally.changed)",
          Amounts.text(tally.before, currency), Amounts.text(tally.after, currency),
          Amounts.signed(tally.difference, currency),
          Amounts.percent(tally.difference, of: tally.before) ?? "–",
        ])
      }
    }
    return table
  }

  private static func sorted(_ groups: [String: ReplayTally], _ dimension: Replay.Dimension) -> [(
    key: String, value: ReplayTally
  )] {
    groups.sorted { left, right in
      if dimension == .month || dimension == .day { return left.key < right.key }
      let (one, other) = (left.value.difference.magnitude, right.value.difference.magnitude)
      return one == other ? left.key < right.key : one > other
    }
  }

  // MARK: for programs

  /// The whole as JSON; amounts exact.
  static func object(_ impact: ImpactCommand.Impact) -> JSON {
    let replay = impact.replay
    return [
      "schema": "partnerctl.impact/1", "partner": .string(impact.partner),
      "side": .string(impact.side.rawValue),
      "from": .string(replay.before.label), "to": .string(replay.after.label),
      "terms_as_of": .string("\(impact.moment)"), "source": .string(impact.report.source),
      "currency": currency(impact).map { .string($0.code) } ?? .null,
      "first": replay.span.map { .string("\($0.lowerBound)") } ?? .null,
      "last": replay.span.map { .string("\($0.upperBound)") } ?? .null,
      "total": tally(replay.total, impact),
      "groups": .array(
        impact.dimensions.flatMap { dimension in
          sorted(replay.groups[dimension] ?? [:], dimension).map { name, counted in
            var object = tally(counted, impact)
            object["by"] = .string(dimension.rawValue)
            object["group"] = .string(name)
            return object
          }
        }),
      "unpriced": .array(
        replay.unpriced.sorted { $0.key < $1.key }.map {
          ["reason": .string($0.key), "sessions": JSON($0.value)]
        }),
      "bad_rows": JSON(impact.report.badCount),
    ]
  }

  private static func tally(_ tally: ReplayTally, _ impact: ImpactCommand.Impact) -> JSON {
    let isComparable = currency(impact) != nil
    func amount(_ micros: Int?) -> JSON { isComparable ? micros.map { Amounts.json($0) } ?? .null : .null }
    return [
      "sessions": JSON(tally.sessions), "changed": JSON(tally.changed), "before": amount(tally.before),
      "after": amount(tally.after), "difference": amount(tally.difference), "median": amount(tally.median),
      "least": amount(tally.least), "most": amount(tally.most),
    ]
  }
}
