/// One verb as data.
///
/// Parsing, `--help`, suggestions, completions and the command reference all derive from this value, so that
/// they cannot disagree.
struct Command: Sendable {
  /// The part of the daily work a verb belongs to; the help screen shows them in this order.
  enum Group: String, Sendable, CaseIterable {
    case start, file, money, connect, run, answers, plumbing, help
  }

  /// A positional argument.
  struct Positional: Sendable, Equatable {
    /// The word shown in usage: `ID`.
    var name: String
    /// Whether the verb works without it.
    var optional = false
    /// Whether any number may follow.
    var repeats = false
    /// What it is, a few words.
    var summary: String
  }

  /// A line to type and what it does.
  struct Example: Sendable, Equatable {
    /// The line, from `partnerctl` on.
    var line: String
    /// What it does.
    var says: String
  }

  /// What runs: it gets the parsed line and the console, and answers with the exit code.
  typealias Handler = @Sendable (Invocation) async throws(Failure) -> ExitCode

  /// The part of the work it belongs to.
  var group: Group
  /// The verb.
  var name: String
  /// Other spellings that work too.
  var aliases: [String] = []
  /// One line for the list of verbs.
  var summary: String
  /// What more there is to know, at most a few lines; `nil` when the summary says all.
  var about: String?
  /// Positional arguments in order; only the last may be optional or repeat.
  var positionals: [Positional] = []
  /// The verb's own flags; the global ones come on top.
  var flags: [Flag] = []
  /// At least two lines that work as they stand in the example fleet.
  var examples: [Example]
  /// The codes it ends with, beside `usage`, which every verb knows.
  var exits: [ExitCode]
  /// The global flags with an effect of their own on it; the others of ``SelectiveFlag`` are refused.
  var acts: Set<SelectiveFlag> = []
  /// Whether it handles SIGTERM, SIGINT and SIGHUP itself instead of dying of them.
  var takesSignals = false
  /// What runs.
  var run: Handler

  /// The usage line: `partnerctl show ID [--effective] …`.
  var usage: String {
    var parts = ["partnerctl", name]
    for positional in positionals {
      let word = positional.name + (positional.repeats ? "…" : "")
      parts.append(positional.optional ? "[\(word)]" : word)
    }
    parts += flags.map { "[\($0.spelling)]\($0.repeats ? "…" : "")" }
    return parts.joined(separator: " ")
  }
}
