package import BilateralBase

/// The defaults about money put into the text of a partner file, below a mark for those who sign; everything else stays as
/// people wrote it.
///
/// The result is read again before it is offered: the terms in force are the same, and written now.
package struct MoneyDefaultsPatch: Sendable {
  /// Why the file was not patched, in words.
  package struct Refusal: Error, Sendable, CustomStringConvertible {
    package let description: String
  }

  /// What is put there.
  package let values: [EffectiveValue]
  /// The whole new text.
  package let bytes: [UInt8]
  /// The change as a unified diff.
  package let diff: String

  /// What a file is read with.
  package struct Surroundings: Sendable {
    package var defaults: SharedDefaults?
    package var fleet: FleetFile?

    package init(defaults: SharedDefaults?, fleet: FleetFile?) {
      (self.defaults, self.fleet) = (defaults, fleet)
    }
  }

  /// A block of lines and where it goes.
  private struct Block {
    let line: Int
    let lines: [String]
    let opensSection: Bool
  }

  /// Puts all that is open into a file's text.
  ///
  /// - Parameters:
  ///   - text: the file.
  ///   - file: it, as it reads.
  ///   - day: the day that the mark names.
  ///   - surroundings: what it was read with.
  /// - Throws: `Refusal` where a section is written in a form that takes no more values.
  package init(
    into text: [UInt8], of file: PartnerFile, on day: CivilDate, _ surroundings: Surroundings
  ) throws(Refusal) {
    values = MoneyDefaults.open(in: file)
    let document = TOMLDocument(parsing: text, file: file.file)
    // By bytes: to a text a carriage return and the line feed behind it are one character.
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.last == [] { lines.removeLast() }
    let end: [UInt8] = lines.first?.last == 0x0D ? [0x0D] : []
    let words = lines.map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self)
    }
    let blocks = try Self.blocks(values, document, words, day)
    var patched = lines
    for block in blocks.reversed() {
      patched.insert(contentsOf: block.lines.map { Array($0.utf8) + end }, at: block.line)
    }
    bytes = Array(patched.joined(separator: [0x0A])) + [0x0A]
    diff = Self.diff(words, blocks, file.file)
    try Self.prove(bytes, file, values, surroundings)
  }

  /// A block for each section, in the order of their places.
  private static func blocks(
    _ values: [EffectiveValue], _ document: TOMLDocument, _ lines: [String], _ day: CivilDate
  ) throws(Refusal) -> [Block] {
    var sections: [(name: String, values: [EffectiveValue])] = []
    for value in values {
      let name = Self.section(of: value)
      if let place = sections.firstIndex(where: { $0.name == name }) {
        sections[place].values.append(value)
      } else {
        sections.append((name, [value]))
      }
    }
    var blocks: [Block] = []
    for section in sections {
      guard let place = SectionPlace(section.name, in: document, lines) else {
        throw Refusal(
          description:
            "\(document.file): [\(section.name)] is not written as a section with a header of its own: "
            + "write its defaults by hand, partnerctl show --effective names them")
      }
      let mark =
        "\(MoneyDefaults.mark) in force by default, written on \(day); delete this line when it is agreed"
      blocks.append(
        Block(
          line: place.line, lines: place.opening + [mark] + section.values.map(Self.line),
          opensSection: !place.opening.isEmpty))
    }
    // At the end a section that is there comes before those that are opened; these stay in their order.
    func order(_ place: (offset: Int, element: Block)) -> (Int, Int, Int) {
      (place.element.line, place.element.opensSection ? 1 : 0, place.offset)
    }
    return blocks.enumerated().sorted { order($0) < order($1) }.map(\.element)
  }

  private static func section(of value: EffectiveValue) -> String {
    value.path.lastIndex(of: ".").map { String(value.path[..<$0]) } ?? ""
  }

  private static func line(_ value: EffectiveValue) -> String {
    let key = value.path.dropFirst(section(of: value).count + 1)
    let isBare = ["true", "false"].contains(value.text) || Int(value.text) != nil
    return "\(key) = " + (isBare ? value.text : "\"\(value.text)\"")
  }

  /// The terms are the same, and what was open is written.
  private static func prove(
    _ bytes: [UInt8], _ before: PartnerFile, _ values: [EffectiveValue], _ surroundings: Surroundings
  ) throws(Refusal) {
    let reading = PartnerFile.read(
      bytes: bytes, file: before.file, defaults: surroundings.defaults, fleet: surroundings.fleet)
    let (old, new) = (Self.terms(before), reading.file.map(Self.terms) ?? [:])
    let odd = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.min()
    let open = reading.file.flatMap { MoneyDefaults.open(in: $0).first?.path }
    guard reading.file != nil, odd == nil, open == nil else {
      let why = reading.findings.first { $0.severity == .error }?.message ?? odd ?? open ?? ""
      throw Refusal(description: "the defaults do not fit into \(before.file) (\(why)): write them by hand")
    }
  }

  private static func terms(_ file: PartnerFile) -> [String: String] {
    Dictionary(file.effective.map { ($0.path, $0.text) }) { first, _ in first }
  }

  /// Lines of context around what is added.
  private static let context = 3

  private static func diff(_ lines: [String], _ blocks: [Block], _ file: String) -> String {
    var hunks: [[Block]] = []
    for block in blocks {
      if let last = hunks.last?.last, block.line - last.line <= 2 * context {
        hunks[hunks.count - 1].append(block)
      } else {
        hunks.append([block])
      }
    }
    var (text, shift) = (["--- \(file)", "+++ \(file)"], 0)
    for hunk in hunks {
      text += Self.hunk(hunk, lines, shift)
      shift += hunk.reduce(0) { $0 + $1.lines.count }
    }
    return text.joined(separator: "\n")
  }

  private static func hunk(_ blocks: [Block], _ lines: [String], _ shift: Int) -> [String] {
    guard let head = blocks.first?.line, let tail = blocks.last?.line else { return [] }
    let (first, last) = (max(0, head - context), min(lines.count, tail + context))
    let added = blocks.reduce(0) { $0 + $1.lines.count }
    var text = ["@@ -\(first + 1),\(last - first) +\(first + 1 + shift),\(last - first + added) @@"]
    var next = first
    for block in blocks {
      text += lines[next..<block.line].map { " " + $0 } + block.lines.map { "+" + $0 }
      next = block.line
    }
    return text + lines[next..<last].map { " " + $0 }
  }
}
