import BilateralBase
import Glibc

/// What signals do to a runtime, as a value: the first request to stop drains, the second leaves at once.
struct StopPolicy: Equatable {
  /// What to do about a signal.
  enum Action: Equatable {
    /// Take no new work, end what is open, leave.
    case drain
    /// Leave now with this code.
    case leave(ExitCode)
    /// Read the fleet folder again.
    case reload
    /// Nothing.
    case none
  }

  private var isDraining = false

  /// Takes a signal by its number.
  mutating func handle(_ signal: Int32) -> Action {
    switch signal {
    case SIGHUP: return isDraining ? .none : .reload
    case SIGTERM, SIGINT:
      if isDraining { return .leave(Self.code(of: signal)) }
      isDraining = true
      return .drain
    default: return .none
    }
  }

  /// The code that tells a shell which signal ended the process.
  static func code(of signal: Int32) -> ExitCode { signal == SIGINT ? .interrupted : .terminated }
}

/// Follows the signals of this process for a runtime.
struct SignalWatch: Sendable {
  /// How long a drain may take.
  static let patience = Duration.seconds(15)

  /// Where it tells what it does.
  let log: Log
  /// Begins the drain.
  let drain: @Sendable () -> Void
  /// Reads the fleet folder again.
  let reload: @Sendable () async -> Void

  /// Follows them until the process ends.
  func follow(_ signals: AsyncStream<Int32>) async {
    var policy = StopPolicy()
    for await signal in signals {
      switch policy.handle(signal) {
      case .drain: begin(signal)
      case .leave(let code): Glibc._exit(code.rawValue)
      case .reload: await reload()
      case .none: break
      }
    }
  }

  private func begin(_ signal: Int32) {
    log.info("stopping", ["signal": signal, "at_most_seconds": Self.patience.components.seconds])
    drain()
    Task {
      try? await Task.sleep(for: Self.patience)
      log.error("the drain took too long; leaving")
      Glibc._exit(StopPolicy.code(of: signal).rawValue)
    }
  }
}
