/// The page `docs/cli.md`: every verb with usage, flags, examples and exit codes, from the table alone.
struct CommandPage {
  /// The verbs.
  let table: CommandTable

  /// The whole page in Markdown.
  var text: String {
    Self.opening
      + Command.Group.allCases.flatMap { table.commands(in: $0) }.map(section).joined()
      + "\n## Exit codes\n\n| code | meaning |\n|---|---|\n"
      + ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) |\n" }.joined()
  }

  private static let opening = """
    # `partnerctl`

    Results go to stdout, talk and progress to stderr. `--json` prints one object with a `schema` such as
    `partnerctl.status/1`. Flags that every verb knows: `partnerctl --help`; `--select`, `--dry-run`, `--timeout`,
    `--now` and `-o csv` are refused where they would change nothing. This page is written by
    `partnerctl help --markdown`; a test fails when it is stale.

    """

  private func section(_ command: Command) -> String {
    var text = "\n## \(command.name)\n\n\(Self.sentence(command.summary))"
    if let about = command.about { text += " \(about.replacing("\n", with: " "))" }
    text += "\n\n```\n\(command.usage)\n```\n\n"
    let rows =
      command.positionals.map { ($0.name, $0.summary) }
      + command.flags.map { ((($0.short.map { "-\($0), " }) ?? "") + $0.spelling, $0.summary) }
    if !rows.isEmpty {
      text += "| argument | what it is |\n|---|---|\n"
      text += rows.map { "| `\(Self.cell($0.0))` | \(Self.cell($0.1)) |\n" }.joined() + "\n"
    }
    for example in command.examples { text += "- `\(example.line)`: \(example.says)\n" }
    let acting = SelectiveFlag.allCases.filter(command.acts.contains).map { "`\($0.spelling)`" }
    if !acting.isEmpty { text += "\nTakes \(acting.joined(separator: ", ")) too.\n" }
    let exits = Set(command.exits + [.usage]).sorted { $0.rawValue < $1.rawValue }
    return text + "\nExit codes: " + exits.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: ", ")
      + ".\n"
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
