import BilateralNet
import Glibc

extension Command {
  /// `demo`: two platforms on loopback that become partners and exchange everything that is built.
  static let demo = Command(
    group: .start, name: "demo", summary: "two platforms become partners and exchange, on loopback",
    about:
      "Starts an operator and a mobility provider as two processes with their own folders, databases and "
      + "certificates, and does the whole work between them. Nothing stays behind. DEMO_STAY=1 keeps both running "
      + "until Ctrl-C; LOCATIONS=FILE is the same as --locations.",
    flags: [
      Flag(
        "locations", nil, .text("FILE"), says: "OCPI locations, one a line (.jsonl, or .gz); default: made up"
      ),
      Flag("count", nil, .number("N", 1...100_000), says: "so many made-up locations (default 200)"),
      Flag("tokens", nil, .number("N", 1...1_000_000), says: "so many cards (default 1000)"),
      Flag("report", nil, .text("FILE"), says: "write the figures as JSON"),
    ],
    examples: [
      .init(line: "partnerctl demo", says: "about a quarter of a minute"),
      .init(line: "partnerctl demo --locations sites.jsonl.gz", says: "with locations of your own"),
    ],
    exits: [.done, .findings, .missing, .fault, .cannotWrite, .interrupted],
    takesSignals: true,
    run: { (invocation) throws(Failure) in try await DemoRun(invocation: invocation).run() })
}

/// `demo`: the work on a thread of its own, the signals beside it.
struct DemoRun: Sendable {
  /// The parsed line.
  let invocation: Invocation

  /// Runs it, cleans up, and says how it ended.
  func run() async throws(Failure) -> ExitCode {
    let stage = DemoStage()
    let staying = isStaying
    let watching = Task { [signals = invocation.console.signals] in
      for await signal in signals where signal != SIGHUP {
        stage.clear()
        Glibc._exit(StopPolicy.code(of: signal).rawValue)
      }
    }
    defer { watching.cancel() }
    let result = await onThread { [invocation] () throws(Failure) in
      var demo = Demo(invocation: invocation, stage: stage)
      return try demo.run()
    }
    defer { stage.clear() }
    let code = try result.get()
    guard staying else { return code }
    await watching.value
    return code
  }

  private var isStaying: Bool { !(invocation.console.environment["DEMO_STAY"] ?? "").isEmpty }

  /// The work blocks; it must not take a thread from the tasks that watch it.
  private func onThread(
    _ work: @escaping @Sendable () throws(Failure) -> ExitCode
  ) async -> Result<ExitCode, Failure> {
    await withCheckedContinuation { continuation in
      let body: @Sendable () -> Void = {
        do throws(Failure) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      do {
        try startThread(named: "demo", body)
      } catch {
        continuation.resume(returning: .failure(Failure(.fault, "\(error)")))
      }
    }
  }
}
