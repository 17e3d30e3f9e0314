import Glibc

/// What the terminal is and can, as far as output depends on it.
struct Terminal: Sendable, Equatable {
  /// Whether stdin is a terminal.
  var inputIsTerminal = false
  /// Whether stdout is a terminal.
  var outputIsTerminal = false
  /// Whether stderr is a terminal.
  var talkIsTerminal = false
  /// Columns of the terminal; `nil` when stdout is a pipe or file, where nothing is cut.
  var width: Int?

  /// The terminal of this process.
  static func current(environment: [String: String]) -> Terminal {
    let output = isatty(STDOUT_FILENO) == 1
    let talk = isatty(STDERR_FILENO) == 1
    return Terminal(
      inputIsTerminal: isatty(STDIN_FILENO) == 1, outputIsTerminal: output, talkIsTerminal: talk,
      width: output ? columns(environment) : nil)
  }

  private static func columns(_ environment: [String: String]) -> Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return environment["COLUMNS"].flatMap { Int($0) }.map { max(20, $0) } ?? 80
  }

  /// Whether to use colours, by flag, then `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`, then the terminal.
  static func colours(flag: String?, environment: [String: String], isTerminal: Bool) -> Bool {
    if flag == "always" { return true }
    if flag == "never" { return false }
    if let value = environment["NO_COLOR"], !value.isEmpty { return false }
    if let value = environment["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
    if environment["TERM"] == "dumb" { return false }
    return isTerminal
  }
}
