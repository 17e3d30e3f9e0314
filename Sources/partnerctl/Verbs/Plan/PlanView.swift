import BilateralBase

/// Shows a plan: a block a partner for people, the saved text itself for programs.
struct PlanView {
  let invocation: Invocation

  private var style: Style { invocation.screen.style }

  /// Shows a plan that was saved there, or not at all, with the money of past sessions.
  func show(_ plan: JSON, _ money: [PlanMoney.Money], saved path: String?) {
    switch invocation.form {
    case .human:
      let parts = plan["partners"]?.elements ?? []
      for part in parts {
        let own = money.first { $0.partner == part["partner"]?.string }
        invocation.screen.print(lines(part, own.map { self.money($0.impact) } ?? []))
      }
      invocation.screen.print(Self.total(parts))
      if let path { invocation.talk.print("saved \(Cell.printable(path))") }
    case .json, .jsonl, .csv: invocation.screen.printRaw(plan.text + "\n")
    }
  }

  private func lines(_ part: JSON, _ money: [String]) -> [String] {
    let blocks: [(String, [String])] = [
      ("terms", differences(part["terms"])), ("connection and sync", differences(part["technical"])),
      ("outside effect", effect(part)), ("money", money), ("guards", guards(part)),
      ("findings", findings(part)),
    ]
    let body = blocks.filter { !$0.1.isEmpty }.flatMap {
      ["  \($0.0)"] + $0.1.map { $0.isEmpty ? "" : "  " + $0 }
    }
    return [header(part)] + (body.isEmpty ? ["  nothing changes"] : body)
  }

  private func header(_ part: JSON) -> String {
    let id = part["partner"]?.string ?? ""
    let roles = part["roles"]?.elements?.compactMap(\.string).joined(separator: ", ") ?? ""
    let applied = part["basis"]?["applied"]?.string.map { String($0.prefix(6)) } ?? "nothing"
    let file = part["basis"]?["files"]?["partners/\(id).toml"]?.string.map { String($0.prefix(6)) } ?? "?"
    let name = style.paint(Cell.printable("Partner \(id)"), .strong)
    return "\(name) (\(Cell.printable(roles)))  ·  applied \(applied)  \(style.mark(.arrow))  file \(file)"
  }

  private func differences(_ list: JSON?) -> [String] {
    let rows = (list?.elements ?? []).map { difference -> (mark: String, path: String, words: String) in
      let (old, new) = (difference["old"]?.string, difference["new"]?.string)
      let words =
        switch (old, new) {
        case (let old?, let new?): "\(old) \(style.mark(.arrow)) \(new)"
        case (nil, let new?): new
        case (let old?, nil): "was \(old)"
        case (nil, nil): ""
        }
      let meaning = difference["meaning"]?.string.map { "  (\($0))" } ?? ""
      return (
        Self.mark(difference["change"]?.string), Cell.printable(difference["path"]?.string ?? ""),
        Cell.printable(words) + style.paint(Cell.printable(meaning), .dim)
      )
    }
    let width = min(rows.map { Cell.width($0.path) }.max() ?? 0, 48)
    return rows.map { "\($0.mark) \(Cell.padded($0.path, to: width))  \($0.words)" }
  }

  private static func mark(_ change: String?) -> String {
    switch change {
    case "add": "+"
    case "remove": "-"
    default: "~"
    }
  }

  private func effect(_ part: JSON) -> [String] {
    let tariffs = part["tariffs"]
    var lines: [String] = []
    func add(_ mark: String, _ count: Int, _ words: String) {
      if count > 0 { lines.append("\(mark) \(count) \(words)") }
    }
    add("+", tariffs?["add"]?.elements?.count ?? 0, "tariffs to publish")
    add("~", tariffs?["change"]?.elements?.count ?? 0, "tariffs with other prices")
    add("-", tariffs?["end"]?.elements?.count ?? 0, "tariffs to end")
    add("~", part["connectors"]?["change"]?.int ?? 0, "connectors get other tariff_ids")
    for (name, sight) in (part["share"]?.members ?? []).map({ ($0.name, $0.value) }) {
      add("+", sight["appear"]?.int ?? 0, "\(name) come into their sight")
      add(
        "-", sight["disappear"]?.int ?? 0, "of \(sight["before"]?.int ?? 0) \(name) vanish from their sight")
    }
    add("~", part["locations"]?["update"]?.int ?? 0, "location updates")
    return lines
  }

  /// As `impact` shows it, further in.
  private func money(_ impact: Result<ImpactCommand.Impact, Failure>) -> [String] {
    switch impact {
    case .success(let impact):
      let view = ImpactView(invocation: invocation)
      view.tell(impact.report)
      return view.lines(impact)
    case .failure(let failure):
      return (["not known: \(failure.message)"] + (failure.help.map { ["  " + $0] } ?? [])).map(
        Cell.printable)
    }
  }

  /// The guards that hold in one line, then what the others say, a few of each.
  private func guards(_ part: JSON) -> [String] {
    let guards = part["guards"]?.elements ?? []
    let held = guards.filter { $0["state"] == "pass" }.compactMap { $0["message"]?.string }
    let passes = held.map { "\(style.mark(.done)) \(Cell.printable($0))" }.joined(separator: "  ")
    var lines = passes.isEmpty ? [] : [passes]
    let found = guards.filter { $0["state"] != "pass" }
    let codes = found.compactMap { $0["code"]?.string }
    for (place, entry) in found.enumerated() {
      let before = codes[..<place].count { $0 == codes[place] }
      if before < Self.most { lines += finding(entry) }
      if before == Self.most {
        let more = codes.count { $0 == codes[place] } - Self.most
        lines.append("  … and \(more) more of \(codes[place]); --json has all")
      }
    }
    return lines
  }

  /// How many findings of one guard people are shown.
  private static let most = 5

  private func finding(_ entry: JSON) -> [String] {
    let mark = style.mark(entry["state"] == "warn" ? .warning : .failed)
    let line = "\(mark) \(entry["code"]?.string ?? "") \(entry["message"]?.string ?? "")"
    let help = entry["help"]?.string.map { "    " + Cell.printable($0) }
    return [Cell.printable(line)] + [help].compactMap { $0 }
  }

  private func findings(_ part: JSON) -> [String] {
    (part["findings"]?.elements ?? []).map { finding in
      let isError = finding["severity"]?.string == "error"
      let text = "\(finding["code"]?.string ?? "") \(finding["message"]?.string ?? "")"
      return "\(style.mark(isError ? .failed : .warning)) \(Cell.printable(text))"
    }
  }

  /// The last line, the sum of all partners.
  private static func total(_ parts: [JSON]) -> String {
    func count(_ name: String) -> Int {
      parts.reduce(0) { $0 + ($1["tariffs"]?[name]?.elements?.count ?? 0) }
    }
    let updates = parts.reduce(0) { $0 + ($1["locations"]?["update"]?.int ?? 0) }
    let terms = parts.reduce(0) {
      $0 + ($1["terms"]?.elements?.count ?? 0) + ($1["technical"]?.elements?.count ?? 0)
    }
    guard parts.contains(where: { $0["changes"]?.bool == true }) else {
      return "Plan: nothing to do, all files are in force."
    }
    return "Plan: \(count("add")) to add, \(count("change") + updates) to change, \(count("end")) to end; "
      + "\(Cell.counted(terms, "value")) of the terms."
  }
}
