import BilateralBase

/// The paper that views print on: a sink with its colours, symbols and width.
struct Screen: Sendable {
  private let sink: Sink
  /// Colours and symbols.
  let style: Style
  /// Columns to stay within; `nil` when nothing is cut.
  let width: Int?
  private let isSilent: Bool

  /// The screen for results: stdout.
  init(console: Console, arguments: Arguments) {
    sink = console.output
    style = Style(arguments, console, isTerminal: console.terminal.outputIsTerminal)
    width = console.terminal.width
    isSilent = false
  }

  /// The screen for talk: stderr; silent with `-q` or JSON output unless `always`.
  init(talkOf console: Console, arguments: Arguments, always: Bool = false) {
    sink = console.talk
    style = Style(arguments, console, isTerminal: console.terminal.talkIsTerminal)
    width = console.terminal.talkIsTerminal ? console.terminal.width ?? 80 : nil
    isSilent = !always && arguments.has("quiet")
  }

  /// Prints lines.
  func print(_ lines: [String]) {
    guard !isSilent, !lines.isEmpty else { return }
    sink.write(style.spelled(lines.joined(separator: "\n") + "\n"))
  }

  /// Prints one line.
  func print(_ line: String) { print([line]) }

  /// Prints a text as it is: JSON, or a part of a line.
  func printRaw(_ text: String) {
    guard !isSilent else { return }
    sink.write(text)
  }

  /// Whether anybody still reads.
  var isOpen: Bool { sink.isOpen() }
}
