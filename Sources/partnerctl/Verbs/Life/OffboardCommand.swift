import Bilateral
import BilateralBase

extension Command {
  /// `offboard`: ends a partnership in order.
  static let offboard = Command(
    group: .connect, name: "offboard", summary: "end a partnership in order; nothing owed is lost",
    about:
      "Step by step, each durable and gone on with after a restart: no driver is let in and our tokens are taken back; "
      + "open sessions are awaited; the last CDRs are sent and fetched; the period that lasts is closed by a last "
      + "statement; the credentials are deleted on both sides; terms, statements, audit, sessions and CDRs are "
      + "written to a folder below the state. Until the credentials go, --cancel calls it off.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag("grace", nil, .duration, says: "how long sessions and CDRs are awaited (default 14d)"),
      Flag("reason", nil, .text("TEXT"), says: "why, for the audit log"),
      Flag("status", says: "how far it has come; changes nothing"),
      Flag("cancel", says: "call it off; after its end, forget it so that the partner may begin anew"),
      Flag("now-unsafe", says: "wait for nothing: open sessions stay without a CDR"),
    ],
    examples: [
      .init(line: "partnerctl offboard acme --reason ended", says: "asks, then begins"),
      .init(line: "partnerctl offboard acme --status", says: "the step under way and what is left"),
      .init(line: "partnerctl offboard acme --cancel", says: "drivers are let in again"),
    ],
    exits: [.done, .conflict, .missing, .interrupted], acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      if invocation.arguments.has("status") { return try await OffboardView(invocation: invocation).show() }
      let isCancel = invocation.arguments.has("cancel")
      return try await StepsCommand(
        verb: "offboard", question: isCancel ? nil : "End the partnership with", body: OffboardView.body
      ).run(invocation)
    })
}

/// Shows how far the end of a partnership has come.
struct OffboardView {
  let invocation: Invocation

  /// The order of a line.
  static func body(_ arguments: Arguments) -> JSON {
    guard !arguments.has("cancel") else { return ["cancel": true] }
    var order: JSON = [:]
    if let text = arguments.text("reason") { order["reason"] = .string(text) }
    let grace = arguments.has("now-unsafe") ? 0 : arguments.span("grace").map { $0.milliseconds / 1000 }
    if let grace { order["grace"] = JSON(Int(grace)) }
    return order
  }

  /// The steps in their order, with what each means.
  private static let steps = [
    ("tokens", "no driver is let in, our tokens are taken back"), ("sessions", "open sessions are awaited"),
    ("cdrs", "the last CDRs are sent and fetched"), ("statement", "the last statement is closed"),
    ("credentials", "the credentials are deleted on both sides"), ("archive", "the archive is written"),
  ]

  func show() async throws(Failure) -> ExitCode {
    let id = invocation.arguments.first ?? ""
    let reading = try await ControlClient(invocation).look("/partners")
    let overview = StatusOverview(reading.json, only: [id])
    try overview.demandAll([id])
    guard let ending = overview.partners.first?["offboarding"], !ending.isNull else {
      throw Failure(.conflict, "\(id) is not being ended", help: "partnerctl offboard \(id) begins it")
    }
    guard invocation.form == .human else {
      let members: [JSONMember] = [.init("schema", "partnerctl.offboard/1"), .init("partner", .string(id))]
      invocation.screen.printRaw(JSON.object(members + (ending.members ?? [])).text + "\n")
      return .done
    }
    invocation.screen.print(lines(ending).map { Cell.printable($0) })
    return .done
  }

  private func lines(_ ending: JSON) -> [String] {
    let style = invocation.screen.style
    let phase = ending["phase"]?.string ?? ""
    let place = Self.steps.firstIndex { $0.0 == phase } ?? Self.steps.count
    var lines = Self.steps.enumerated().map { number, step in
      let mark = style.mark(number < place ? .done : number == place ? .arrow : .skipped)
      return "  \(mark) \(Cell.padded(step.0, to: 12)) \(step.1)"
    }
    if phase != "ended" { lines.append("awaited until \(ending["until"]?.string ?? "")") }
    if let problem = ending["problem"]?.string { lines.append("last try: \(problem)") }
    lines += (ending["left"]?.elements ?? []).compactMap { $0.string.map { "left: \($0)" } }
    let statements = ending["statements"]?.elements?.compactMap(\.string) ?? []
    if !statements.isEmpty { lines.append("last statements: " + statements.joined(separator: ", ")) }
    if let archive = ending["archive"]?.string { lines.append("archive: state/…/\(archive)") }
    return lines
  }
}
