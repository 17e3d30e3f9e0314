import BilateralBase

extension Command {
  private static let onePartner = [Positional(name: "ID", summary: "the partner's id, as its file is named")]
  private static let anyPartners = [
    Positional(name: "ID", optional: true, repeats: true, summary: "partners; all when none is named")
  ]
  private static let remoteExits: [ExitCode] = [
    .done, .findings, .unreachable, .refused, .protocolBreach, .conflict, .guarded, .missing,
  ]

  /// `register`: the credentials handshake.
  static let register = Command(
    group: .connect, name: "register", summary: "versions and credentials handshake with a partner",
    about: "The first registration takes over the partner's file as it stands. Safe to repeat: it goes on "
      + "where it was interrupted.",
    positionals: onePartner,
    flags: [Flag("update", says: "already registered: exchange credentials anew (PUT)")],
    examples: [
      .init(line: "partnerctl register acme", says: "the steps, one a line"),
      .init(line: "partnerctl register acme --json", says: "steps, state, version and modules"),
    ],
    exits: remoteExits,
    run: { (invocation) throws(Failure) in
      try StepsCommand(verb: "register", body: { ["update": .bool($0.has("update"))] }).run(invocation)
    })

  /// `unregister`: ends the credentials on both sides.
  static let unregister = Command(
    group: .connect, name: "unregister", summary: "end the registration on both sides",
    positionals: onePartner,
    examples: [
      .init(line: "partnerctl unregister acme", says: "asks, then DELETE credentials"),
      .init(line: "partnerctl unregister acme --yes", says: "without asking, for scripts"),
    ],
    exits: remoteExits + [.interrupted],
    run: { (invocation) throws(Failure) in
      try StepsCommand(verb: "unregister", question: "End the registration with").run(invocation)
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
    exits: remoteExits,
    run: { (invocation) throws(Failure) in try StepsCommand(verb: "invite").run(invocation) })

  /// `apply`: takes a partner's file into force.
  static let apply = Command(
    group: .connect, name: "apply", summary: "put the partner's file into force", positionals: onePartner,
    examples: [
      .init(line: "partnerctl apply acme", says: "terms as the file says from now on"),
      .init(line: "partnerctl apply acme --dry-run", says: "nothing is sent"),
    ],
    exits: remoteExits,
    run: { (invocation) throws(Failure) in try StepsCommand(verb: "apply").run(invocation) })

  /// `check`: whether the partner can be reached and answers.
  static let check = Command(
    group: .connect, name: "check", summary: "name, TCP, TLS, pins, versions, clock; changes nothing",
    positionals: anyPartners,
    examples: [
      .init(line: "partnerctl check acme", says: "one line a step, with a hint where one fails"),
      .init(line: "partnerctl check --json", says: "all partners, one object a line"),
    ],
    exits: remoteExits,
    run: { (invocation) throws(Failure) in try StepsCommand(verb: "check").run(invocation) })

  /// `sync`: runs the loops now.
  static let sync = Command(
    group: .run, name: "sync", summary: "run the sync loops now", positionals: anyPartners,
    flags: [
      Flag(
        "module", "m", .text("MODULE"), repeats: true, says: "only this module: locations, tariffs, tokens"),
      Flag("full", says: "everything, not only what changed; finds what was removed"),
    ],
    examples: [
      .init(line: "partnerctl sync acme", says: "all modules, what changed"),
      .init(line: "partnerctl sync acme -m locations --full", says: "all locations, removals too"),
    ],
    exits: remoteExits,
    run: { (invocation) throws(Failure) in
      let body: @Sendable (Arguments) -> JSON = { arguments in
        [
          "modules": .array(arguments.texts("module").map { .string($0) }),
          "full": .bool(arguments.has("full")),
        ]
      }
      return try StepsCommand(verb: "sync", body: body).run(invocation)
    })
}
