import Synchronization

@testable import partnerctl

/// A console in memory: what a command printed, and the code it ended with.
struct Outcome: Sendable {
  var output: String
  var talk: String
  var exit: ExitCode
}

final class Tape: Sendable {
  private let text = Mutex("")
  var contents: String { text.withLock { $0 } }
  var sink: Sink { Sink(write: { [self] more in text.withLock { $0 += more } }) }
}

/// Runs a command line in this process.
func run(
  _ words: String..., input: String = "", terminal: Terminal = Terminal(),
  environment: [String: String] = [:],
  directory: String = "/nowhere"
) async -> Outcome {
  await runAll(words, input: input, terminal: terminal, environment: environment, directory: directory)
}

/// Runs a command line, given as a list, in this process.
func runAll(
  _ words: [String], input: String = "", terminal: Terminal = Terminal(), environment: [String: String] = [:],
  directory: String = "/nowhere", control: ControlTransport = .silent
) async -> Outcome {
  let output = Tape()
  let talk = Tape()
  let console = Console(
    input: { Array(input.utf8) }, inputLine: { nil }, output: output.sink, talk: talk.sink,
    terminal: terminal,
    environment: environment, directory: directory, control: control)
  let exit = await Program.standard.run(words, on: console)
  return Outcome(output: output.contents, talk: talk.contents, exit: exit)
}

extension ControlTransport {
  /// Nobody listens.
  static let silent = ControlTransport { (_, socket, _, _) throws(Failure) in
    throw ControlFault.noRuntime(at: socket)
  }
}
