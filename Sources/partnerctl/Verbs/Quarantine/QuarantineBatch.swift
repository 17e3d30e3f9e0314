import BilateralBase
import BilateralNet

/// `quarantine --retry-all` and `--drop-all`: every entry that was refused for one reason, at once.
struct QuarantineBatch {
  /// The parsed line.
  let invocation: Invocation

  /// The flags of a batch.
  static let flags = [
    Flag("retry-all", says: "try every entry again that the next three flags mean, or all"),
    Flag("drop-all", says: "give them up; asks first"),
    Flag("module", nil, .text("MODULE"), says: "only entries of this module"),
    Flag("code", nil, .text("CODE"), says: "only entries refused for this reason"),
    Flag("path", nil, .text("PATH"), says: "only entries refused there; * stands for any name or number"),
  ]

  /// Whether the line asks for a batch.
  var isWanted: Bool { invocation.arguments.has("retry-all") || invocation.arguments.has("drop-all") }

  /// Does it, part by part, and says how many came in.
  func run(_ client: ControlClient) throws(Failure) -> ExitCode {
    let action = invocation.arguments.has("drop-all") ? "drop" : "retry"
    if invocation.isDryRun {
      invocation.talk.print("would \(action) every entry\(words)")
      return .done
    }
    try ProductionBadge(invocation: invocation).show("quarantine")
    if action == "drop" {
      try Confirmation(invocation: invocation).demand("Drop every entry\(words) for good?")
    }
    var total = Total()
    for partner in try invocation.partners().map({ $0.map(Optional.some) }) ?? [nil] {
      try walk(action, partner, client, &total)
    }
    show(action, total)
    return total.matched == total.done ? .done : .findings
  }

  private struct Total {
    var matched = 0
    var done = 0
    var left: [JSON] = []
  }

  private func walk(_ action: String, _ partner: String?, _ client: ControlClient, _ total: inout Total)
    throws(Failure)
  {
    var after: Int? = 0
    while let number = after {
      let answer = try client.post("/quarantine/\(action)?after=\(number)\(query(partner))")
      total.matched += answer["matched"]?.int ?? 0
      total.done += answer["done"]?.int ?? 0
      let left = (answer["items"]?.elements ?? []).filter { Self.isLeft($0) }
      total.left += left.prefix(max(0, 20 - total.left.count))
      after = answer["next"]?.int
    }
  }

  private static func isLeft(_ item: JSON) -> Bool {
    let outcome = item["outcome"]?.string ?? ""
    return !outcome.hasPrefix("taken in") && outcome != "dropped"
  }

  private func query(_ partner: String?) -> String {
    var pairs = ["module", "code", "path"].map { ($0, invocation.arguments.text($0)) }
    pairs.append(("partner", partner))
    return pairs.map { name, value in value.map { "&\(name)=\(HTTPURL.encoded($0))" } ?? "" }.joined()
  }

  /// The filters in words.
  private var words: String {
    ["module", "code", "path"].map { name in
      invocation.arguments.text(name).map { " with \(name) \(Cell.printable($0))" } ?? ""
    }.joined()
  }

  private func show(_ action: String, _ total: Total) {
    guard invocation.form == .human else {
      let object: JSON = [
        "schema": "partnerctl.quarantine/1", "action": .string(action), "matched": JSON(total.matched),
        "done": JSON(total.done), "left": .array(total.left),
      ]
      return invocation.screen.printRaw(object.text + "\n")
    }
    let done = action == "drop" ? "dropped" : "came in"
    invocation.screen.print("\(total.done) of \(total.matched) \(done)")
    for item in total.left {
      let (id, outcome) = (item["id"]?.int ?? 0, item["outcome"]?.string ?? "")
      invocation.screen.print("  \(id): \(Cell.printable(outcome))")
    }
  }
}
