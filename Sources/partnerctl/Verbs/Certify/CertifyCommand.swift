import Bilateral
import BilateralBase
import BilateralTerms

extension Command {
  /// `certify`: how a partner keeps to OCPI, check by check.
  static let certify = Command(
    group: .connect, name: "certify", summary: "judge how a partner keeps to OCPI, check by check",
    about:
      "Asks the partner in its test environment, from our running runtime and with our registration, and judges each "
      + "answer. Test objects begin with BLTCERT and are taken away again; no driver's card is used but those of "
      + "onboarding.test_cards. A check that could not be made is told with its reason and never counts as passed. "
      + "Before a registration, versions are judged with token A. The last whole run is kept and shown by status.",
    positionals: [Positional(name: "ID", optional: true, summary: "the partner's id, as its file is named")],
    flags: [
      Flag("area", nil, .text("AREA"), repeats: true, says: "only this area, such as paging"),
      Flag("check", nil, .text("CHECK"), repeats: true, says: "only this check, such as PAG-07"),
      Flag("list", says: "the checks and their requirements; asks nobody"),
      Flag(
        "format", nil, .choice(["html", "junit"]), says: "a page for the partner, or XML for a build service"),
      Flag("out", nil, .text("FILE"), says: "write the page or XML there"),
      Flag("rotate", says: "renew the tokens of both sides as well"),
      Flag("production", says: "read from a live partner; nothing is written there"),
      Flag("learn", says: "write what one can live with into [dialect] of its file"),
    ],
    examples: [
      .init(line: "partnerctl certify acme", says: "areas with counts, and what is wrong"),
      .init(
        line: "partnerctl certify acme --format html --out acme.html", says: "one page to send to the partner"
      ),
      .init(
        line: "partnerctl certify acme --area paging --area time -o jsonl", says: "two areas, a check a line"),
    ],
    exits: [
      .done, .findings, .unreachable, .refused, .conflict, .guarded, .usage, .badInput, .missing,
      .cannotWrite,
      .noSecret,
    ], acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in try await CertifyCommand(invocation: invocation).run() })
}

/// Lets the runtime judge a partner, and shows what came of it.
struct CertifyCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var arguments: Arguments { invocation.arguments }

  /// Runs the verb; exit 1 when a check failed.
  func run() async throws(Failure) -> ExitCode {
    if arguments.has("list") {
      CertifyList(invocation: invocation).show()
      return .done
    }
    guard let id = arguments.first else {
      throw .usage(
        "certify needs a partner", help: "partnerctl certify ID; --list shows the checks", verb: "certify")
    }
    if arguments.has("out"), arguments.text("format") == nil {
      throw .usage(
        "--out needs --format html or junit", help: "partnerctl certify \(id) --format html", verb: "certify")
    }
    let word = "interrupted: the runtime brings its checks to an end and takes its test objects away"
    let watching = Interruption(invocation: invocation, lastWord: word).follow()
    defer { watching.cancel() }
    return try await offPool { () throws(Failure) in try ask(id) }
  }

  private var body: JSON {
    [
      "areas": .array(arguments.texts("area").map { .string($0) }),
      "checks": .array(arguments.texts("check").map { .string($0) }),
      "production": .bool(arguments.has("production")), "rotate": .bool(arguments.has("rotate")),
    ]
  }

  private func ask(_ id: String) throws(Failure) -> ExitCode {
    let client = try ControlClient(invocation)
    if !arguments.has("production") { try ProductionBadge(invocation: invocation).show("certify \(id)") }
    if invocation.isDryRun, !arguments.has("learn") {
      invocation.talk.print("would certify \(id); nothing was sent")
      return .done
    }
    let progress = ProgressView(invocation: invocation)
    var checks: [JSON] = []
    let isStreamed = invocation.form == .jsonl
    if isStreamed { print(["type": "version", "schema": "partnerctl.certify/1"]) }
    let result = try client.stream(
      "/partners/\(id)/certify", body, onBeat: progress.beat
    ) { line in
      guard line["type"]?.string == "check" else { return }
      checks.append(line)
      if isStreamed { return print(line) }
      progress.show(["module": "certify", "done": JSON(checks.count), "total": .null])
    }
    progress.clear()
    guard let report = CertifyResult(id, checks, result) else {
      throw ControlFault.failure(result["error"], status: 500)
    }
    try show(report, result)
    if arguments.has("learn") { try learn(report, client) }
    return report.isPassed ? .done : .findings
  }

  private func print(_ line: JSON) { invocation.screen.printRaw(line.text + "\n") }

  private func show(_ report: CertifyResult, _ result: JSON) throws(Failure) {
    let text: String? =
      switch arguments.text("format") {
      case "html": CertifyPage(report).text
      case "junit": CertifyXML(report).text
      default: nil
      }
    if let text, let file = arguments.text("out") {
      try FileSystem.write(Array(text.utf8), to: invocation.console.absolute(file))
    } else if let text {
      return invocation.screen.printRaw(text)
    }
    switch invocation.form {
    case .jsonl: print(result)
    case .json, .csv: print(report.json)
    case .human: CertifyView(invocation: invocation).show(report)
    }
  }

  private func learn(_ report: CertifyResult, _ client: ControlClient) throws(Failure) {
    let told = try DialectLearning(invocation, client).write(report.partner, besides: report.proposals)
    if invocation.form == .human { invocation.screen.print(told.lines.map { Cell.printable($0) }) }
  }
}

/// `certify --list`: the table of checks.
struct CertifyList {
  /// The parsed line.
  let invocation: Invocation

  /// Shows it.
  func show() {
    let checks = CertifyCheck.all
    guard invocation.form == .human else {
      let rows = checks.map { check -> JSON in
        [
          "id": .string(check.id), "area": .string(check.area.rawValue), "title": .string(check.title),
          "level": .string(check.level.rawValue), "side": .string(check.side.rawValue),
          "act": .string(check.act.rawValue), "requirements": .array(check.requirements.map { .string($0) }),
          "versions": .string("\(check.versions.lowerBound)-\(check.versions.upperBound)"),
        ]
      }
      return invocation.screen.printRaw(
        JSON.object([.init("schema", "partnerctl.certify-list/1"), .init("checks", .array(rows))]).text + "\n"
      )
    }
    for area in CertifyArea.allCases {
      invocation.screen.print(invocation.screen.style.paint(area.title, .strong))
      for check in checks where check.area == area {
        let side = check.side == .any ? "" : check.side.rawValue.uppercased()
        invocation.screen.print(
          "  \(Cell.padded(check.id, to: 8)) \(Cell.padded(check.level.rawValue, to: 6)) "
            + "\(Cell.padded(side, to: 4)) \(check.title)  \(check.requirements.joined(separator: " "))")
      }
    }
    invocation.screen.print("\(checks.count) checks")
  }
}
