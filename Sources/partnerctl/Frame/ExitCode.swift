/// What a finished command says to the shell; the numbers are a promise to scripts.
enum ExitCode: Int32, CaseIterable, Sendable {
  /// Done, nothing to complain about.
  case done = 0
  /// Done, with findings: an invalid file, a failed check, a mismatch.
  case findings = 1
  /// `--detailed-exitcode`: changes are pending.
  case changes = 2
  /// The partner could not be reached: name, TCP, TLS or time.
  case unreachable = 3
  /// Credentials refused, or the handshake failed.
  case refused = 4
  /// The partner answered against the protocol.
  case protocolBreach = 5
  /// A conflict: no runtime or a second one, a lock held, a stale plan, a concurrent handshake.
  case conflict = 6
  /// A guard refused: margin, notice, fairness, shrink.
  case guarded = 7
  /// The command line was wrong.
  case usage = 64
  /// The input data was wrong.
  case badInput = 65
  /// A file or folder is missing.
  case missing = 66
  /// A fault inside the program.
  case fault = 70
  /// A file or the output could not be written.
  case cannotWrite = 73
  /// A secret is not available.
  case noSecret = 77
  /// Interrupted; the work can be resumed.
  case interrupted = 130
  /// Terminated; the work can be resumed.
  case terminated = 143

  /// A few words for help screens and references.
  var meaning: String {
    switch self {
    case .done: "done"
    case .findings: "findings"
    case .changes: "changes pending"
    case .unreachable: "partner not reachable"
    case .refused: "credentials refused"
    case .protocolBreach: "partner broke the protocol"
    case .conflict: "conflict or no runtime"
    case .guarded: "refused by a guard"
    case .usage: "usage"
    case .badInput: "bad input"
    case .missing: "missing file"
    case .fault: "internal fault"
    case .cannotWrite: "cannot write"
    case .noSecret: "secret not available"
    case .interrupted: "interrupted"
    case .terminated: "terminated"
    }
  }

  /// The code to leave with after several partners: the worse of the two.
  ///
  /// A fault of our own outweighs what a partner did, and anything outweighs `done`.
  func worse(_ other: ExitCode) -> ExitCode { rawValue >= other.rawValue ? self : other }
}
