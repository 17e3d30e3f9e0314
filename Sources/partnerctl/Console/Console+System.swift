import BilateralNet
import Glibc
import Synchronization

extension Console {
  /// The console of this process.
  ///
  /// Descriptors 0 to 2 are opened when the caller closed them: else the next file opened, perhaps the
  /// database, would become stdout. SIGPIPE is ignored; a reader that went away ends the output quietly.
  /// With `takesSignals` SIGTERM, SIGINT and SIGHUP arrive as values; it must then be the first thing in `main`.
  static func system(takesSignals: Bool = false) -> Console {
    let signals = takesSignals ? try? Signals.stream([SIGTERM, SIGINT, SIGHUP]) : nil
    signal(SIGPIPE, SIG_IGN)
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
    }
    let environment = environmentVariables()
    return Console(
      input: { () throws(Failure) in try Descriptor.readAll(STDIN_FILENO, named: "stdin") },
      inputLine: { readLine(strippingNewline: true) },
      output: Descriptor.sink(STDOUT_FILENO), talk: Descriptor.sink(STDERR_FILENO),
      terminal: .current(environment: environment), environment: environment,
      directory: workingDirectory(), control: .unixSocket, signals: signals ?? AsyncStream { $0.finish() })
  }

  private static func environmentVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let split = pair.firstIndex(of: "=") {
        variables[String(pair[..<split])] = String(pair[pair.index(after: split)...])
      }
      entry += 1
    }
    return variables
  }

  private static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }
}
