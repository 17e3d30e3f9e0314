import BilateralBase
import BilateralNet

extension Command {
  /// `report`: how a partnership did in a period.
  static let report = Command(
    group: .answers, name: "report", summary: "how a partnership did: figures, promises, value",
    about:
      "Authorisation success, CDR acceptance and lateness, freshness, uptime, leakage, fault share and how long "
      + "statements take to be paid, against what the file promises, with whom to call where a promise was broken; "
      + "sessions, kWh, revenue, new tokens and use by site. --out writes one HTML file that needs nothing else, for "
      + "screen and A4. Works without a runtime.",
    positionals: [Positional(name: "ID", summary: "the partner's id, as its file is named")],
    flags: [
      Flag(
        "period", nil, .text("PERIOD"),
        says: "2026-10, 2026-Q4, 2026-W43 or 2026-10a (this month when absent)"),
      Flag("out", nil, .text("FILE"), says: "write the page there"),
    ],
    examples: [
      .init(line: "partnerctl report acme --period 2026-10 --out acme-2026-10.html", says: "the page"),
      .init(line: "partnerctl report acme --json", says: "this month so far, for a program"),
    ],
    exits: [.done, .findings, .conflict, .badInput, .missing, .cannotWrite], acts: [.timeout, .now],
    run: { (invocation) async throws(Failure) in try await ReportCommand(invocation: invocation).run() })
}

/// Reads the figures and shows them.
struct ReportCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb; exit 1 when a promise was broken.
  func run() async throws(Failure) -> ExitCode {
    let id = invocation.arguments.positionals.first ?? ""
    let period = invocation.arguments.text("period").map { "?period=\(HTTPURL.encoded($0))" } ?? ""
    let reading = try await ControlClient(invocation).look(
      "/partners/\(HTTPURL.encoded(id))/figures" + period)
    if let file = invocation.arguments.text("out") {
      let page = ReportPage(reading.json, madeAt: try invocation.now())
      try FileSystem.write(Array(page.text.utf8), to: invocation.console.absolute(file))
    }
    ReportView(invocation: invocation).show(reading)
    let isBroken = (reading.json["promises"]?.elements ?? []).contains { $0["kept"] == .bool(false) }
    return isBroken ? .findings : .done
  }
}
