import BilateralBase

extension Command {
  private static let module = Flag(
    "module", "m", .text("MODULE"), repeats: true,
    says: "only this module: locations, tariffs, tokens, sessions, cdrs, commands")
  private static let partner = [Positional(name: "ID", summary: "the partner's id, as its file is named")]

  /// `suspend`: lets a partnership rest.
  static let suspend = Command(
    group: .connect, name: "suspend", summary: "let a partnership rest; nothing is lost",
    about:
      "At once and until resume, whatever happens to the process: no driver is let in on either side, nothing is "
      + "pulled or pushed. Sessions that have begun end, and their CDRs are exchanged; what else waits is sent "
      + "on resume. Credentials stay valid. The partner file is not touched: it may say status = \"suspended\" "
      + "for the same, and either of the two suffices.",
    positionals: partner,
    flags: [
      module, Flag("reason", nil, .text("TEXT"), says: "why, for our own people; the partner is not told"),
    ],
    examples: [
      .init(line: "partnerctl suspend acme --reason overdue", says: "asks, then everything rests"),
      .init(line: "partnerctl suspend acme -m tokens --yes", says: "no drivers; stations and prices go on"),
    ],
    exits: [.done, .conflict, .badInput, .missing, .interrupted], acts: [.dryRun, .timeout],
    takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(
        verb: "suspend", question: "Let in no drivers of", body: { LifeBody.modules($0, reason: true) }
      ).run(invocation)
    })

  /// `resume`: ends the rest.
  static let resume = Command(
    group: .connect, name: "resume", summary: "end a suspension; what waited is sent",
    about: "What was suspended by name is resumed by name, or all of it at once.",
    positionals: partner, flags: [module],
    examples: [
      .init(line: "partnerctl resume acme", says: "everything goes on"),
      .init(line: "partnerctl resume acme -m tokens", says: "only the module that was suspended by name"),
    ],
    exits: [.done, .conflict, .badInput, .missing, .interrupted], acts: [.dryRun, .timeout],
    takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "resume", body: { LifeBody.modules($0, reason: false) }).run(invocation)
    })
}

/// Bodies of the verbs about a partnership's life.
enum LifeBody {
  /// `{"modules":[…],"reason"}`.
  static func modules(_ arguments: Arguments, reason: Bool) -> JSON {
    let modules: JSON = .array(arguments.texts("module").map { .string($0) })
    guard reason, let text = arguments.text("reason") else { return ["modules": modules] }
    return ["modules": modules, "reason": .string(text)]
  }
}
