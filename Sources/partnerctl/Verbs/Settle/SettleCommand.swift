import Bilateral
import BilateralBase
import BilateralNet
import BilateralStore
import BilateralTerms

extension Command {
  /// `settle`: closes a period with a partner.
  static let settle = Command(
    group: .money, name: "settle", summary: "close a period: statements, invoices, payments",
    about:
      "settle ID adds up what each legal entity owes another for a period, gives it a number and closes the period, "
      + "once. --preview shows the same without closing, and needs no runtime. --against FILE compares a statement or an "
      + "invoice that the partner wrote with ours: totals, tax by rate, lines, and single charges where it has them. settle show NUMBER writes a closed "
      + "statement again, the same to the byte. settle list tells what is paid and how old the rest is, settle paid "
      + "NUMBER notes a payment, and settle accrue adds up what is earned or owed and not invoiced yet.",
    positionals: [
      Positional(
        name: "WORD", optional: true, repeats: true,
        summary: "a partner's id; or show NUMBER, list [ID], paid NUMBER, accrue [ID]")
    ],
    flags: [
      Flag("period", nil, .text("P"), says: "2026-10, 2026-10a, 2026-W43, 2026-Q4 (default: the last one)"),
      Flag("against", nil, .text("FILE"), says: "compare the partner's own statement or invoice with ours"),
      Flag("preview", says: "what would be closed; changes nothing"),
      Flag(
        "format", nil, .text("LIST"),
        says: "of json, csv, ubl, html: the files to write (default: all, with --out)"),
      Flag("out", nil, .text("DIR"), says: "where files go (default: statements)"),
      Flag("issued", nil, .text("DATE"), says: "the day on the documents (default: today)"),
      Flag("on", nil, .text("DATE"), says: "paid: the day on which money moved"),
      Flag("amount", nil, .text("MONEY"), says: "paid: how much; negative for what went back"),
      Flag("reference", nil, .text("TEXT"), says: "paid: what the bank wrote"),
    ],
    examples: [
      .init(
        line: "partnerctl settle acme --period 2026-10 --preview", says: "October as it would be closed today"
      ),
      .init(
        line: "partnerctl settle acme --period 2026-10 --out books",
        says: "closes October; writes statement.json, cdrs.csv, invoice.xml and statement.html"),
      .init(
        line: "partnerctl settle acme --period 2026-10 --against their.xml",
        says: "their statement (JSON, UBL, CSV by settlement.import) against ours; 1 with differences"),
      .init(line: "partnerctl settle show ACM-2026-0010 --format ubl", says: "writes the invoice again"),
      .init(
        line: "partnerctl settle paid ACM-2026-0010 --on 2026-12-01 --amount 1203.50",
        says: "notes a payment"),
      .init(line: "partnerctl settle accrue --period 2026-10", says: "what October's books must still hold"),
    ],
    exits: [.done, .findings, .conflict, .guarded, .badInput, .missing, .cannotWrite, .interrupted],
    acts: [.dryRun, .timeout, .now, .csv, .select],
    run: { (invocation) async throws(Failure) in try await SettleCommand(invocation: invocation).run() })
}

/// Reads the words of `settle` and does what they say.
struct SettleCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let words = invocation.arguments.positionals
    let rest = Array(words.dropFirst())
    switch words.first {
    case "show": return try await SettleFiles(invocation: invocation).show(try one(rest, "show"))
    case "list": return try await SettleLedger(invocation: invocation).list(try id(rest))
    case "accrue": return try await SettleAccrual(invocation: invocation).run(try id(rest))
    case "paid": return try await offPool { () throws(Failure) in try pay(try one(rest, "paid")) }
    default: return try await settle(try id(words))
    }
  }

  private func one(_ words: [String], _ verb: String) throws(Failure) -> String {
    guard words.count == 1, let number = words.first else {
      throw .usage("settle \(verb) needs the number of one statement", help: "partnerctl settle list")
    }
    return number
  }

  /// The one partner that is meant; nil for all.
  private func id(_ words: [String]) throws(Failure) -> String? {
    guard words.count <= 1 else {
      throw .usage(
        "settle does not know what to do with \"\(words.joined(separator: " "))\"",
        help: "settle ID, show NUMBER, list [ID], paid NUMBER or accrue [ID]", verb: "settle")
    }
    return words.first
  }

  // MARK: - closing

  private func settle(_ id: String?) async throws(Failure) -> ExitCode {
    guard let id else {
      throw .usage("settle needs the id of a partner", help: "partnerctl settle acme", verb: "settle")
    }
    guard !invocation.arguments.has("select") else {
      throw .usage("a period is closed with one partner", help: "partnerctl settle \(id)", verb: "settle")
    }
    if let path = invocation.arguments.text("against") {
      return try await SettleCheck(invocation: invocation).run(id, path)
    }
    let files = SettleFiles(invocation: invocation)
    let formats = try await files.formats(of: id)
    if invocation.arguments.has("preview") || invocation.isDryRun {
      let preview = try await files.preview(id, formats)
      SettleView(invocation: invocation).show(preview)
      return preview.isClean ? .done : .findings
    }
    guard !invocation.arguments.has("now") else {
      throw .usage("a period is closed at the real time", help: "--now goes with --preview", verb: "settle")
    }
    let preview = try await files.preview(id, [])
    try ProductionBadge(invocation: invocation).show("settle \(id) \(preview.period)")
    try Confirmation(invocation: invocation).demand(question(id, preview))
    let numbers = try await close(id, preview.period)
    var closed = preview
    closed.documents = []
    for number in numbers { closed.documents.append(try await files.write(number, formats)) }
    closed.isClosed = true
    closed.credit = try await files.credit(of: id)
    SettleView(invocation: invocation).show(closed)
    return closed.isClean ? .done : .findings
  }

  private func question(_ id: String, _ preview: SettleReport) -> String {
    let count = preview.documents.count
    let awaited = preview.awaited.map { " CDRs of it are awaited until \($0)." } ?? ""
    return "Close \(preview.period) of \(id): \(count) statement\(count == 1 ? "" : "s")?\(awaited) "
      + "A closed period stays closed."
  }

  /// Closes and tells the numbers.
  private func close(_ id: String, _ period: String) async throws(Failure) -> [String] {
    let invocation = invocation
    return try await offPool { () throws(Failure) in
      var body: [JSONMember] = [
        .init("period", .string(period)),
        .init("actor", .string(invocation.console.environment["USER"] ?? "operator")),
      ]
      if let issued = invocation.arguments.text("issued") { body.append(.init("issued", .string(issued))) }
      let result = try ControlClient(invocation).stream(
        "/partners/\(HTTPURL.encoded(id))/settle", .object(body)
      ) { _ in }
      guard result["ok"]?.bool == true else { throw ControlFault.failure(result["error"], status: 500) }
      return result["statements"]?.elements?.compactMap(\.string) ?? []
    }
  }

  // MARK: - payments

  private func pay(_ number: String) throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    guard let day = arguments.text("on"), let amount = arguments.text("amount") else {
      throw .usage(
        "settle paid needs --on and --amount",
        help: "partnerctl settle paid \(number) --on 2026-12-01 --amount 1203.50", verb: "settle")
    }
    if invocation.isDryRun {
      invocation.talk.print("would note \(amount) for \(number); nothing was sent")
      return .done
    }
    let answer = try ControlClient(invocation).post(
      "/statements/\(HTTPURL.encoded(number))/payments",
      [
        "on": .string(day), "amount": .string(amount),
        "reference": arguments.text("reference").map { .string($0) } ?? .null,
        "actor": .string(invocation.console.environment["USER"] ?? "operator"),
      ])
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.settle-paid/1")]
      invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
      return .done
    }
    let rest = answer["open"]?.string ?? "?"
    invocation.screen.print(
      "\(number): \(Cell.printable(amount)) noted, "
        + (rest == "0" ? "paid in full" : "\(Cell.printable(rest)) \(answer["currency"]?.string ?? "") open"))
    return .done
  }
}
