import Glibc

/// What Ctrl-C does to a verb that waits: the terminal is left tidy, and the shell is told.
struct Interruption: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation
  /// What to say last; nil for nothing.
  var lastWord: String?

  /// Follows the signals until the returned task is cancelled; the first one ends the process with 130 or 143.
  func follow() -> Task<Void, Never> {
    Task {
      for await signal in invocation.console.signals {
        if invocation.console.terminal.talkIsTerminal { invocation.talk.printRaw("\r\u{1B}[2K") }
        if let lastWord { invocation.talk.print(lastWord) }
        _exit(StopPolicy.code(of: signal).rawValue)
      }
    }
  }
}
