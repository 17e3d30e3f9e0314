/// Writes statements with the blanks and line ends of the layout.
///
/// - One blank line before a `[header]` and the comments above it, never two blank lines in a row, none at either end.
/// - The `=` of keys that stand together are in one column.
/// - An array on one line has no comma at its end; one over several lines has one element, or as many as were written on
///   a line together, indented by two.
struct TOMLLayoutPrinter {
  private let statements: [TOMLStatement]
  private var out: [UInt8] = []

  init(_ statements: [TOMLStatement]) { self.statements = statements }

  mutating func text() -> [UInt8] {
    let widths = keyWidths()
    var isBlankWanted = false
    for (index, statement) in statements.enumerated() {
      if case .blank = statement {
        isBlankWanted = true
        continue
      }
      if !out.isEmpty, isBlankWanted || beginsSection(index) { out.append(0x0A) }
      isBlankWanted = false
      write(statement, keyWidth: widths[index])
      out.append(0x0A)
    }
    return out
  }

  /// Whether a header stands here, or the first of the comments directly above one.
  private func beginsSection(_ index: Int) -> Bool {
    if index > 0, isComment(index - 1) { return false }
    let next = statements[index...].first { if case .comment = $0 { false } else { true } }
    if case .header? = next { return true }
    return false
  }

  private func isComment(_ index: Int) -> Bool {
    if case .comment = statements[index] { true } else { false }
  }

  /// The width of the longest key among the pairs that stand together, for each of them.
  private func keyWidths() -> [Int] {
    var widths = Array(repeating: 0, count: statements.count)
    var run: [Int] = []
    for (index, statement) in statements.enumerated() {
      if case .pair = statement { run.append(index) } else { close(&run, &widths) }
    }
    close(&run, &widths)
    return widths
  }

  private func close(_ run: inout [Int], _ widths: inout [Int]) {
    let width = run.map { index in
      if case .pair(let key, _, _) = statements[index] { Self.width(key) } else { 0 }
    }.max()
    for index in run { widths[index] = width ?? 0 }
    run = []
  }

  // MARK: statements

  private mutating func write(_ statement: TOMLStatement, keyWidth: Int) {
    switch statement {
    case .blank: break
    case .comment(let text): out += text
    case .header(let text, let comment):
      out += text
      write(behind: comment)
    case .pair(let key, let value, let comment):
      out += key
      out += repeatElement(0x20, count: max(0, keyWidth - Self.width(key)))
      out += Array(" = ".utf8)
      write(value, indent: 0)
      write(behind: comment)
    }
  }

  private mutating func write(behind comment: [UInt8]?) {
    guard let comment else { return }
    let start = out.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let width = Self.width(out[start...])
    out += repeatElement(0x20, count: max(2, TOMLLayout.commentColumn - width))
    out += comment
  }

  // MARK: values

  private mutating func write(_ value: TOMLLayoutValue, indent: Int) {
    switch value {
    case .plain(let text): out += text
    case .array(let rows, isBroken: false): writeLine(rows.flatMap(\.elements), indent: indent)
    case .array(let rows, isBroken: true):
      rows.isEmpty ? writeLine([], indent: 0) : write(rows, indent: indent)
    case .table(let pairs): write(pairs, indent: indent)
    }
  }

  private mutating func writeLine(_ elements: [TOMLLayoutValue], indent: Int) {
    out.append(UInt8(ascii: "["))
    writeList(elements, indent: indent)
    out.append(UInt8(ascii: "]"))
  }

  private mutating func writeList(_ elements: [TOMLLayoutValue], indent: Int) {
    for (position, element) in elements.enumerated() {
      if position > 0 { out += Array(", ".utf8) }
      write(element, indent: indent)
    }
  }

  private mutating func write(_ rows: [TOMLLayoutValue.Row], indent: Int) {
    out += Array("[\n".utf8)
    for row in rows {
      out += repeatElement(0x20, count: indent + 2)
      writeList(row.elements, indent: indent + 2)
      if !row.elements.isEmpty { out.append(UInt8(ascii: ",")) }
      if let comment = row.comment { out += (row.elements.isEmpty ? [] : [0x20, 0x20]) + comment }
      out.append(0x0A)
    }
    out += repeatElement(0x20, count: indent)
    out.append(UInt8(ascii: "]"))
  }

  private mutating func write(_ pairs: [(key: [UInt8], value: TOMLLayoutValue)], indent: Int) {
    guard !pairs.isEmpty else { return out += Array("{}".utf8) }
    out += Array("{ ".utf8)
    for (position, pair) in pairs.enumerated() {
      if position > 0 { out += Array(", ".utf8) }
      out += pair.key + Array(" = ".utf8)
      write(pair.value, indent: indent)
    }
    out += Array(" }".utf8)
  }

  /// How many columns a text takes.
  private static func width(_ text: some Sequence<UInt8>) -> Int { text.count { $0 & 0xC0 != 0x80 } }
}
