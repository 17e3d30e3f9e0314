import Testing

@testable import partnerctl

@Suite struct ArgumentParserTests {
  /// A table of its own, so that these tests stand still while verbs change.
  static let table = CommandTable(
    commands: [
      Command(
        group: .file, name: "show", aliases: ["see"], summary: "a test verb",
        positionals: [.init(name: "ID", summary: "the partner")],
        flags: [
          Flag("plain", "p", says: "a toggle"),
          Flag("format", "f", .choice(["github", "sarif"]), says: "a choice"),
          Flag("name", nil, .text("TEXT"), says: "a text"),
          Flag("tag", "t", .text("TAG"), repeats: true, says: "many"),
          Flag("limit", nil, .number("N", 1...100), says: "a number"),
        ], examples: [], exits: [.done], run: { (_) throws(Failure) in .done }),
      Command(
        group: .file, name: "validate", summary: "another",
        positionals: [.init(name: "FILE", optional: true, repeats: true, summary: "files")], examples: [],
        exits: [.done], run: { (_) throws(Failure) in .done }),
    ], planned: ["plan"])

  private func arguments(_ words: [String]) throws -> Arguments {
    guard case .run(_, let arguments) = try ArgumentParser.parse(words, table: Self.table) else {
      throw Failure(.fault, "not a run")
    }
    return arguments
  }

  @Test(arguments: [
    (["show", "acme", "--name", "A"], ["name": ["A"]]),
    (["show", "acme", "--name=A=B"], ["name": ["A=B"]]),
    (["show", "--plain", "acme"], ["plain": [""]]),
    (["-q", "show", "acme", "-p"], ["quiet": [""], "plain": [""]]),
    (["show", "acme", "-pq"], ["plain": [""], "quiet": [""]]),
    (["show", "acme", "-ojson"], ["output": ["json"]]),
    (["show", "acme", "-o=json"], ["output": ["json"]]),
    (["show", "acme", "-po", "json"], ["plain": [""], "output": ["json"]]),
    (["show", "acme", "-t", "a", "--tag=b"], ["tag": ["a", "b"]]),
    (["show", "acme", "-vv"], ["verbose": ["", ""]]),
    (["show", "acme", "--name", "-"], ["name": ["-"]]),
    (["-C", "/fleet", "see", "acme", "--limit", "7"], ["fleet": ["/fleet"], "limit": ["7"]]),
  ])
  func `flags are read in every spelling`(words: [String], flags: [String: [String]]) throws {
    let parsed = try arguments(words)
    #expect(parsed.flags == flags)
    #expect(parsed.positionals == ["acme"])
  }

  @Test func `words after two dashes are never flags`() throws {
    let parsed = try arguments(["validate", "--", "-q", "--json"])
    #expect(parsed.positionals == ["-q", "--json"])
    #expect(parsed.flags.isEmpty)
  }

  @Test(
    arguments: [
      (["shwo", "acme"], "there is no verb `shwo`", "did you mean `show`?"),
      (["plan"], "`plan` is not built yet", "partnerctl --help lists what is"),
      (["show", "acme", "--plian"], "there is no flag --plian of show", "did you mean --plain?"),
      (["--plain", "show"], "there is no flag --plain before a verb", "partnerctl --help shows the flags"),
      (["show", "acme", "-x"], "there is no flag -x", "partnerctl show --help shows the flags"),
      (
        ["show", "acme", "--name"], "--name needs a value: --name TEXT",
        "partnerctl show --help shows the flags"
      ),
      (["show", "acme", "--name", "--plain"], "--name needs a value: --name TEXT", nil),
      (["show", "acme", "--plain=yes"], "--plain takes no value", nil),
      (["show", "acme", "-f", "xml"], "--format is one of github, sarif, not \"xml\"", nil),
      (["show", "acme", "--limit", "0"], "--limit needs a whole number from 1 to 100, not \"0\"", nil),
      (
        ["show", "acme", "--timeout", "soon"],
        "--timeout needs a time such as 30s, 500ms or 2min, not \"soon\"", nil
      ),
      (["show", "acme", "--name", "a", "--name", "b"], "--name is given twice", "leave one of them out"),
      (["show"], "show needs ID: the partner", nil),
      (["show", "acme", "beta"], "show does not know what to do with \"beta\"", nil),
    ] as [([String], String, String?)])
  func `a wrong line is refused with the word at fault`(words: [String], message: String, help: String?) {
    let failure = #expect(throws: Failure.self) { try ArgumentParser.parse(words, table: Self.table) }
    #expect(failure?.exit == .usage)
    #expect(failure?.message == message)
    if let help { #expect(failure?.help == help) }
  }

  @Test(arguments: [
    ["--help"], ["-h"], ["show", "--help"], ["show", "-h", "acme"], ["show", "--nonsense", "--help"], [],
    ["help-me", "--help"],
  ])
  func `who asks for help gets it even beside mistakes`(words: [String]) throws {
    guard case .help(let command, _) = try ArgumentParser.parse(words, table: Self.table) else {
      Issue.record("no help for \(words)")
      return
    }
    #expect(command?.name == (words.first == "show" ? "show" : nil))
  }

  @Test(
    arguments: [
      ("30s", 30_000), ("500ms", 500), ("2min", 120_000), ("2 min", 120_000), ("1h", 3_600_000), ("5", 5000),
      ("", nil), ("s", nil), ("-1s", nil), ("31d", nil), ("99999999999999999999s", nil),
      ("9223372036854775807h", nil),
      ("1.5s", nil), ("٣s", nil),
    ] as [(String, Int?)])
  func `time spans are whole numbers with a unit`(text: String, milliseconds: Int?) {
    #expect(TimeSpan(text)?.milliseconds == milliseconds)
  }

  @Test(
    arguments: [
      ("validat", "validate"), ("valdiate", "validate"), ("sohw", "show"), ("vali", "validate"), ("xyz", nil),
      ("", nil), ("Show", "show"),
    ] as [(String, String?)])
  func `a misspelt word finds its neighbour`(word: String, near: String?) {
    #expect(Suggestion.nearest(to: word, among: ["show", "validate", "init"]) == near)
  }
}
