/// What one journey of the campaign came to.
struct KillTally: Sendable {
  let journey: String
  /// Processes that were killed from outside, at a moment of the dice.
  var signals = 0
  /// Processes that killed themselves at a known place: around a commit, before an answer, at a step.
  var traps = 0
  /// Writes that were acknowledged.
  var acknowledged = 0
  /// Acknowledged writes that were not there afterwards.
  var lost: [String] = []
  /// What is in force twice, or was told twice.
  var doubled: [String] = []
  /// Cursors that were ahead of their rows.
  var ahead: [String] = []
  /// Deliveries on the wire beyond the first of an object, which is allowed.
  var repeated = 0
  var took = Duration.zero

  var kills: Int { signals + traps }
  var isSound: Bool { lost.isEmpty && doubled.isEmpty && ahead.isEmpty }

  /// The words of what is wrong.
  var words: String {
    [("lost", lost), ("doubled", doubled), ("ahead", ahead)].filter { !$0.1.isEmpty }
      .map { "\($0.0): \($0.1.prefix(5).joined(separator: "; "))" }.joined(separator: "; ")
  }
}

/// The tallies of a campaign as a table, with their sum.
struct KillTable {
  var tallies: [KillTally] = []

  var kills: Int { tallies.reduce(0) { $0 + $1.kills } }

  var text: String {
    let heads = [
      "journey", "kills", "at places", "acknowledged", "lost", "doubled", "ahead", "repeated", "s",
    ]
    let rows = [heads] + tallies.map { [$0.journey] + Self.figures([$0]) } + [["all"] + Self.figures(tallies)]
    let widths = heads.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - row[column].count)
        return column == 0 ? row[column] + gap : gap + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func figures(_ tallies: [KillTally]) -> [String] {
    func sum(_ part: (KillTally) -> Int) -> String { "\(tallies.reduce(0) { $0 + part($1) })" }
    return [
      sum(\.kills), sum(\.traps), sum(\.acknowledged), sum(\.lost.count), sum(\.doubled.count),
      sum(\.ahead.count), sum(\.repeated),
      "\(tallies.reduce(Duration.zero) { $0 + $1.took } / .seconds(1))".prefix { $0 != "." } + "",
    ]
  }
}
