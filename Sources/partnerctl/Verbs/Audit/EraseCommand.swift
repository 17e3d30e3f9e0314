import BilateralBase

extension Command {
  /// `erase`: takes a driver out of what is kept.
  static let erase = Command(
    group: .answers, name: "erase", summary: "take one driver out of what is kept",
    about:
      "A mask takes the place of uid, contract id and printed number in sessions, orders, decisions, events, "
      + "quarantine and the exchange log. CDRs stay as they were told, since the law wants vouchers kept; so does "
      + "the audit trail, which names no driver and still verifies. A token that is still known is refused with "
      + "exit 6: delete it first. Asks before it does it; --dry-run counts only.",
    flags: [
      Flag("card", "c", .text("NUMBER"), says: "whose: uid, contract id or printed number"),
      Flag("reason", nil, .text("TEXT"), says: "why, for the audit trail; names nobody"),
    ],
    examples: [
      .init(
        line: "partnerctl erase --card NL-ACM-C0023-4 --dry-run", says: "what names this driver, counted"),
      .init(line: "partnerctl erase --card NL-ACM-C0023-4 --reason request-114", says: "does it"),
    ],
    exits: [.done, .badInput, .missing, .conflict], acts: [.dryRun, .timeout],
    run: { (invocation) async throws(Failure) in try EraseCommand(invocation: invocation).run() })
}

/// Asks the runtime to forget somebody.
struct EraseCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation

  /// Runs the verb.
  func run() throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    guard let card = arguments.text("card") else {
      throw .usage("erase needs to know whom", help: "--card with a uid, contract id or printed number")
    }
    let client = try ControlClient(invocation)
    let found = try client.post("/erase", ["card": .string(card), "dry_run": true])
    if invocation.isDryRun {
      show(found, isDone: false)
      return .done
    }
    try ProductionBadge(invocation: invocation).show("erase")
    try Confirmation(invocation: invocation).demand("Erase this driver for good?")
    var order: JSON = ["card": .string(card)]
    if let reason = arguments.text("reason") { order["reason"] = .string(reason) }
    show(try client.post("/erase", order), isDone: true)
    return .done
  }

  private func show(_ answer: JSON, isDone: Bool) {
    guard invocation.form == .human else {
      let head: [JSONMember] = [.init("schema", "partnerctl.erase/1"), .init("erased", .bool(isDone))]
      return invocation.screen.printRaw(JSON.object(head + (answer.members ?? [])).text + "\n")
    }
    let screen = invocation.screen
    for place in answer["places"]?.members ?? [] {
      screen.print("  \(place.value.int ?? 0) \(Cell.printable(place.name))")
    }
    let cdrs = answer["kept_cdrs"]?.int ?? 0
    if cdrs > 0 { screen.print("  \(cdrs) CDRs stay: vouchers") }
    for known in answer["still_known"]?.elements ?? [] {
      screen.print("  still known: \(Cell.printable(known.string ?? ""))")
    }
    if isDone {
      screen.print("erased; \(Cell.printable(answer["mask"]?.string ?? "")) stands in their place")
    }
  }
}
