import BilateralBase

/// Entries of `[dialect]` put into the text of a partner file, everything else left as people wrote it.
///
/// Each entry stands below a comment that says what was seen; its reason is kept as a value too, where the file's form
/// allows. The result is read again before it is offered: a text that would not read as before is refused.
package struct DialectPatch: Sendable {
  /// One entry.
  package struct Entry: Sendable, Hashable {
    /// The key below `[dialect]`, such as `paging` or `max_string.location.address`.
    package var key: String
    /// Its values; more than one only for lists.
    package var values: [String]
    /// What was seen, one line.
    package var reason: String

    package init(key: String, values: [String], reason: String) {
      self.key = key
      self.values = values
      self.reason = reason
    }
  }

  /// Why the file was not patched, in words.
  package struct Refusal: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The whole new text.
  package let bytes: [UInt8]
  /// The change as a unified diff.
  package let diff: String

  /// Puts the entries into a file's text.
  ///
  /// - Throws: `Refusal` when the text cannot be read, or `[dialect]` is written in one line.
  package init(_ entries: [Entry], into text: [UInt8], file: String) throws(Refusal) {
    let document = TOMLDocument(parsing: text, file: file)
    guard document.problems.isEmpty else {
      throw Refusal(description: "\(file) has errors: partnerctl validate shows them")
    }
    let place = try Place(document, text)
    let added = place.opening + entries.flatMap { place.lines(for: $0) }
    var lines = place.lines
    lines.insert(contentsOf: added, at: place.line)
    bytes = Array(lines.flatMap { [$0, place.end] }.joined().utf8)
    diff = Self.diff(place.lines, added, at: place.line, file)
    try Self.prove(bytes, document, entries, file)
  }

  /// Nothing but the new entries may differ.
  private static func prove(
    _ bytes: [UInt8], _ before: TOMLDocument, _ entries: [Entry], _ file: String
  ) throws(Refusal) {
    let after = TOMLDocument(parsing: bytes, file: file)
    let old = before.root.members.filter { $0.key != "dialect" }.map { $0.key }
    let new = after.root.members.filter { $0.key != "dialect" }.map { $0.key }
    let known = before.root["dialect"]?.members.map(\.key) ?? []
    let kept = Set(after.root["dialect"]?.members.map(\.key) ?? [])
    guard after.problems.isEmpty, old == new, known.allSatisfy(kept.contains),
      entries.allSatisfy({ kept.contains($0.key.split(separator: ".").first.map(String.init) ?? "") })
    else { throw Refusal(description: "the entries do not fit into \(file): write them by hand") }
  }

  private static func diff(_ lines: [String], _ added: [String], at line: Int, _ file: String) -> String {
    let first = max(0, line - 3)
    let last = min(lines.count, line + 3)
    let before = lines[first..<line].map { " " + $0 }
    let after = lines[line..<last].map { " " + $0 }
    let body = before + added.map { "+" + $0 } + after
    let head = "@@ -\(first + 1),\(last - first) +\(first + 1),\(last - first + added.count) @@"
    return (["--- \(file)", "+++ \(file)", head] + body).joined(separator: "\n")
  }
}

extension DialectPatch {
  /// Where the entries go, and in which form.
  private struct Place {
    /// The lines of the text, without their ends.
    let lines: [String]
    /// How its lines end.
    let end: String
    /// Before which line they go.
    let line: Int
    /// What opens the section when there is none.
    let opening: [String]
    /// `dialect.` where the section is written as dotted keys.
    let prefix: String
    /// Whether reasons may be dotted keys there.
    let takesReasons: Bool

    init(_ document: TOMLDocument, _ text: [UInt8]) throws(Refusal) {
      // By bytes: to a text a carriage return and the line feed behind it are one character.
      let parts = text.split(separator: 0x0A, omittingEmptySubsequences: false)
      end = parts.first?.last == 0x0D ? "\r\n" : "\n"
      var lines = parts.map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
      if lines.last == "" { lines.removeLast() }
      self.lines = lines
      guard let table = document.root["dialect"] else {
        (line, opening, prefix, takesReasons) = (lines.count, ["", "[dialect]"], "", true)
        return
      }
      guard !table.sourceText.hasPrefix("{") else {
        throw Refusal(description: "[dialect] is written in one line: write the entries by hand")
      }
      let header = lines.firstIndex { $0.filter { $0 != " " && $0 != "\t" }.hasPrefix("[dialect]") }
      let first = document.root.members.first { $0.key == "dialect" }.map { lines[$0.keyPlace.line - 1] }
      guard header != nil || first?.hasPrefix("[") == false else {
        // Only a section below it has a header, such as [dialect.rename].
        (line, opening, prefix) = (lines.count, ["", "[dialect]"], "")
        takesReasons = table["reason"] == nil
        return
      }
      opening = []
      prefix = header == nil ? "dialect." : ""
      let own = table.members.filter { Self.isBelow($0.value, table) }
      let lasts = own.map { Self.end(of: $0.value, from: $0.keyPlace.line) }
      line = max(header.map { $0 + 1 } ?? 0, lasts.max() ?? 0)
      takesReasons = table["reason"].map { Self.isBelow($0, table) } ?? true
    }

    /// Whether a value stands in the section itself, not below a header of its own.
    private static func isBelow(_ value: TOMLNode, _ table: TOMLNode) -> Bool {
      !(value.kind == .table && value.sourceText.hasPrefix("["))
    }

    private static func end(of value: TOMLNode, from line: Int) -> Int {
      let inner = value.members.map { end(of: $0.value, from: $0.keyPlace.line) }
      let breaks = value.kind == .table ? 0 : value.sourceText.utf8.count { $0 == 0x0A }
      return max(inner.max() ?? 0, max(line, value.place.line) + breaks)
    }

    /// An entry with its comment and reason.
    func lines(for entry: Entry) -> [String] {
      let name = entry.key.split(separator: ".", maxSplits: 1).map(String.init)
      let key = name.count == 2 ? "\(name[0]).\(Self.quoted(name[1]))" : entry.key
      let reason = "\(prefix)reason.\(name[0]) = \(Self.quoted(entry.reason))"
      return ["# \(Self.plain(entry.reason))", "\(prefix)\(key) = \(Self.literal(entry))"]
        + (takesReasons && name.count == 1 ? [reason] : [])
    }

    private static func literal(_ entry: Entry) -> String {
      let choice = DialectSwitch.named(entry.key)
      if choice?.isMany == true, Int(entry.values.first ?? "") == nil {
        return "[\(entry.values.map(quoted).joined(separator: ", "))]"
      }
      let value = entry.values.last ?? ""
      return ["true", "false"].contains(value) || Int(value) != nil ? value : quoted(value)
    }

    private static func quoted(_ text: String) -> String {
      "\"" + plain(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func plain(_ text: String) -> String {
      String(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }.prefix(300))
    }
  }
}
