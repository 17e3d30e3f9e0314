import BilateralBase

/// Where values go into a section of a TOML text, so that all that people wrote stays as it is.
struct SectionPlace {
  /// Before which line they go, counted from 0.
  let line: Int
  /// What opens the section when there is none.
  let opening: [String]

  /// Finds the place: after the section's last value, or at the end in a section of its own; nil where the section is
  /// written in one line or as dotted keys.
  ///
  /// - Parameters:
  ///   - section: its path, such as `pricing.sell`.
  ///   - document: the text as it reads.
  ///   - lines: the text.
  init?(_ section: String, in document: TOMLDocument, _ lines: [String]) {
    let path = section.split(separator: ".").map(String.init)
    let table = path.reduce(Optional(document.root)) { node, key in node?[key] }
    let header = lines.firstIndex { line in
      line.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.hasPrefix("[\(section)]")
    }
    let own = (table?.members ?? []).filter { !Self.hasHeader($0.value) }
    guard let header else {
      guard table == nil || (own.isEmpty && table?.sourceText.hasPrefix("{") != true) else { return nil }
      (line, opening) = (lines.count, ["", "[\(section)]"])
      return
    }
    let last = own.map { Self.end(of: $0.value, from: $0.keyPlace.line) }.max() ?? 0
    (line, opening) = (max(header + 1, last), [])
  }

  /// Whether a value stands below a header of its own.
  private static func hasHeader(_ value: TOMLNode) -> Bool {
    value.isArrayOfTables || value.kind == .table && value.sourceText.hasPrefix("[")
  }

  private static func end(of value: TOMLNode, from line: Int) -> Int {
    let inner = value.members.map { end(of: $0.value, from: $0.keyPlace.line) }
    let breaks = value.kind == .table ? 0 : value.sourceText.utf8.count { $0 == 0x0A }
    return max(inner.max() ?? 0, max(line, value.place.line) + breaks)
  }
}
