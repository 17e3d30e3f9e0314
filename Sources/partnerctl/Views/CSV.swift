/// A table as comma-separated values (RFC 4180): a heading line, then the rows, for spreadsheets.
enum CSV {
  /// The text; lines end with a line feed, and quotes stand only where they must.
  static func text(_ table: Table) -> String {
    let heading = table.columns.map { $0.title.lowercased().replacing(" ", with: "_") }
    return ([heading] + table.rows).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    let text = text == "–" ? "" : text
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}

extension Invocation {
  /// Prints a table in the form that was asked for: straight columns, or comma-separated values.
  func show(_ table: Table) {
    if form == .csv { return screen.printRaw(CSV.text(table)) }
    screen.print(table.lines(width: screen.width, style: screen.style))
  }
}
