import BilateralBase

/// Changes values of `[route]` in the text of a partner file, and nothing else: every other line keeps its bytes.
package struct RouteLines: Sendable {
  /// One line that differs.
  package struct Change: Hashable, Sendable {
    /// Counted from 1, in the old text for lines that go, in the new one for lines that come.
    package let line: Int
    /// The line before; nil for a new one.
    package let old: String?
    /// The line after; nil for one that goes.
    package let new: String?
  }

  /// What a line cannot be changed for.
  package struct Unfit: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// The new text.
  package private(set) var text: String
  /// What differs, from the top.
  package private(set) var changes: [Change] = []

  private var lines: [String]
  private let file: String

  /// Writes values into a text, in TOML's spelling; nil takes a key out.
  ///
  /// - Parameters:
  ///   - values: keys of `[route]` with what shall stand there, in the order in which new ones are written.
  ///   - text: the text of the file.
  ///   - file: its name, for words.
  /// - Throws: `Unfit` where `[route]` is written in another way than as a table of its own.
  package init(setting values: [(key: String, value: String?)], in text: String, of file: String)
    throws(Unfit)
  {
    (self.text, self.file) = (text, file)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if try table() == nil { open() }
    for (key, value) in values { try set(key, value) }
    self.text = lines.joined(separator: "\n")
    guard TOMLDocument(parsing: Array(self.text.utf8), file: file).problems.isEmpty else {
      throw Unfit(description: "\(file) would not be read any more; write [route] by hand")
    }
    changes.sort { ($0.line, $0.old == nil ? 1 : 0) < ($1.line, $1.old == nil ? 1 : 0) }
  }

  /// The keys of `[route]` as they are written now; nil without the table.
  private func table() throws(Unfit) -> [TOMLNode.Member]? {
    let document = TOMLDocument(parsing: Array(lines.joined(separator: "\n").utf8), file: file)
    guard document.problems.isEmpty else { throw Unfit(description: "\(file) has errors") }
    guard let route = document.root.members.first(where: { $0.key == "route" }) else { return nil }
    let header = lines[route.keyPlace.line - 1].drop { $0 == " " || $0 == "\t" }
    guard header.hasPrefix("[route]") else {
      throw Unfit(description: "[route] of \(file) is not a table of its own")
    }
    return route.value.members
  }

  /// Opens the table at the end of the file, behind an empty line.
  private mutating func open() {
    while lines.last?.isEmpty == true { lines.removeLast() }
    if !lines.isEmpty { append("") }
    append("[route]")
    lines.append("")
  }

  private mutating func append(_ line: String) {
    lines.append(line)
    changes.append(Change(line: lines.count, old: nil, new: line))
  }

  private mutating func set(_ key: String, _ value: String?) throws(Unfit) {
    let members = try table() ?? []
    guard let member = members.first(where: { $0.key == key }) else {
      if let value { insert(key, value, members) }
      return
    }
    let place = member.keyPlace.line - 1
    guard member.value.place.line == member.keyPlace.line,
      lines[place].drop(while: { $0 == " " || $0 == "\t" }).hasPrefix(key)
    else { throw Unfit(description: "route.\(key) of \(file) is not written on a line of its own") }
    let old = lines[place]
    guard let value else {
      lines.remove(at: place)
      return changes.append(Change(line: place + 1, old: old, new: nil))
    }
    let source = member.value.sourceText
    guard source != value, let range = old.firstRange(of: source, behind: "=") else { return }
    lines[place] = old.replacingCharacters(in: range, with: value)
    changes.append(Change(line: place + 1, old: old, new: lines[place]))
  }

  /// A new line below those that stand there, its value in their column.
  private mutating func insert(_ key: String, _ value: String, _ members: [TOMLNode.Member]) {
    let written = members.filter { $0.keyPlace.line == $0.value.place.line }.map(\.keyPlace.line)
    let header = lines.firstIndex { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[route]") } ?? 0
    let block = (header + 1)..<(lines[(header + 1)...].firstIndex { $0.hasPrefix("[") } ?? lines.count)
    let last = written.filter { block.contains($0 - 1) }.max() ?? header + 1
    let model = written.filter { block.contains($0 - 1) }.min().map { lines[$0 - 1] } ?? ""
    let column = model.firstIndex(of: "=").map { model.distance(from: model.startIndex, to: $0) - 1 } ?? 0
    let padding = String(repeating: " ", count: max(0, column - key.count))
    let line = "\(key)\(padding) = \(value)"
    lines.insert(line, at: last)
    changes.append(Change(line: last + 1, old: nil, new: line))
  }
}

extension String {
  /// The first place of a text behind the first of a mark.
  fileprivate func firstRange(of text: String, behind mark: Character) -> Range<String.Index>? {
    guard let start = firstIndex(of: mark) else { return nil }
    return self[start...].firstRange(of: text)
  }

  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
