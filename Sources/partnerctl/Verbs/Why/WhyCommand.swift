import BilateralBase
import BilateralNet

extension Command {
  private static let moment = [
    Flag(
      "at", nil, .text("TIME"), says: "when: 20:10 for the last time it was so there, or 2026-11-21T20:10Z"),
    Flag("partner", "p", .text("ID"), says: "only what is between us and this partner"),
    Flag("ticket", says: "nothing but the text for the partner's ticket"),
  ]

  private static func view(
    _ name: String, _ word: String, _ summary: String, _ kind: String, _ examples: [Example]
  ) -> Command {
    Command(
      group: .answers, name: name, summary: summary,
      about:
        "Everything we know of it, in the order in which it happened, what is wrong with it, and whom to "
        + "call. Asks the partner nothing and works without a runtime.",
      positionals: [Positional(name: word, summary: summary)], flags: moment, examples: examples,
      exits: [.done, .conflict, .badInput, .missing], acts: [.timeout, .now],
      run: { (invocation) async throws(Failure) in
        try await WhyCommand(invocation: invocation, kind: kind).run()
      })
  }

  /// `why`: one answer for support.
  static let why = Command(
    group: .answers, name: "why", summary: "why a driver could not charge, or a price is what it is",
    about:
      "Finds sessions, CDRs, cards and chargers by what people know of them: an id, the number printed on "
      + "the card, a contract id, a place, a time. Says what happened, the cause in words, whom to call, and "
      + "what to write to them. Asks the partner nothing and works without a runtime.",
    positionals: [
      Positional(
        name: "ID", optional: true, summary: "of a session, CDR, card, contract, EVSE, or a correlation id")
    ],
    flags: [
      Flag("card", "c", .text("NUMBER"), says: "the card: printed number, contract id or uid"),
      Flag("near", nil, .text("PLACE"), says: "where: name, street or town of the location"),
      Flag("evse", nil, .text("ID"), says: "where: the EVSE"),
    ] + moment,
    examples: [
      .init(
        line: "partnerctl why --card NL-ACM-C0023-4 --near 'Utrecht CS' --at 20:10",
        says: "a driver on the phone"),
      .init(line: "partnerctl why S-20261121-7 --ticket", says: "what to write about a session"),
      .init(line: "partnerctl why --evse 'NL*NVO*E0442*1' --at 20:10", says: "what was wrong with a charger"),
    ],
    exits: [.done, .conflict, .badInput, .missing], acts: [.timeout, .now],
    run: { (invocation) async throws(Failure) in
      try await WhyCommand(invocation: invocation, kind: "any").run()
    })

  /// `session`: everything about one session.
  static let session = view(
    "session", "ID", "everything about one session", "session",
    [
      .init(line: "partnerctl session S-20261121-7", says: "its story, CDR and what is odd about it"),
      .init(line: "partnerctl session S-20261121-7 --json", says: "the same for a program"),
    ])

  /// `cdr`: everything about one CDR; `cdr correct` takes one of ours back.
  static let cdr = Command(
    group: .run, name: "cdr", summary: "everything about one CDR; correct takes one of ours back",
    about: "Everything we know of it, in the order in which it happened, what is wrong with it, and whom to "
      + "call; asks the partner nothing and works without a runtime. correct takes a CDR of ours back by a "
      + "credit, and with --reissue or --with bills anew what remains to be paid; a partner that knows no "
      + "credits gets what cdr.credit of its file says instead.",
    positionals: [
      Positional(name: "ID", summary: "the CDR; or correct, and then the CDR with its owner"),
      Positional(name: "CDR", optional: true, summary: "after correct: such as DE-NVO/C-4711"),
    ],
    flags: moment + CDRCorrectCommand.flags,
    examples: [
      .init(line: "partnerctl cdr C-20261121-7", says: "both amounts, its session, where it stands"),
      .init(line: "partnerctl cdr C-20261121-7 --ticket", says: "what to write about it"),
      .init(
        line: "partnerctl cdr correct DE-NVO/C-4711 --reason meter --reissue",
        says: "credits it and bills the same measurements anew"),
    ],
    exits: [.done, .conflict, .badInput, .missing, .interrupted], acts: [.timeout, .now, .dryRun],
    run: { (invocation) async throws(Failure) in
      guard invocation.arguments.first == "correct" else {
        return try await WhyCommand(invocation: invocation, kind: "cdr").run()
      }
      return try await CDRCorrectCommand(invocation: invocation).run()
    })

  /// `token`: everything about one card.
  static let token = view(
    "token", "NUMBER", "everything about one card or app token", "token",
    [
      .init(line: "partnerctl token NL-ACM-C0023-4", says: "by the number printed on the card"),
      .init(line: "partnerctl token 04A1B2C3D4E5F6 --at 20:10", says: "by its uid, around a time"),
    ])

  /// `evse`: everything about one charger.
  static let evse = view(
    "evse", "ID", "everything about one charger", "evse",
    [
      .init(line: "partnerctl evse 'NL*NVO*E0442*1'", says: "its status, outages, drivers of the last day"),
      .init(line: "partnerctl evse NLNVOE04421 --at 20:10", says: "separators do not count"),
    ])
}

/// Asks the runtime why something is as it is.
struct WhyCommand: Sendable {
  /// The parsed line and its console.
  let invocation: Invocation
  /// What a bare id is taken for.
  let kind: String

  /// Runs the verb.
  func run() async throws(Failure) -> ExitCode {
    let arguments = invocation.arguments
    var query = [("kind", kind)]
    if let id = arguments.positionals.first { query.append(("id", id)) }
    for name in ["card", "near", "evse", "at", "partner"] {
      if let text = arguments.text(name) { query.append((name, text)) }
    }
    guard query.contains(where: { ["id", "card", "near", "evse"].contains($0.0) }) else {
      throw .usage(
        "\(kind == "any" ? "why" : kind) needs to know what is asked", help: "an id, --card, --evse or --near"
      )
    }
    let path = "/why?" + query.map { "\($0.0)=\(HTTPURL.encoded($0.1))" }.joined(separator: "&")
    let reading = try await ControlClient(invocation).look(path)
    WhyView(invocation: invocation).show(reading, kind: kind)
    let word = reading.json["cause"]?["word"]?.string ?? ""
    return kind != "any" && ["no-such-session", "no-such-cdr"].contains(word) ? .missing : .done
  }
}
