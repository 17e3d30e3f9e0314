/// Why a command stopped: the exit code, what went wrong, and what to type next.
struct Failure: Error, Equatable {
  /// The code the process ends with.
  var exit: ExitCode
  /// One sentence without a full stop.
  var message: String
  /// How to go on: a command to type or a value to mend.
  var help: String?
  /// The verb whose usage line helps, for usage errors.
  var verb: String?

  /// A failure with its exit code, message and next step.
  init(_ exit: ExitCode, _ message: String, help: String? = nil, verb: String? = nil) {
    self.exit = exit
    self.message = message
    self.help = help
    self.verb = verb
  }

  /// A wrong command line.
  static func usage(_ message: String, help: String? = nil, verb: String? = nil) -> Failure {
    Failure(.usage, message, help: help, verb: verb)
  }
}
