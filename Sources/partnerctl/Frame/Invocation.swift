/// What a verb's handler gets: the parsed line and the console it runs on.
struct Invocation: Sendable {
  /// The verb.
  let command: Command
  /// Its arguments and the global flags.
  let arguments: Arguments
  /// Input, output, terminal facts and surroundings.
  let console: Console
  /// The table the verb came from; `help` shows it.
  let table: CommandTable

  /// The form of the output.
  var form: OutputForm { OutputForm(arguments) }
  /// Where a view prints the result.
  var screen: Screen { Screen(console: console, arguments: arguments) }
  /// Where talk goes: stderr, silent with `-q`.
  var talk: Screen { Screen(talkOf: console, arguments: arguments) }
  /// Whether `--dry-run` was given.
  var isDryRun: Bool { arguments.has("dry-run") }
  /// Whether questions may be asked: stdin and stderr are terminals, and neither `--no-input` nor JSON.
  var mayAsk: Bool {
    console.terminal.inputIsTerminal && console.terminal.talkIsTerminal && form == .human
      && !arguments.has("no-input")
  }
}

/// The form of the output.
enum OutputForm: String, Sendable {
  /// For people.
  case human
  /// One JSON object.
  case json
  /// One JSON object a line.
  case jsonl
  /// Comma-separated values, for verbs that print a table.
  case csv

  /// The form that the global flags ask for.
  init(_ arguments: Arguments) {
    let named = arguments.text("output").flatMap { OutputForm(rawValue: $0) }
    self = named ?? (arguments.has("json") ? .json : .human)
  }
}
