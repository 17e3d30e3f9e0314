import Bilateral
import BilateralBase
import BilateralNet
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
      let notice = ServiceNotice(invocation.console.environment)
      let serving = Task {
        try await platform.run {
          view.show($0)
          notice.tell(.ready(Self.status(platform)))
        }
      }
      let watch = SignalWatch(
        log: log,
        drain: {
          notice.tell(.stopping)
          serving.cancel()
        }, reload: { await Self.reload(platform, notice, log) })
      let watching = Task { await watch.follow(invocation.console.signals) }
      let living = Task { await Self.live(platform, notice) }
      defer {
        watching.cancel()
        living.cancel()
      }
      try await serving.value
    } catch {
      throw RunFault.failure(error)
    }
    return .done
  }

  private func open(_ fleet: FleetFolder, _ log: Log) async throws -> Platform {
    var (options, surroundings) = (StoreOptions(), Surroundings.system(log: log))
    Platform.settleMemory()
    raiseDescriptorLimit()
    RunTrap(invocation.console.environment["BILATERAL_KILL_AT"])?.set(in: &options, &surroundings)
    return try await Platform.open(fleet.path, surroundings: surroundings, store: options)
  }

  /// A line for the service manager.
  private static func status(_ platform: Platform) -> String {
    let links = platform.commons.links.all
    let registered = links.filter { $0.facts.state.carriesTraffic }.count
    return "\(links.count) partners, \(registered) registered"
  }

  /// Tells the service manager that we are alive as long as the database answers: a look at it is part of each sign.
  private static func live(_ platform: Platform, _ notice: ServiceNotice) async {
    guard let pulse = notice.pulse else { return }
    while !Task.isCancelled {
      if (try? await platform.commons.store.read({ tx in try tx.events.newest() })) != nil {
        notice.tell(.alive)
        notice.tell(.status(status(platform)))
      }
      try? await Task.sleep(for: pulse)
    }
  }

  private static func reload(_ platform: Platform, _ notice: ServiceNotice, _ log: Log) async {
    let begin = ContinuousClock.now
    notice.tell(.reloading(monotonicMicroseconds: ServiceNotice.monotonicMicroseconds()))
    defer { notice.tell(.ready(status(platform))) }
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
