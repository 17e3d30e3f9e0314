import BilateralBase

/// Shows exchanges: a line each for people, with the bodies below when asked for.
struct LogsView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows what was kept.
  func show(_ reading: Reading) {
    let rows = reading.json["exchanges"]?.elements ?? []
    switch invocation.form {
    case .jsonl: rows.forEach { invocation.screen.printRaw($0.text + "\n") }
    case .json:
      let head: [JSONMember] = [
        .init("schema", "partnerctl.logs/1"), .init("exchanges", .array(rows)),
        .init("dropped", reading.json["dropped"] ?? .null),
      ]
      invocation.screen.printRaw(JSON.object(head + reading.members).text + "\n")
    case .csv:
      reading.tell(invocation)
      invocation.show(Self.table(rows))
    case .human:
      reading.tell(invocation)
      for row in rows { show(line: row) }
      if rows.isEmpty { invocation.screen.print("nothing: no exchange fits") }
      if let dropped = reading.json["dropped"]?.int, dropped > 0 {
        invocation.talk.print("\(dropped) exchanges came too fast and were not kept")
      }
    }
  }

  /// Shows one exchange; anything but people gets its object.
  func show(line row: JSON) {
    guard invocation.form == .human else { return invocation.screen.printRaw(row.text + "\n") }
    let style = invocation.screen.style
    let tone: Style.Tone? = ["error": .bad, "warning": .warning][row["level"]?.string ?? ""]
    let line = Self.line(row, arrow: style)
    invocation.screen.print(tone.map { style.paint(line, $0) } ?? line)
    if let error = row["error"]?.string { invocation.screen.print("    " + Cell.printable(error)) }
    guard invocation.arguments.has("bodies") else { return }
    for (name, size) in [("request", "request_size"), ("response", "response_size")] {
      guard let text = row[name]?.string else { continue }
      let whole = row[size]?.int ?? 0
      let cut = whole > text.utf8.count ? " … \(whole) bytes" : ""
      invocation.screen.print("    \(name)  " + Cell.printable(text) + style.paint(cut, .dim))
    }
  }

  /// `10:42:03Z  acme  → GET /…  200 1000  12 ms  correlation`.
  private static func line(_ row: JSON, arrow style: Style) -> String {
    func text(_ name: String) -> String { Cell.printable(row[name]?.string ?? "–") }
    let status = [row["http"]?.int, row["ocpi"]?.int].compactMap { $0.map { String($0) } }
    let direction = text("direction") == "in" ? (style.isASCII ? "<-" : "←") : style.mark(.arrow)
    return [
      text("at"), Cell.padded(partner(row), to: 10), direction, Cell.padded(text("method"), to: 6),
      path(text("path")), status.isEmpty ? "no answer" : status.joined(separator: " "),
      milliseconds(row), text("correlation_id"),
    ].joined(separator: "  ")
  }

  /// `acme`, or `acme by gireve` where a hub carried it.
  private static func partner(_ row: JSON) -> String {
    [row["partner"]?.string, row["hub"]?.string].compactMap { $0.map(Cell.printable) }
      .joined(separator: " by ")
  }

  /// The address without scheme and host.
  private static func path(_ text: String) -> String {
    guard let scheme = text.firstRange(of: "://") else { return text }
    let rest = text[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
  }

  private static func milliseconds(_ row: JSON) -> String {
    let microseconds = row["microseconds"]?.int ?? 0
    return microseconds < 10_000
      ? "\(microseconds / 1000).\(microseconds / 100 % 10) ms" : "\(microseconds / 1000) ms"
  }

  private static func table(_ rows: [JSON]) -> Table {
    let names = [
      "at", "level", "partner", "hub", "direction", "module", "method", "path", "http", "ocpi",
      "microseconds",
      "request_size", "response_size", "request_id", "correlation_id", "error",
    ]
    return Table(
      columns: names.map { .init(title: $0) },
      rows: rows.map { row in
        names.map { name in
          guard let value = row[name], !value.isNull else { return "" }
          return Cell.printable(value.string ?? value.text)
        }
      })
  }
}
