import BilateralBase

extension Command {
  private static let onePartner = [Positional(name: "ID", summary: "the partner's id, as its file is named")]
  static let anyPartners = [
    Positional(name: "ID", optional: true, repeats: true, summary: "partners; all when none is named")
  ]
  static let remoteExits: [ExitCode] = [
    .done, .findings, .unreachable, .refused, .protocolBreach, .conflict, .guarded, .missing, .interrupted,
  ]

  /// `register`: the credentials handshake.
  static let register = Command(
    group: .connect, name: "register", summary: "versions and credentials handshake with a partner",
    about: "The first registration takes over the partner's file as it stands. Safe to repeat: it goes on "
      + "where it was interrupted.",
    positionals: onePartner,
    flags: [Flag("update", says: "already registered: exchange credentials anew (PUT); see rotate")],
    examples: [
      .init(line: "partnerctl register acme", says: "the steps, one a line"),
      .init(line: "partnerctl register acme --json", says: "steps, state, version and modules"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "register", body: { ["update": .bool($0.has("update"))] }).run(invocation)
    })

  /// `unregister`: ends the credentials on both sides.
  static let unregister = Command(
    group: .connect, name: "unregister", summary: "end the registration on both sides",
    about:
      "DELETE credentials at the partner, then here. --local is for a partner that is gone for good: nothing "
      + "is sent. That partner goes on believing that it is registered; its calls are refused from then on.",
    positionals: onePartner,
    flags: [Flag("local", says: "end it on our side only; the partner is not told")],
    examples: [
      .init(line: "partnerctl unregister acme", says: "asks, then DELETE credentials"),
      .init(line: "partnerctl unregister acme --yes", says: "without asking, for scripts"),
      .init(line: "partnerctl unregister acme --local", says: "their platform is gone: our side only"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      let isLocal = invocation.arguments.has("local")
      return try await StepsCommand(
        verb: "unregister",
        question: isLocal
          ? "End on our side only, unknown to the partner, with" : "End the registration with",
        body: { _ in ["local": .bool(isLocal)] }
      ).run(invocation)
    })

  /// `invite`: issues a token A.
  static let invite = Command(
    group: .connect, name: "invite", summary: "issue a token A and print what to send to the partner",
    about: "The token is shown once and stored as a hash. It dies when the handshake is complete.",
    positionals: onePartner,
    examples: [
      .init(line: "partnerctl invite acme", says: "our versions URL and a fresh token A"),
      .init(line: "partnerctl invite acme --json", says: "the same for a program"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "invite").run(invocation)
    })

  /// `reissue`: another token A in the place of the one that is out.
  static let reissue = Command(
    group: .connect, name: "reissue", summary: "another token A in place of the one that is out",
    about: "For an invitation that went astray: the token of before lets nobody in any more.",
    positionals: onePartner,
    examples: [
      .init(line: "partnerctl reissue acme", says: "our versions URL and a fresh token A"),
      .init(line: "partnerctl reissue acme --json", says: "the same for a program"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "reissue").run(invocation)
    })

  /// `rotate`: new tokens in both directions.
  static let rotate = Command(
    group: .connect, name: "rotate", summary: "new tokens in both directions, without a gap",
    about: "PUT credentials. A token of before is valid until its successor is used, and for "
      + "security.token_overlap longer, so nothing is interrupted and nothing is lost when an answer is. "
      + "security.token_rotation in the partner file does this by itself.",
    positionals: onePartner,
    flags: [Flag("both", says: "wait until the partner has used its new token; exit 1 when it has not")],
    examples: [
      .init(line: "partnerctl rotate acme", says: "renew, and see that our new token is let in"),
      .init(line: "partnerctl rotate acme --both", says: "after a leak: until both sides use the new ones"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      try await StepsCommand(verb: "rotate", body: { ["both": .bool($0.has("both"))] }).run(invocation)
    })

  /// `reset`: after a loss on either side.
  static let reset = Command(
    group: .connect, name: "reset", summary: "after a loss: give up tokens, issue a token A",
    about:
      "For a partner that has lost its registration or ended it unseen. Tokens of before are void on our "
      + "side; objects, cursors and terms stay. With --take the partner has given us a token A: it is read from "
      + "the secret ID/token-a (or connection.token_a), and nothing is given up unless it registers us.",
    positionals: onePartner,
    flags: [Flag("take", says: "register with a token A that the partner has given us")],
    examples: [
      .init(line: "partnerctl reset acme", says: "asks, then prints what to send to the partner"),
      .init(line: "partnerctl reset acme --take", says: "the other way round: the partner gave us a token A"),
    ],
    exits: remoteExits, acts: [.dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      let takes = invocation.arguments.has("take")
      return try await StepsCommand(
        verb: "reset", question: takes ? "Register anew with" : "Give up all tokens of",
        body: { _ in ["take": .bool(takes)] }
      ).run(invocation)
    })

  /// `sync`: runs the loops now.
  static let sync = Command(
    group: .run, name: "sync", summary: "run the sync loops now", positionals: anyPartners,
    flags: [
      Flag(
        "module", "m", .text("MODULE"), repeats: true,
        says: "only this module: locations, tariffs, tokens, sessions, cdrs"),
      Flag("full", says: "everything, not only what changed; finds what was removed"),
    ],
    examples: [
      .init(line: "partnerctl sync acme", says: "all modules, what changed"),
      .init(line: "partnerctl sync acme -m locations --full", says: "all locations, removals too"),
      .init(line: "partnerctl sync acme -m cdrs", says: "CDRs that came while we were away"),
    ],
    exits: remoteExits, acts: [.select, .dryRun, .timeout], takesSignals: true,
    run: { (invocation) async throws(Failure) in
      let body: @Sendable (Arguments) -> JSON = { arguments in
        [
          "modules": .array(arguments.texts("module").map { .string($0) }),
          "full": .bool(arguments.has("full")),
        ]
      }
      return try await StepsCommand(verb: "sync", writes: false, body: body).run(invocation)
    })
}
