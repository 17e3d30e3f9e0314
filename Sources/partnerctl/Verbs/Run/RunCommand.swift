import Bilateral
import BilateralBase
import BilateralStore

extension Command {
  /// `run`: serves partners and keeps in step with them until told to stop.
  static let runtime = Command(
    group: .run, name: "run", summary: "serve the partners of this fleet until stopped",
    about:
      "Prints where it listens and logs to stderr. SIGTERM or Ctrl-C drains: open requests end, loops stop "
      + "at a step boundary, at most 15 s; a second one stops at once. SIGHUP reads the fleet folder again. One runtime a fleet.",
    flags: [Flag("log", nil, .choice(["text", "json"]), says: "form of the log lines (default text)")],
    examples: [
      .init(line: "partnerctl run", says: "the fleet folder here"),
      .init(line: "partnerctl run -C fleet --json --log json", says: "for a service manager"),
    ],
    exits: [
      .done, .conflict, .badInput, .missing, .fault, .cannotWrite, .noSecret, .interrupted, .terminated,
    ],
    takesSignals: true,
    run: { (invocation) throws(Failure) in try await Runtime(invocation: invocation).run() })
}

/// `run`: one platform in this process, and the signals that end it.
struct Runtime: Sendable {
  /// The parsed line.
  let invocation: Invocation

  /// Runs until a signal, then drains.
  func run() async throws(Failure) -> ExitCode {
    let fleet = try FleetFolder.find(invocation)
    let log = makeLog()
    do {
      let platform = try await open(fleet, log)
      let view = RunView(invocation: invocation, fleet: platform.commons.fleet())
      let serving = Task { try await platform.run { view.show($0) } }
      let watch = SignalWatch(
        log: log, drain: { serving.cancel() }, reload: { await Self.reload(platform, log) })
      let watching = Task { await watch.follow(invocation.console.signals) }
      defer { watching.cancel() }
      try await serving.value
    } catch {
      throw RunFault.failure(error)
    }
    return .done
  }

  private func open(_ fleet: FleetFolder, _ log: Log) async throws -> Platform {
    var (options, surroundings) = (StoreOptions(), Surroundings.system(log: log))
    Platform.settleMemory()
    RunTrap(invocation.console.environment["BILATERAL_KILL_AT"])?.set(in: &options, &surroundings)
    return try await Platform.open(fleet.path, surroundings: surroundings, store: options)
  }

  private static func reload(_ platform: Platform, _ log: Log) async {
    let begin = ContinuousClock.now
    do {
      let result = try await platform.reload()
      for finding in result.findings where finding.severity == .error {
        log.error("fleet.finding", ["finding": finding])
      }
      log.info(
        "fleet.reloaded",
        [
          "added": result.added, "changed": result.changed, "removed": result.removed, "kept": result.kept,
          "milliseconds": Int(begin.duration(to: .now) / .milliseconds(1)),
        ])
    } catch {
      log.error("fleet.not-reloaded", ["error": RunFault.failure(error).message])
    }
  }

  private func makeLog() -> Log {
    let arguments = invocation.arguments
    let threshold: LogLevel =
      arguments.has("quiet") ? .warning : arguments.has("verbose") ? .debug : .info
    let format: LogFormat = arguments.text("log") == "json" ? .json : .text
    let talk = invocation.console.talk
    return Log(threshold: threshold) { talk.write(format.line($0) + "\n") }
  }
}
