import BilateralBase
import BilateralCrypto
import BilateralNet
import BilateralTerms

extension Command {
  /// `migrate`: a partner moves from a hub to a connection of its own, or back.
  static let migrate = Command(
    group: .connect, name: "migrate", summary: "move a partner from a hub to the direct way, or back",
    about:
      "Shows what the move comes to: the lines of [route] that it writes, what must be ready before, open sessions "
      + "and where they end, what the partner is told again, and both ways compared. With --yes, or asked on a "
      + "terminal, it writes the file and applies it. Sessions and their CDRs stay on the way where they began.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("to", nil, .text("WAY"), says: "direct, or hub:ID; without it the other way than now"),
      Flag("from", nil, .text("WAY"), says: "the way that must be in use now, such as hub:gireve"),
      Flag(
        "at", nil, .text("TIME"), says: "the cut-over, such as 2026-12-01T04:00Z or +15min; without it now"),
      Flag("hold", nil, .duration, says: "how long sessions begun before are awaited (default 24 h)"),
      Flag("rollback", says: "back to the way before, whether the move is in course or over"),
      Flag("finish", says: "end the move: take its lines out of the file"),
      Flag("reason", nil, .text("TEXT"), says: "why, for the audit log"),
      Flag(
        "override", nil, .text("CODE=REASON"), repeats: true,
        says: "do what a check or guard of that code refuses"),
    ],
    examples: [
      .init(
        line: "partnerctl migrate acme --from hub:gireve --at 2026-12-01T04:00Z",
        says: "look at the move; --yes does it"),
      .init(line: "partnerctl migrate acme --rollback --yes", says: "back to the hub, with the same hold"),
      .init(line: "partnerctl migrate acme --finish", says: "after the last CDR of the way before"),
    ],
    exits: [.done, .conflict, .guarded, .badInput, .missing, .cannotWrite, .interrupted],
    acts: [.dryRun, .timeout, .now], takesSignals: true,
    run: { (invocation) async throws(Failure) in try await MigrateVerb(invocation: invocation).run() })
}

/// Shows a move, writes its lines, and puts them into force.
struct MigrateVerb: Sendable {
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }
  private var id: String { arguments.first ?? "" }

  func run() async throws(Failure) -> ExitCode {
    let overrides = try Overrides(arguments)
    let reading = try await ControlClient(invocation).look(
      "/partners/\(HTTPURL.encoded(id))/migration?\(try query())")
    let preview = reading.json
    let isMeant = arguments.has("yes") && !invocation.isDryRun
    if invocation.form == .human || !isMeant { MigrateView(invocation: invocation).show(preview) }
    reading.tell(invocation)
    if isMeant, reading.asOf != nil {
      throw Failure(.conflict, "no runtime runs, and what nobody runs cannot move", help: "partnerctl run")
    }
    guard isMeant || (invocation.mayAsk && invocation.form == .human && !invocation.isDryRun) else {
      if invocation.form == .human { invocation.talk.print("nothing was changed; --yes does it") }
      return .done
    }
    try refuse(preview, overrides)
    try Confirmation(invocation: invocation).demand("Write this and put it into force?")
    return try await carryOut(preview, overrides)
  }

  /// The order as the runtime reads it.
  private func query() throws(Failure) -> String {
    let words = ["rollback", "finish"].filter { arguments.has($0) }
    guard words.count < 2 else { throw .usage("--rollback and --finish are two things", verb: "migrate") }
    var parts = ["action=\(words.first ?? "move")"]
    for name in ["to", "from"] {
      guard let text = arguments.text(name) else { continue }
      guard Way(text) != nil else {
        throw .usage("--\(name) is direct or hub:ID, not \"\(text)\"", verb: "migrate")
      }
      parts.append("\(name)=\(HTTPURL.encoded(text))")
    }
    if let moment = try moment() { parts.append("at=\(HTTPURL.encoded("\(moment)"))") }
    if let hold = arguments.span("hold") { parts.append("hold=\(hold.milliseconds / 1000)") }
    return parts.joined(separator: "&")
  }

  private func moment() throws(Failure) -> Timestamp? {
    guard let text = arguments.text("at") else { return nil }
    if text.hasPrefix("+"), let span = TimeSpan(String(text.dropFirst())) {
      return Timestamp(
        seconds: (try invocation.now().microseconds / 1_000_000) + Int64(span.milliseconds / 1000))
    }
    guard let moment = Timestamp(typed: text) else {
      throw .usage(
        "--at \"\(text)\" is no time", help: "write 2026-12-01T04:00:00Z or +15min", verb: "migrate")
    }
    return moment
  }

  /// What a check refuses and nobody answers for.
  private func refuse(_ preview: JSON, _ overrides: Overrides) throws(Failure) {
    let checks = preview["checks"]?.elements ?? []
    let refused = checks.first { $0["state"] == "refuse" && overrides[$0["code"]?.string ?? ""] == nil }
    guard let refused else { return }
    throw Failure(
      .guarded, "\(refused["code"]?.string ?? ""): \(refused["message"]?.string ?? "")",
      help: refused["help"]?.string)
  }

  /// Writes the file, and puts it into force; a file that cannot come into force is put back.
  private func carryOut(_ preview: JSON, _ overrides: Overrides) async throws(Failure) -> ExitCode {
    let path = try FleetFolder.find(invocation).path(FleetFolder.partnerFile(id))
    let before = try FileSystem.read(path)
    let after = Array((preview["file"]?["text"]?.string ?? "").utf8)
    guard Hex.encode(SHA256.hash(before)) == preview["file"]?["before"]?.string, !after.isEmpty else {
      throw Failure(.conflict, "BR674: partners/\(id).toml was changed meanwhile", help: "run it again")
    }
    try FileSystem.write(after, to: path)
    do throws(Failure) {
      let code = try await apply(preview, overrides)
      if code != .done { try await restore(path, before, after) }
      return code
    } catch {
      try await restore(path, before, after)
      throw error
    }
  }

  /// Puts the file back, unless it came into force all the same or somebody changed it.
  private func restore(_ path: String, _ before: [UInt8], _ after: [UInt8]) async throws(Failure) {
    let plan = try? await PlanVerb.ask(invocation, [id]).json
    guard plan?["changes"]?.bool != false, try FileSystem.read(path) == after else { return }
    try FileSystem.write(before, to: path)
    invocation.talk.print("partners/\(id).toml is as it was before")
  }

  private func apply(_ preview: JSON, _ overrides: Overrides) async throws(Failure) -> ExitCode {
    let plan = try await PlanVerb.ask(invocation, [id]).json
    let raised = Set(
      (preview["checks"]?.elements ?? []).filter { $0["state"] == "refuse" }.compactMap { $0["code"]?.string }
    )
    let note: JSON = [
      "migration": preview["action"] ?? .null, "from": preview["from"] ?? .null, "to": preview["to"] ?? .null,
      "cut_over": preview["move"]?["cut_over"] ?? .null,
      "reason": arguments.text("reason").map { .string($0) } ?? .null,
      "overrides": .object(overrides.members.filter { raised.contains($0.name) }),
    ]
    var command = StepsCommand(verb: "migrate")
    command.target = .init(
      path: "/plan/apply",
      body: [
        "plan": plan, "overrides": .object(overrides.members),
        "actor": .string(invocation.console.environment["USER"] ?? ""), "follow": true, "note": note,
      ])
    return try await command.run(invocation)
  }
}

/// Reasons for what checks and guards refuse, by code, as `--override CODE=REASON` gives them.
struct Overrides: Sendable {
  /// The codes with their reasons, in the order of the line.
  let members: [JSONMember]

  /// The reason for a code; nil when nobody gave one.
  subscript(code: String) -> String? { members.first { $0.name == code }?.value.string }

  /// Reads them from the line.
  init(_ arguments: Arguments) throws(Failure) {
    var members: [JSONMember] = []
    for text in arguments.texts("override") {
      let parts = text.split(separator: "=", maxSplits: 1)
      let reason = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
      guard let code = parts.first, !reason.isEmpty else {
        throw .usage(
          "--override needs a code and a reason, not \"\(text)\"", help: "--override 'BR555=why it is meant'")
      }
      members.append(.init(code.uppercased(), .string(String(reason))))
    }
    self.members = members
  }
}
