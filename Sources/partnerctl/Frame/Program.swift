/// The whole program behind `main`: a command line and a console in, an exit code out.
struct Program: Sendable {
  /// The verbs it knows.
  let table: CommandTable

  /// The program with the verbs of this version.
  static let standard = Program(table: .standard)

  /// Runs one command line.
  /// - Parameters:
  ///   - words: the words after the program's name.
  ///   - console: where it reads and writes.
  /// - Returns: the code to leave the process with.
  func run(_ words: [String], on console: Console) async -> ExitCode {
    var arguments = Arguments()
    let code: ExitCode
    do throws(Failure) {
      code = try await answer(words, console, &arguments)
    } catch {
      FailureView(talk: Screen(talkOf: console, arguments: arguments, always: true)).show(error, table: table)
      code = error.exit
    }
    return finished(code, console)
  }

  /// Whether the verb of a command line handles signals itself: known before anything else happens.
  func takesSignals(_ words: [String]) -> Bool {
    guard case .run(let command, _)? = try? ArgumentParser.parse(words, table: table) else { return false }
    return command.takesSignals
  }

  private func answer(_ words: [String], _ console: Console, _ seen: inout Arguments) async throws(Failure)
    -> ExitCode
  {
    switch try ArgumentParser.parse(words, table: table) {
    case .help(let command, let arguments):
      HelpView(screen: Screen(console: console, arguments: arguments)).show(command, of: table)
      return .done
    case .version(let arguments):
      VersionView(screen: Screen(console: console, arguments: arguments)).show()
      return .done
    case .run(let command, let arguments):
      seen = arguments
      try command.refuseIdleFlags(arguments)
      let invocation = Invocation(command: command, arguments: arguments, console: console, table: table)
      return try await command.run(invocation)
    }
  }

  /// A result that could not be written is not a success, unless the reader has just gone away.
  private func finished(_ code: ExitCode, _ console: Console) -> ExitCode {
    guard let fault = console.output.fault() else { return code }
    console.talk.write("partnerctl: cannot write the output: \(fault)\n")
    return .cannotWrite
  }
}
