import BilateralBase
import BilateralNet

extension Command {
  /// `audit`: what was done, and that nobody changed the record.
  static let audit = Command(
    group: .answers, name: "audit", summary: "what was done by whom, and proof that it is whole",
    about:
      "Every change of terms, credentials and permissions is a row that holds the hash of the row before. "
      + "`audit verify` reads all of them and names the first that does not fit. Note the head it prints somewhere "
      + "else: with --head, rows cut off the end are missed too. Works without a runtime.",
    positionals: [.init(name: "WORD", optional: true, summary: "list, the default; or verify")],
    flags: [
      Flag("partner", "p", .text("ID"), says: "only what concerns this partner"),
      Flag("limit", nil, .number("N", 1...10_000), says: "the newest N (default 100)"),
      Flag("head", nil, .text("SEQ:HASH"), says: "verify: the head as it was noted earlier"),
    ],
    examples: [
      .init(line: "partnerctl audit --partner acme", says: "who changed what with acme, newest first"),
      .init(
        line: "partnerctl audit verify", says: "exit 1 and the first wrong row when anything was changed"),
    ],
    exits: [.done, .findings, .conflict, .badInput], acts: [.timeout, .csv],
    run: { (invocation) async throws(Failure) in try await AuditCommand(invocation: invocation).run() })

  /// `history`: what was in force, since when, by whom.
  static let history = Command(
    group: .answers, name: "history", summary: "the terms that were in force, newest first",
    about:
      "Each is kept as it was applied, so that a bill can be explained years later. `undo` shows what going "
      + "back to one of them would change. Works without a runtime.",
    positionals: [.init(name: "ID", summary: "the partner's id, as its file is named")],
    examples: [
      .init(line: "partnerctl history acme", says: "each with its hash, who applied it and when"),
      .init(line: "partnerctl history acme --json", says: "the same for a program"),
    ],
    exits: [.done, .conflict, .missing], acts: [.timeout, .csv],
    run: { (invocation) async throws(Failure) in try await AuditCommand(invocation: invocation).history() })
}

/// `audit` and `history`.
struct AuditCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Lists or verifies.
  func run() async throws(Failure) -> ExitCode {
    switch invocation.arguments.positionals.first ?? "list" {
    case "list": return try await list()
    case "verify": return try await verify()
    case let word:
      throw .usage("audit knows no \"\(word)\"", help: "audit list, or audit verify")
    }
  }

  private func list() async throws(Failure) -> ExitCode {
    var query = ["limit=\(invocation.arguments.number("limit") ?? 100)"]
    if let partner = invocation.arguments.text("partner") {
      query.append("partner=\(HTTPURL.encoded(partner))")
    }
    let reading = try await ControlClient(invocation).look("/audit/newest?" + query.joined(separator: "&"))
    AuditView(invocation: invocation).list(reading)
    return .done
  }

  private func verify() async throws(Failure) -> ExitCode {
    let head = invocation.arguments.text("head").map { "?head=\(HTTPURL.encoded($0))" } ?? ""
    let reading = try await ControlClient(invocation).look("/audit/verify" + head)
    AuditView(invocation: invocation).verdict(reading)
    return reading.json["intact"]?.bool == true ? .done : .findings
  }

  /// Lists what was in force with a partner.
  func history() async throws(Failure) -> ExitCode {
    let id = invocation.arguments.positionals.first ?? ""
    let reading = try await ControlClient(invocation).look("/partners/\(HTTPURL.encoded(id))/history")
    AuditView(invocation: invocation).history(reading)
    return .done
  }
}

/// Shows the audit trail and the history of terms.
struct AuditView: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Shows rows, newest first.
  func list(_ reading: Reading) {
    show(reading, schema: "partnerctl.audit/1") { item in
      let detail = item["detail"]?.isNull == false ? item["detail"]?.text ?? "" : ""
      return [
        Self.text(item["seq"]), Self.text(item["at"]), Self.text(item["actor"]), Self.text(item["action"]),
        Self.text(item["partner"]), Cell.printable(detail),
      ]
    } columns: {
      [
        .init(title: "N", isNumber: true), .init(title: "AT"), .init(title: "WHO"), .init(title: "WHAT"),
        .init(title: "PARTNER", rank: 1), .init(title: "DETAIL", rank: 2),
      ]
    }
  }

  /// Shows what was in force, newest first.
  func history(_ reading: Reading) {
    show(reading, schema: "partnerctl.history/1") { item in
      [
        Self.text(item["sha256"]).prefix(12).description, Self.text(item["applied_at"]),
        Self.text(item["until"]),
        Self.text(item["actor"]), item["in_force"]?.bool == true ? "in force" : "",
      ]
    } columns: {
      [
        .init(title: "HASH"), .init(title: "SINCE"), .init(title: "UNTIL"), .init(title: "BY", rank: 1),
        .init(title: "NOTE", rank: 2),
      ]
    }
  }

  /// Says whether the chain holds.
  func verdict(_ reading: Reading) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.audit-verify/1")]
      let members = head + reading.members + (reading.json.members ?? [])
      return invocation.screen.printRaw(JSON.object(members).text + "\n")
    }
    reading.tell(invocation)
    let (screen, answer) = (invocation.screen, reading.json)
    guard answer["intact"]?.bool == true else {
      return screen.print("\(screen.style.mark(.failed)) BR774 " + Self.text(answer["text"]))
    }
    screen.print(
      "\(screen.style.mark(.done)) \(answer["count"]?.int ?? 0) rows, each follows on the one before")
    if let head = answer["head"]?.string { screen.print("  head \(Cell.printable(head))") }
  }

  private func show(
    _ reading: Reading, schema: String, row: (JSON) -> [String], columns: () -> [Table.Column]
  ) {
    let items = reading.json["items"]?.elements ?? []
    switch invocation.form {
    case .jsonl: for item in items { invocation.screen.printRaw(item.text + "\n") }
    case .json:
      let head: [JSONMember] = [.init("schema", .string(schema)), .init("items", .array(items))]
      invocation.screen.printRaw(JSON.object(head + reading.members).text + "\n")
    case .human, .csv:
      reading.tell(invocation)
      invocation.show(Table(columns: columns(), rows: items.map(row)))
    }
  }

  private static func text(_ value: JSON?) -> String {
    guard let value, !value.isNull else { return "–" }
    return Cell.printable(value.string ?? value.text)
  }
}
