import BilateralBase
import BilateralTerms

/// Shows differences: sentences first, then each value by its path.
struct DiffView {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows comparisons, one after the other.
  func show(_ comparisons: [DiffCommand.Comparison]) {
    guard invocation.form == .human else {
      let object: JSON = [
        "schema": "partnerctl.diff/1",
        "differs": .bool(comparisons.contains { !$0.differences.isEmpty }),
        "partners": .array(comparisons.map(Self.object)),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    for (index, comparison) in comparisons.enumerated() {
      if index > 0 { invocation.screen.print("") }
      invocation.screen.print(lines(comparison))
    }
  }

  // MARK: for people

  private func lines(_ comparison: DiffCommand.Comparison) -> [String] {
    let style = invocation.screen.style
    let id = comparison.newer.file?.id ?? comparison.older.file?.id ?? ""
    let head = "\(id)  \(comparison.older.label) \(style.mark(.arrow)) \(comparison.newer.label)"
    guard !comparison.differences.isEmpty else { return [style.paint(head, .strong), "  nothing differs"] }
    if comparison.older.file == nil {
      let count = comparison.newer.file?.effective.count { $0.origin == .file } ?? 0
      return [style.paint(head, .strong), "  the whole file is new: \(count) values"]
    }
    let sentences = comparison.sentences.map { "  " + Cell.printable($0) }
    return [style.paint(head, .strong)] + sentences + ["  paths"] + comparison.differences.map(line)
  }

  private func line(_ difference: TermDifference) -> String {
    let style = invocation.screen.style
    let path = Cell.printable(difference.path)
    let note = difference.isTechnical ? style.paint("  (a reload takes it over)", .dim) : ""
    let words = Cell.printable(difference.words)
    return switch difference.change {
    case .change: "    \(style.paint("~", .warning)) \(path)  \(words)\(note)"
    case .add: "    \(style.paint("+", .good)) \(path)  \(words)\(note)"
    case .remove:
      "    \(style.paint("-", .bad)) \(path)  \(Cell.printable(difference.old ?? ""))\(note)"
    }
  }

  // MARK: for programs

  private static func object(_ comparison: DiffCommand.Comparison) -> JSON {
    [
      "id": .string(comparison.newer.file?.id ?? comparison.older.file?.id ?? ""),
      "from": .string(comparison.older.label), "to": .string(comparison.newer.label),
      "sentences": .array(comparison.sentences.map { .string($0) }),
      "changes": .array(comparison.differences.map(object)),
    ]
  }

  private static func object(_ difference: TermDifference) -> JSON {
    [
      "path": .string(difference.path), "change": .string(difference.change.rawValue),
      "old": difference.old.map { .string($0) } ?? .null, "new": difference.new.map { .string($0) } ?? .null,
      "meaning": difference.meaning.map { .string($0) } ?? .null,
      "takes_effect": .string(difference.isTechnical ? "reload" : "apply"),
    ]
  }
}

extension TermDifference {
  /// Whether a reload takes the value over; all others wait for `apply` (ruling 9).
  fileprivate var isTechnical: Bool {
    Field.technicalSections.contains(String(path.prefix { $0 != "." && $0 != "[" }))
  }
}
