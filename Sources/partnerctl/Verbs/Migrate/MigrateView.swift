import BilateralBase

/// Shows what a move comes to: blocks for people, the runtime's own object for programs.
struct MigrateView {
  let invocation: Invocation

  private var style: Style { invocation.screen.style }

  /// Shows a preview.
  func show(_ preview: JSON) {
    guard invocation.form == .human else {
      var object = preview
      // The whole file is between the runtime and us; its lines are told.
      if let file = preview["file"] {
        object["file"] = .object((file.members ?? []).filter { $0.name != "text" })
      }
      return invocation.screen.printRaw(object.text + "\n")
    }
    let blocks: [(String, [String])] = [
      (preview["file"]?["name"]?.string ?? "file", lines(preview)), ("checks", checks(preview)),
      ("open sessions", sessions(preview)), ("told again at the cut-over", again(preview)),
      ("both ways", comparison(preview)),
    ]
    let body = blocks.filter { !$0.1.isEmpty }.flatMap { ["  \($0.0)"] + $0.1.map { "    " + $0 } }
    invocation.screen.print([header(preview)] + body)
  }

  private func header(_ preview: JSON) -> String {
    func text(_ name: String) -> String { preview[name]?.string ?? "" }
    let name = style.paint(Cell.printable("Partner \(text("partner"))"), .strong)
    let ways = Cell.printable("\(text("from")) \(style.mark(.arrow)) \(text("to"))")
    guard let move = preview["move"], !move.isNull else {
      return "\(name)  ·  "
        + (text("action") == "finish" ? "the move \(ways) ends" : "stays on \(text("to"))")
    }
    let moments = "cut-over \(move["cut_over"]?.string ?? ""), hold until \(move["hold_until"]?.string ?? "")"
    return "\(name)  ·  \(ways)  ·  \(moments)"
  }

  private func lines(_ preview: JSON) -> [String] {
    (preview["file"]?["lines"]?.elements ?? []).flatMap { change -> [String] in
      let number = String(change["line"]?.int ?? 0)
      let old = change["old"]?.string.map { "\(number) - \($0)" }
      let new = change["new"]?.string.map { "\(number) + \($0)" }
      return [old, new].compactMap { $0 }.map(Cell.printable)
    }
  }

  private func checks(_ preview: JSON) -> [String] {
    (preview["checks"]?.elements ?? []).flatMap { check -> [String] in
      let message = Cell.printable(check["message"]?.string ?? "")
      guard check["state"] != "pass" else { return ["\(style.mark(.done)) \(message)"] }
      let mark = style.mark(check["state"] == "warn" ? .warning : .failed)
      let help = check["help"]?.string.map { "    " + Cell.printable($0) }
      return ["\(mark) \(check["code"]?.string ?? "") \(message)"] + [help].compactMap { $0 }
    }
  }

  private func sessions(_ preview: JSON) -> [String] {
    (preview["sessions"]?.elements ?? []).map { open in
      let way = open["way"]?.string.map { "on \($0), and end there" } ?? "not told yet"
      let oldest = open["oldest"]?.string.map { ", the oldest since \($0)" } ?? ""
      return Cell.printable("\(open["open"]?.int ?? 0) \(way)\(oldest)")
    }
  }

  private func again(_ preview: JSON) -> [String] {
    let counts = (preview["again"]?.members ?? []).filter { ($0.value.int ?? 0) > 0 }
    guard !counts.isEmpty else { return [] }
    return [counts.map { "\($0.value.int ?? 0) \($0.name)" }.joined(separator: ", ")]
  }

  private func comparison(_ preview: JSON) -> [String] {
    let rows = [("received", "from them"), ("told", "to them")].flatMap { name, words -> [[String]] in
      (preview["compare"]?[name]?.members ?? []).map { module in
        let counts = ["equal", "different", "only_direct", "only_hub"].map {
          String(module.value[$0]?.int ?? 0)
        }
        return [Cell.printable(module.name), words] + counts
      }
    }
    guard !rows.isEmpty else { return [] }
    let table = Table(
      columns: [
        .init(title: "MODULE"), .init(title: "SIDE"), .init(title: "EQUAL", isNumber: true),
        .init(title: "OTHER", isNumber: true), .init(title: "ONLY DIRECT", isNumber: true),
        .init(title: "ONLY HUB", isNumber: true),
      ], rows: rows)
    return table.lines(width: invocation.screen.width.map { max(40, $0 - 4) }, style: style)
  }
}
