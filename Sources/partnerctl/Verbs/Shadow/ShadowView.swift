import BilateralBase
import BilateralTerms

/// Shows what re-rating a partner's CDRs found.
struct ShadowView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows it.
  func show(_ shadow: Shadow, evidence: String?) {
    guard invocation.form == .human else {
      return invocation.screen.printRaw(Self.object(shadow, evidence).text + "\n")
    }
    invocation.talk.print(
      shadow.unreadable.prefix(20).map { "\($0) BT282 error: neither CDR nor line of a statement" })
    invocation.screen.print(lines(shadow, evidence))
  }

  private func lines(_ shadow: Shadow, _ evidence: String?) -> [String] {
    let style = invocation.screen.style
    let currency = shadow.currency ?? ""
    var lines = [
      style.paint("\(shadow.count) CDRs re-rated under \(shadow.label): \(shadow.exact) exact", .strong)
    ]
    for group in shadow.groups {
      let mark = style.mark(group.isOwed ? .done : .failed)
      let amount = group.difference.isZero ? "" : "  (\(Self.signed(group.difference)) \(currency) theirs)"
      lines.append("  \(mark) \(group.count) \(Cell.printable(group.cause))\(amount)")
    }
    if !shadow.claimable.isZero {
      let until = shadow.claimUntil.map { " until \($0)" } ?? ""
      lines.append("  \(Self.text(shadow.claimable)) \(currency) can be claimed\(until)")
    }
    if let statement = shadow.statement { lines += Self.lines(statement, currency) }
    if !shadow.unreadable.isEmpty {
      lines.append("  \(style.mark(.warning)) \(shadow.unreadable.count) could not be read")
    }
    return lines + (evidence.map { ["  evidence \(style.mark(.arrow)) \($0)"] } ?? [])
  }

  private static func lines(_ statement: StatementComparison, _ currency: String) -> [String] {
    var lines = ["statement: \(statement.matched) lines as their CDRs say"]
    if statement.deviating.count > 0 {
      lines.append(
        "  \(statement.deviating.count) lines ask for another amount than their CDR (\(signed(statement.deviating.amount)) \(currency))"
      )
    }
    if statement.withoutCDR.count > 0 {
      lines.append(
        "  \(statement.withoutCDR.count) lines without a CDR (\(signed(statement.withoutCDR.amount)) \(currency))"
      )
    }
    if statement.doubled > 0 { lines.append("  \(statement.doubled) ids stand on it twice") }
    if statement.notOnIt > 0 { lines.append("  \(statement.notOnIt) CDRs are not on it") }
    return lines
  }

  private static func text(_ amount: Rational) -> String { amount.decimalText(places: 2) }
  private static func signed(_ amount: Rational) -> String { (amount > .zero ? "+" : "") + text(amount) }

  /// The whole as JSON.
  static func object(_ shadow: Shadow, _ evidence: String?) -> JSON {
    var object: JSON = [
      "schema": "partnerctl.shadow/1", "partner": .string(shadow.partner), "terms": .string(shadow.label),
      "side": .string(shadow.side.rawValue), "cdrs": JSON(shadow.count), "exact": JSON(shadow.exact),
      "currency": shadow.currency.map { .string($0) } ?? .null,
      "causes": .array(
        shadow.groups.map { group in
          [
            "cause": .string(group.cause), "owed": .bool(group.isOwed), "cdrs": JSON(group.count),
            "difference": Amounts.exact(group.difference),
          ]
        }),
      "claimable": Amounts.exact(shadow.claimable),
      "claim_until": shadow.claimUntil.map { .string("\($0)") } ?? .null,
      "unreadable": .array(shadow.unreadable.map { .string($0) }),
      "evidence": evidence.map { .string($0) } ?? .null,
    ]
    if let statement = shadow.statement {
      object["statement"] = [
        "matched": JSON(statement.matched), "without_cdr": JSON(statement.withoutCDR.count),
        "without_cdr_amount": Amounts.exact(statement.withoutCDR.amount),
        "deviating": JSON(statement.deviating.count),
        "deviating_amount": Amounts.exact(statement.deviating.amount), "doubled": JSON(statement.doubled),
        "not_on_it": JSON(statement.notOnIt),
      ]
    }
    return object
  }
}

/// Writes what a claim rests on: a summary, a table, and our calculation of each CDR that differs.
struct ShadowEvidence {
  private let shadow: Shadow

  /// Evidence of a result.
  init(_ shadow: Shadow) { self.shadow = shadow }

  /// Writes the folder; files of before are replaced.
  /// - Throws: exit 73.
  func write(to folder: String) throws(Failure) {
    try FileSystem.makeFolder(folder)
    try FileSystem.write(ShadowView.object(shadow, folder).bytes + [0x0A], to: folder + "/summary.json")
    try FileSystem.write(Array(CSV.text(table).utf8), to: folder + "/cdrs.csv")
    let explanations = shadow.cases.filter { !$0.isOwed }.map { one in
      "CDR \(one.id), \(one.start) to \(one.end): \(one.cause)\n\(one.explanation)\n"
    }
    try FileSystem.write(Array(explanations.joined(separator: "\n").utf8), to: folder + "/calculations.txt")
  }

  private var table: Table {
    var table = Table(
      columns: ["ID", "START", "END", "OUTCOME", "CAUSE", "THEIRS", "OURS", "DIFFERENCE"].map {
        .init(title: $0)
      })
    table.rows = shadow.cases.map { one in
      [
        Cell.printable(one.id), "\(one.start)", "\(one.end)", one.word, Cell.printable(one.cause),
        one.theirs?.decimalText(atMost: 6) ?? "", one.ours?.decimalText(atMost: 6) ?? "",
        one.difference.decimalText(atMost: 6),
      ]
    }
    return table
  }
}
