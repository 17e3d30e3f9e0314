import BilateralBase
import BilateralNet

extension Command {
  /// `plan`: what would change when partner files come into force.
  static let plan = Command(
    group: .connect, name: "plan", summary: "what would change when a partner's file comes into force",
    about:
      "Compares the files on disk with what is in force: terms, tariffs, connectors, what is shared, what past "
      + "sessions would have cost, and what the guards say of it: notice, price jumps, currency, lost prices, margin, "
      + "fairness, profiles, and how much vanishes. "
      + "Changes nothing and works without a runtime. A plan that was saved is carried out by apply exactly as "
      + "shown; it is stale as soon as a file, a price list or what is in force is another.",
    positionals: anyPartners,
    flags: [
      Flag("out", nil, .text("FILE"), says: "save the plan for apply"),
      Flag("detailed-exitcode", says: "exit 2 when changes are pending"),
    ] + PriceFlags.sessions + [PriceFlags.side, PriceFlags.locations] + PriceFlags.place,
    examples: [
      .init(
        line: "partnerctl plan acme --out acme-plan.json", says: "look at it, then: apply acme-plan.json"),
      .init(
        line: "partnerctl plan acme --sessions 2026-10.csv.gz", says: "with the money of October's sessions"),
      .init(line: "partnerctl plan --detailed-exitcode -q", says: "all partners; 2 when anything is pending"),
    ],
    exits: [.done, .changes, .conflict, .badInput, .missing, .cannotWrite], acts: [.select, .timeout],
    run: { (invocation) async throws(Failure) in try await PlanVerb(invocation: invocation).run() })

  /// `apply`: carries out a plan, or puts a partner's file into force as it stands.
  static let apply = Command(
    group: .connect, name: "apply", summary: "carry out a plan, or put a partner's file into force",
    about:
      "With the file of a plan: exactly that plan, or nothing. It is refused with exit 6 when a file, a price "
      + "list or what is in force has changed since, and with 7 when a guard refuses. With a partner's id: plans, "
      + "shows, asks and applies.",
    positionals: [Positional(name: "PLAN|ID", summary: "a plan saved by plan --out, or a partner's id")],
    flags: [
      Flag(
        "override", nil, .text("CODE=REASON"), repeats: true,
        says: "do what the guard of that code refuses; the reason is kept in the audit log")
    ],
    examples: [
      .init(line: "partnerctl apply acme-plan.json", says: "what the plan says, and nothing else"),
      .init(line: "partnerctl apply acme", says: "shows what changes, asks, does it"),
      .init(
        line: "partnerctl apply acme-plan.json --override BR555=agreed",
        says: "although a guard refuses; the reason is on record"),
    ],
    exits: [.done, .conflict, .guarded, .badInput, .missing, .interrupted], acts: [.dryRun, .timeout],
    takesSignals: true,
    run: { (invocation) async throws(Failure) in try await ApplyVerb(invocation: invocation).run() })
}

/// Asks for a plan, shows it, saves it.
struct PlanVerb: Sendable {
  let invocation: Invocation

  func run() async throws(Failure) -> ExitCode {
    let reading = try await Self.ask(invocation, try invocation.partners() ?? [])
    let money = try await PlanMoney(invocation: invocation).all(reading.json)
    let plan = PlanMoney.adding(money, to: reading.json)
    let path = invocation.arguments.text("out")
    if let path {
      try FileSystem.write(plan.bytes + [0x0A], to: invocation.console.absolute(path), mode: 0o600)
    }
    PlanView(invocation: invocation).show(plan, money, saved: path)
    reading.tell(invocation)
    let isPending = plan["changes"]?.bool == true
    return isPending && invocation.arguments.has("detailed-exitcode") ? .changes : .done
  }

  /// The plan for these partners, or for all.
  static func ask(_ invocation: Invocation, _ ids: [String]) async throws(Failure) -> Reading {
    let query = ids.isEmpty ? "" : "?partners=" + ids.map { HTTPURL.encoded($0) }.joined(separator: ",")
    return try await ControlClient(invocation).look("/plan" + query)
  }
}

/// Carries out a plan from a file, or one made on the spot.
struct ApplyVerb: Sendable {
  let invocation: Invocation

  func run() async throws(Failure) -> ExitCode {
    let word = invocation.arguments.first ?? ""
    let overrides = JSON.object(try Overrides(invocation.arguments).members)
    if let path = planPath(word) {
      return try await carryOut(try Self.read(path), named: word, overrides)
    }
    guard FleetFolder.isID(word) else {
      throw .usage("\"\(word)\" is neither a plan nor a partner's id", help: "partnerctl plan --out FILE")
    }
    let plan = try await PlanVerb.ask(invocation, [word]).json
    if invocation.form == .human {
      let money = try await PlanMoney(invocation: invocation).all(plan)
      PlanView(invocation: invocation).show(plan, money, saved: nil)
    }
    // What a guard refuses anyway needs no question: the runtime says no, and why.
    if plan["changes"]?.bool == true, !Self.isRefused(plan, despite: overrides) {
      try Confirmation(invocation: invocation).demand("Put this into force?")
    }
    return try await carryOut(plan, named: word, overrides)
  }

  /// Whether a guard refuses a plan for a reason that nothing overrides.
  private static func isRefused(_ plan: JSON, despite overrides: JSON) -> Bool {
    let guards = (plan["partners"]?.elements ?? []).flatMap { $0["guards"]?.elements ?? [] }
    return guards.contains { $0["state"] == "refuse" && overrides[$0["code"]?.string ?? ""] == nil }
  }

  /// The path of a plan; nil for a word that is a partner's id.
  private func planPath(_ word: String) -> String? {
    let path = invocation.console.absolute(word)
    guard FleetFolder.isID(word) else { return FileSystem.kind(path) == nil ? nil : path }
    let hasPartner =
      (try? FleetFolder.find(invocation)).map { FileSystem.kind($0.path("partners/\(word).toml")) != nil }
    return hasPartner == true || FileSystem.kind(path) != .file ? nil : path
  }

  private static func read(_ path: String) throws(Failure) -> JSON {
    let bytes = try FileSystem.read(path)
    do {
      return try JSON.parse(bytes, limits: JSONLimits(size: 1 << 28))
    } catch {
      throw Failure(.badInput, "\(path): \(error)", help: "a plan is made by partnerctl plan --out FILE")
    }
  }

  private func carryOut(_ plan: JSON, named name: String, _ overrides: JSON) async throws(Failure)
    -> ExitCode
  {
    let actor = invocation.console.environment["USER"] ?? ""
    var command = StepsCommand(verb: "apply")
    command.target = .init(
      path: "/plan/apply",
      body: ["plan": plan, "overrides": overrides, "actor": .string(actor), "follow": true])
    return try await command.run(invocation)
  }
}
