/// The global flags that act on some verbs only.
///
/// A flag that would change nothing is refused, so that nobody relies on it. The others say how a verb talks
/// (`--color`, `--quiet`) or that a script means it (`--yes`, `--no-input`): these every verb takes.
enum SelectiveFlag: String, CaseIterable, Sendable {
  /// `--select`: the verb works on several partners.
  case select
  /// `--dry-run`: the verb changes something.
  case dryRun = "dry-run"
  /// `--timeout`: the verb waits for somebody.
  case timeout
  /// `--now`: the verb counts from the present.
  case now
  /// `-o csv`: the verb prints a table.
  case csv

  /// How it is typed.
  var spelling: String { self == .csv ? "-o csv" : "--" + rawValue }

  /// Whether a command line has it.
  func stands(in arguments: Arguments) -> Bool {
    self == .csv ? OutputForm(arguments) == .csv : arguments.has(rawValue)
  }
}

extension Command {
  /// Checks that each selective flag given acts on this verb.
  /// - Throws: a usage failure that names the flag and those that act.
  func refuseIdleFlags(_ arguments: Arguments) throws(Failure) {
    let idle = SelectiveFlag.allCases.first { !acts.contains($0) && $0.stands(in: arguments) }
    guard let idle else { return }
    let others = SelectiveFlag.allCases.filter(acts.contains).map(\.spelling)
    throw .usage(
      "\(idle.spelling) has no effect on \(name)",
      help: others.isEmpty ? "leave it out" : "of such flags \(name) takes \(others.joined(separator: ", "))",
      verb: name)
  }
}
