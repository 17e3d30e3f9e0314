import Bilateral
import BilateralBase
import BilateralNet
import BilateralTerms

extension Command {
  /// `reconcile`: sessions, CDRs, our re-rating and their statement, held against each other.
  static let reconcile = Command(
    group: .money, name: "reconcile", summary: "sessions, CDRs, prices, their statement compared",
    about:
      "Finds what is missing, double, late, of another price, energy, time, card, place or currency, and what it is "
      + "worth. Sessions that ended and have no CDR are leakage, valued by the prices in force when they began. "
      + "Reads the database and asks nobody, with or without a runtime; --fix then asks the partner for what is "
      + "missing (a full pull of sessions and CDRs; CDRs of ours that were refused are sent again) and compares anew. "
      + "Their statement is CSV or JSON; [settlement.import] of the partner file names its columns. "
      + "Exit 1 with findings.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag(
        "period", nil, .text("PERIOD"), says: "2026-10, 2026-W43, 2026-10a or 2026-Q4 (default: the last one)"
      ),
      Flag("statement", nil, .text("FILE"), says: "their statement, CSV or JSON"),
      Flag("direction", nil, .choice(["buy", "sell"]), says: "only their CDRs, or only ours"),
      Flag("findings", says: "one line for each finding"),
      Flag("fix", says: "ask for what is missing, then compare again"),
      Flag("every", nil, .duration, says: "go on, and tell what is new, until interrupted"),
    ],
    examples: [
      .init(line: "partnerctl reconcile acme --period 2026-10", says: "the month, with its causes"),
      .init(
        line: "partnerctl reconcile acme --period 2026-10 --statement acme-2026-10.csv --findings",
        says: "each line of their statement against our CDRs"),
      .init(line: "partnerctl reconcile acme --fix", says: "the last period; ask for what is missing"),
    ],
    exits: [.done, .findings, .badInput, .conflict, .missing, .interrupted],
    acts: [.timeout, .csv, .now, .dryRun], takesSignals: true,
    run: { (invocation) async throws(Failure) in try await ReconcileCommand(invocation: invocation).run() })
}

/// Reconciles a period of one partner and shows what does not agree.
struct ReconcileCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let order = try order()
    guard let pause = invocation.arguments.span("every") else { return try await once(order) }
    let watching = Interruption(invocation: invocation).follow()
    defer { watching.cancel() }
    return try await watch(order, everyMilliseconds: pause.milliseconds)
  }

  private func once(_ order: ReconcileRun.Order) async throws(Failure) -> ExitCode {
    let view = ReconcileView(invocation: invocation, order: order)
    var parts = try await Self.compare(order, invocation)
    let isFixing = invocation.arguments.has("fix") && !Self.isClean(parts)
    if isFixing {
      if invocation.form == .human { view.show(parts) }
      try await ReconcileFix(invocation: invocation, partner: order.partner).run(parts)
      parts = try await Self.compare(order, invocation)
    }
    view.show(parts, isAfterFix: isFixing)
    return Self.isClean(parts) ? .done : .findings
  }

  /// Compares again and again; each finding is told once.
  private func watch(_ order: ReconcileRun.Order, everyMilliseconds: Int) async throws(Failure) -> ExitCode {
    // By what it is about: that something is late by one more hour is nothing new.
    var known: Set<[String]> = []
    let view = ReconcileView(invocation: invocation, order: order)
    // Opened once: what is committed meanwhile is seen all the same.
    let resting = try await Self.open(invocation)
    defer { resting.close() }
    while true {
      let parts = try await Self.compare(order, on: resting)
      let findings = parts.flatMap(\.result.findings)
      view.tell(findings.filter { !known.contains($0.name) })
      known = Set(findings.map(\.name))
      do { try await Task.sleep(for: .milliseconds(everyMilliseconds)) } catch { return .interrupted }
    }
  }

  static func isClean(_ parts: [ReconcileRun.Part]) -> Bool {
    parts.allSatisfy { $0.result.findings.isEmpty && $0.problems.isEmpty && $0.unreadable.isEmpty }
  }

  private func order() throws(Failure) -> ReconcileRun.Order {
    let id = invocation.arguments.first ?? ""
    var order = ReconcileRun.Order(partner: id, period: try Self.period(invocation, of: id))
    order.direction = invocation.arguments.text("direction").flatMap(Dispute.Direction.init)
    if let path = invocation.arguments.text("statement") {
      order.statement = (path, try FileSystem.read(invocation.console.absolute(path)))
    }
    return order
  }

  /// The period that the line names, or the last one that ended.
  static func period(_ invocation: Invocation, of id: String) throws(Failure) -> SettlementPeriod {
    let text = invocation.arguments.text("period") ?? invocation.arguments.text("from-reconcile")
    if let text {
      guard let period = SettlementPeriod(text) else {
        throw .usage("\"\(text)\" is no period", help: "write 2026-10, 2026-W43, 2026-10a or 2026-Q4")
      }
      return period
    }
    let file = try TermsVersions(invocation).onDisk(id).file
    let day = CivilDate(try invocation.now())
    return SettlementPeriod(file?.settlement.period ?? .month, containing: day).previous
  }

  /// Compares, by what the fleet's database holds.
  static func compare(
    _ order: ReconcileRun.Order, _ invocation: Invocation
  ) async throws(Failure) -> [ReconcileRun.Part] {
    let resting = try await open(invocation)
    defer { resting.close() }
    return try await compare(order, on: resting)
  }

  private static func compare(
    _ order: ReconcileRun.Order, on resting: RestingPlatform
  ) async throws(Failure) -> [ReconcileRun.Part] {
    do {
      return try await ReconcileRun(resting).run(order)
    } catch let error as ReconcileRun.Refusal {
      throw Failure(ExitCode(rawValue: error.exit) ?? .badInput, error.message, help: error.help)
    } catch {
      throw RunFault.failure(error)
    }
  }

  /// What the fleet's folder holds.
  private static func open(_ invocation: Invocation) async throws(Failure) -> RestingPlatform {
    let fleet = try FleetFolder.find(invocation)
    var surroundings = Surroundings.system(log: .silent)
    let now = try invocation.arguments.has("now") ? invocation.now() : nil
    if let now { surroundings.wallClock = WallClock { now } }
    do {
      return try await RestingPlatform.open(fleet.path, surroundings: surroundings)
    } catch {
      throw RunFault.failure(error)
    }
  }
}

extension ReconcileFinding {
  /// What makes it the same finding.
  fileprivate var name: [String] { [cause.rawValue, session ?? "", record ?? "", other ?? ""] }
}
