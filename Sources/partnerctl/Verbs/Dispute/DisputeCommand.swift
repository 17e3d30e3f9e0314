import Bilateral
import BilateralBase
import BilateralNet
import BilateralTerms

extension Command {
  /// `dispute`: the register of disagreements about CDRs.
  static let dispute = Command(
    group: .money, name: "dispute", summary: "disputes about CDRs, with clock and evidence",
    about:
      "open ID CDR… disputes CDRs, ours or theirs; --from-reconcile PERIOD all that reconcile would. list [ID] and "
      + "show N look. answer N, accept N and reject N enter what was said: OCPI carries no disputes, so both sides "
      + "keep a register. What is accepted is taken back: a CDR of ours by a credit at once, of theirs when their "
      + "credit comes; until then statements hold it. No answer within dispute.answer_within means what "
      + "dispute.silence says, else the dispute expires. export N writes the evidence: dispute, CDR, session, "
      + "tariffs, price, exchanges, as one JSON file that is the same for the same facts.",
    positionals: [
      Positional(name: "WORD", summary: "open, list, show, answer, accept, reject or export"),
      Positional(name: "ARGUMENT", optional: true, repeats: true, summary: "a partner and CDRs, or numbers"),
    ],
    flags: [
      Flag(
        "reason", nil, .text("WORD"), says: "why, such as price-off (default: what stands against the CDR)"),
      Flag("text", nil, .text("TEXT"), says: "what was said"),
      Flag("amount", nil, .text("AMOUNT"), says: "what is disputed, net, such as \"12.50 EUR\""),
      Flag("from-reconcile", nil, .text("PERIOD"), says: "open one for each CDR that reconcile objects to"),
      Flag(
        "state", nil, .choice(Dispute.State.allCases.map(\.rawValue)), repeats: true, says: "list: only these"
      ),
      Flag("out", nil, .text("FILE"), says: "export: the file to write (default dispute-N.json)"),
    ],
    examples: [
      .init(line: "partnerctl dispute open acme NL-ACM/C-4711 --reason price-off", says: "disputes one CDR"),
      .init(line: "partnerctl dispute open acme --from-reconcile 2026-10", says: "all that does not agree"),
      .init(line: "partnerctl dispute accept 17 --text 'their invoice says so'", says: "ends it: taken back"),
      .init(line: "partnerctl dispute export 17 --out c-4711.json", says: "all evidence in one file"),
    ],
    exits: [.done, .findings, .badInput, .conflict, .missing, .cannotWrite, .interrupted],
    acts: [.timeout, .csv, .now, .dryRun],
    run: { (invocation) async throws(Failure) in try await DisputeCommand(invocation: invocation).run() })
}

/// Does one thing with disputes.
struct DisputeCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  private var rest: [String] { Array(invocation.arguments.positionals.dropFirst()) }

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let word = invocation.arguments.first ?? ""
    switch word {
    case "open": return try await open()
    case "list": return try await list()
    case "show": return try await show()
    case "answer", "accept", "reject": return try await enter(word)
    case "export": return try await export()
    default:
      let words = ["open", "list", "show", "answer", "accept", "reject", "export"]
      let near = Suggestion.nearest(to: word, among: words)
      throw .usage(
        "dispute does not know what to do with \"\(word)\"",
        help: near.map { "did you mean \($0)?" } ?? "one of " + words.joined(separator: ", "))
    }
  }

  // MARK: - opening

  private func open() async throws(Failure) -> ExitCode {
    guard let partner = rest.first else {
      throw .usage("dispute open needs a partner", help: "partnerctl dispute open acme NL-ACM/C-4711")
    }
    let orders =
      invocation.arguments.has("from-reconcile")
      ? try await found(partner) : rest.dropFirst().map { order(partner, $0) }
    guard !orders.isEmpty else {
      if invocation.arguments.has("from-reconcile") {
        invocation.talk.print("nothing to dispute")
        return .done
      }
      throw .usage("dispute open needs CDRs", help: "name them, or --from-reconcile PERIOD")
    }
    if invocation.isDryRun {
      for order in orders { invocation.talk.print("would dispute \(order["cdr"]?.string ?? "")") }
      return .done
    }
    try ProductionBadge(invocation: invocation).show("dispute open")
    let client = try ControlClient(invocation)
    let body = JSON.array(Array(orders))
    let answer = try await offPool { () throws(Failure) in try client.post("/disputes", ["disputes": body]) }
    DisputeView(invocation: invocation).opened(answer)
    return answer["refused"]?.elements?.isEmpty ?? true ? .done : .findings
  }

  private func order(_ partner: String, _ cdr: String) -> JSON {
    let arguments = invocation.arguments
    func text(_ flag: String) -> JSON { arguments.text(flag).map { .string($0) } ?? .null }
    return [
      "partner": .string(partner), "cdr": .string(cdr), "reason": text("reason"), "words": text("text"),
      "amount": text("amount"), "actor": .string(invocation.actor),
    ]
  }

  /// One for each of their CDRs that reconcile objects to, for the heaviest cause.
  private func found(_ partner: String) async throws(Failure) -> [JSON] {
    var run = ReconcileRun.Order(
      partner: partner, period: try ReconcileCommand.period(invocation, of: partner))
    run.direction = .buy
    let parts = try await ReconcileCommand.compare(run, invocation)
    var known: Set<String> = []
    return parts.flatMap(\.result.findings).filter(\.isDisputable).compactMap { finding in
      guard let cdr = finding.record, known.insert(cdr).inserted else { return nil }
      var order = order(partner, cdr)
      order["reason"] = .string(invocation.arguments.text("reason") ?? finding.cause.rawValue)
      order["words"] = .string(finding.words)
      order["amount"] =
        finding.money.map { .string("\($0.amount.decimalText(atMost: 10)) \($0.currency)") } ?? .null
      return order
    }
  }

  // MARK: - looking

  private func list() async throws(Failure) -> ExitCode {
    let states = invocation.arguments.texts("state").joined(separator: ",")
    let filters = [
      rest.first.map { "partner=\(HTTPURL.encoded($0))" }, states.isEmpty ? nil : "state=\(states)",
    ]
    let query = filters.compactMap { $0 }.joined(separator: "&")
    let reading = try await ControlClient(invocation).look("/disputes" + (query.isEmpty ? "" : "?\(query)"))
    DisputeView(invocation: invocation).list(reading)
    return .done
  }

  private func show() async throws(Failure) -> ExitCode {
    for number in try numbers("show") {
      let reading = try await ControlClient(invocation).look("/disputes/\(number)")
      DisputeView(invocation: invocation).show(reading.json)
    }
    return .done
  }

  private func export() async throws(Failure) -> ExitCode {
    let numbers = try numbers("export")
    guard numbers.count == 1 || !invocation.arguments.has("out") else {
      throw .usage("--out names one file, and \(numbers.count) disputes are named")
    }
    for number in numbers {
      let reading = try await ControlClient(invocation).look("/disputes/\(number)/evidence")
      let path = invocation.arguments.text("out") ?? "dispute-\(number).json"
      let bytes = reading.json.canonicalBytes + [0x0A]
      if path == "-" {
        invocation.screen.printRaw(String(decoding: bytes, as: UTF8.self))
      } else {
        try FileSystem.write(bytes, to: invocation.console.absolute(path), mode: 0o600)
        invocation.talk.print("\(path): \(bytes.count) bytes")
      }
    }
    return .done
  }

  // MARK: - entering

  private func enter(_ word: String) async throws(Failure) -> ExitCode {
    let numbers = try numbers(word)
    if invocation.isDryRun {
      for number in numbers { invocation.talk.print("would \(word) dispute \(number)") }
      return .done
    }
    try ProductionBadge(invocation: invocation).show("dispute \(word)")
    let client = try ControlClient(invocation)
    let body: JSON = [
      "words": .string(invocation.arguments.text("text") ?? invocation.arguments.text("reason") ?? ""),
      "actor": .string(invocation.actor),
    ]
    for number in numbers {
      let answer = try await offPool { () throws(Failure) in
        try client.post("/disputes/\(number)/\(word)", body)
      }
      DisputeView(invocation: invocation).entered(answer)
    }
    return .done
  }

  private func numbers(_ word: String) throws(Failure) -> [Int] {
    let numbers = rest.compactMap { Int($0) }.filter { $0 > 0 }
    guard !numbers.isEmpty, numbers.count == rest.count else {
      throw .usage(
        "dispute \(word) needs the number of a dispute", help: "partnerctl dispute list shows them")
    }
    return numbers
  }
}

extension Invocation {
  /// Who works here, for registers.
  var actor: String { console.environment["USER"] ?? "operator" }
}
