import BilateralBase
import BilateralModel

/// A part of the time of a session in which the same rules hold; of several parts the first that fits counts.
struct MomentCell {
  /// When: one of these; nil for whenever no cell before it does.
  var restrictions: [TariffRestrictions]?
  /// The rules, in written order.
  var rules: [PriceRule]

  /// So many rules that depend on the moment may be stacked: every combination of them is an element.
  static let mostStacked = 6

  /// The cells of rules that hold together, the last one for every moment that is left; nil when there are too many.
  static func cells(
    _ rules: [PriceRule], _ combine: PriceRules.Combination, years: ClosedRange<Int>
  ) -> [MomentCell]? {
    combine == .firstMatch ? firstMatch(rules, years) : stack(rules, years)
  }

  private static func firstMatch(_ rules: [PriceRule], _ years: ClosedRange<Int>) -> [MomentCell] {
    var cells: [MomentCell] = []
    for rule in rules {
      guard !rule.when.moment.isEmpty else { return cells + [MomentCell(restrictions: nil, rules: [rule])] }
      cells.append(MomentCell(restrictions: rule.when.moment.restrictions(years: years), rules: [rule]))
    }
    return cells + [MomentCell(restrictions: nil, rules: [])]
  }

  /// Every combination of the rules that depend on the moment, the larger ones first.
  private static func stack(_ rules: [PriceRule], _ years: ClosedRange<Int>) -> [MomentCell]? {
    let moving = rules.indices.filter { !rules[$0].when.moment.isEmpty }
    guard moving.count <= mostStacked else { return nil }
    let combinations = (0..<(1 << moving.count)).sorted { one, other in
      one.nonzeroBitCount == other.nonzeroBitCount
        ? one < other : one.nonzeroBitCount > other.nonzeroBitCount
    }
    return combinations.compactMap { combination in
      let chosen = moving.indices.filter { combination >> $0 & 1 == 1 }.map { moving[$0] }
      let held = rules.indices.filter { rules[$0].when.moment.isEmpty || chosen.contains($0) }
      guard !chosen.isEmpty else { return MomentCell(restrictions: nil, rules: held.map { rules[$0] }) }
      let alternatives = chosen.map { rules[$0].when.moment.restrictions(years: years) }
      let both = alternatives.dropFirst().reduce(alternatives[0]) { found, next in
        found.flatMap { one in next.flatMap { one.intersection($0) } }
      }
      return both.isEmpty ? nil : MomentCell(restrictions: both, rules: held.map { rules[$0] })
    }
  }
}
