/// The help screens, made from the command table alone.
struct HelpView {
  /// Where it goes.
  let screen: Screen

  /// Shows the help of a verb, or of the whole program.
  func show(_ command: Command?, of table: CommandTable) {
    screen.print(command.map { lines(of: $0) } ?? lines(of: table))
  }

  private func heading(_ text: String) -> String { screen.style.paint(text, .strong) }

  // MARK: The whole program

  private func lines(of table: CommandTable) -> [String] {
    var lines = ["partnerctl: EV roaming with each partner directly, one file each", "", heading("Examples")]
    lines += exampleLines(Self.firstSteps)
    lines += ["", heading("Verbs") + "   partnerctl VERB [PARTNER…] [flags]"]
    for group in Command.Group.allCases { lines += verbLines(group, table) }
    lines += ["", heading("Flags for every verb")] + globalLines()
    lines += ["", heading("Exit codes")] + exitLines(ExitCode.allCases)
    return lines
  }

  /// The way from nothing to a partner in sync.
  private static let firstSteps = [
    Command.Example(line: "partnerctl init acme --template emsp", says: "a fleet folder and a partner file"),
    Command.Example(line: "partnerctl validate", says: "every file: syntax, units, cross checks"),
    Command.Example(line: "partnerctl help validate", says: "help for one verb"),
  ]

  private func verbLines(_ group: Command.Group, _ table: CommandTable) -> [String] {
    table.commands(in: group).enumerated().map { index, command in
      let label = Cell.padded(index == 0 ? group.rawValue : "", to: 9)
      return "  " + screen.style.paint(label, .dim) + Cell.padded(command.name, to: 12) + " "
        + command.summary
    }
  }

  private func globalLines() -> [String] {
    let words = GlobalFlags.all.map { flag in
      (flag.short.map { "-\($0), " } ?? "") + flag.spelling
    }
    return Cell.wrapped(words.map { $0.replacing(" ", with: "\u{A0}") }.joined(separator: "   "), to: 76)
      .map { "  " + $0.replacing("\u{A0}", with: " ").trimmed }
  }

  // MARK: One verb

  private func lines(of command: Command) -> [String] {
    var lines = ["partnerctl \(command.name): \(command.summary)", "", heading("Examples")]
    lines += exampleLines(command.examples)
    lines += ["", heading("Usage")] + usageLines(command)
    if let about = command.about {
      lines += [""] + about.split(separator: "\n").flatMap { Cell.wrapped(String($0), to: 80) }
    }
    lines += section("Arguments", command.positionals.map { ($0.name, $0.summary) })
    lines += section("Flags", command.flags.map { (Self.spelling($0), $0.summary) })
    let acting = SelectiveFlag.allCases.filter(command.acts.contains).map(\.spelling)
    let also = acting.isEmpty ? "" : "; here too: " + acting.joined(separator: ", ")
    lines += ["", "Flags for every verb: partnerctl --help" + also, "", heading("Exit codes")]
    return lines + exitLines(command.exits + [.usage])
  }

  private func usageLines(_ command: Command) -> [String] {
    let parts = command.usage.replacing(" [", with: "\u{1}[").split(separator: "\u{1}").map {
      $0.replacing(" ", with: "\u{A0}")
    }
    return Cell.wrapped(parts.joined(separator: " "), to: 74).enumerated().map { index, line in
      (index == 0 ? "  " : "      ") + line.replacing("\u{A0}", with: " ")
    }
  }

  private static func spelling(_ flag: Flag) -> String {
    (flag.short.map { "-\($0), " } ?? "    ") + flag.spelling
  }

  private func section(_ title: String, _ rows: [(String, String)]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let column = min(34, rows.map { Cell.width($0.0) }.max() ?? 0) + 2
    return ["", heading(title)]
      + rows.flatMap { name, summary in
        let lines = Cell.wrapped(summary, to: max(24, 78 - column))
        let blank = String(repeating: " ", count: column)
        let isLong = Cell.width(name) > column - 2
        let first = isLong ? ["  " + name] : ["  " + Cell.padded(name, to: column) + lines[0]]
        return first + lines.dropFirst(isLong ? 0 : 1).map { "  " + blank + $0 }
      }
  }

  private func exampleLines(_ examples: [Command.Example]) -> [String] {
    let column = min(46, examples.map { Cell.width($0.line) }.max() ?? 0)
    return examples.flatMap { example in
      Cell.width(example.line) <= column
        ? ["  " + Cell.padded(example.line, to: column) + "  " + screen.style.paint(example.says, .dim)]
        : ["  " + example.line, "      " + screen.style.paint(example.says, .dim)]
    }
  }

  private func exitLines(_ codes: [ExitCode]) -> [String] {
    let sorted = Set(codes).sorted { $0.rawValue < $1.rawValue }
    let text = sorted.map { "\($0.rawValue) \($0.meaning)".replacing(" ", with: "\u{A0}") }
    return Cell.wrapped(text.joined(separator: " · ").replacing("\u{A0}·", with: " ·"), to: 76)
      .map { "  " + $0.replacing("\u{A0}", with: " ") }
  }
}

extension String {
  /// The text without blanks at both ends.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
