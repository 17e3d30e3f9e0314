import BilateralBase

/// `quarantine` and `outbox`: a list of entries that can be looked at, retried or dropped by number.
struct BacklogCommand: Sendable {
  /// The verb, which is also the control path.
  let verb: String
  /// What an entry is called in a question.
  let noun: String
  /// The words that may come first, besides `list`.
  let words: [String]

  /// The flags of both verbs: what the words do, for scripts that know them so.
  static let flags = [
    Flag("retry", nil, .number("N", 1...Int.max), repeats: true, says: "try entry N again now; retry N"),
    Flag("drop", nil, .number("N", 1...Int.max), repeats: true, says: "give entry N up; asks first; drop N"),
  ]

  /// Lists, shows, or retries and drops what is named.
  func run(_ invocation: Invocation) async throws(Failure) -> ExitCode {
    let invocation = try BacklogWords(verb: verb, words: words).read(invocation)
    let client = try ControlClient(invocation)
    let arguments = invocation.arguments
    let batch = QuarantineBatch(invocation: invocation)
    if batch.isWanted { return try batch.run(client) }
    if arguments.has("show") { return try await show(invocation, client) }
    guard arguments.has("retry") || arguments.has("drop") else {
      return try await list(invocation, client)
    }
    try ProductionBadge(invocation: invocation).show(verb)
    for number in arguments.texts("retry") { try act("retry", number, invocation, client) }
    for number in arguments.texts("drop") {
      try Confirmation(invocation: invocation).demand("Drop \(noun) \(number) for good?")
      try act("drop", number, invocation, client)
    }
    return .done
  }

  private func show(_ invocation: Invocation, _ client: ControlClient) async throws(Failure) -> ExitCode {
    for number in invocation.arguments.texts("show") {
      let entry = try await client.look("/\(verb)/\(number)").json
      BacklogView(invocation: invocation, verb: verb).entry(entry)
    }
    return .done
  }

  private func act(_ action: String, _ number: String, _ invocation: Invocation, _ client: ControlClient)
    throws(Failure)
  {
    if invocation.isDryRun { return invocation.talk.print("would \(action) \(noun) \(number)") }
    let answer = try client.post("/\(verb)/\(number)/\(action)")
    BacklogView(invocation: invocation, verb: verb).acted(action, number, answer)
  }

  private func list(_ invocation: Invocation, _ client: ControlClient) async throws(Failure) -> ExitCode {
    let partners = try invocation.partners()
    let only = partners?.count == 1 ? partners?.first : nil
    let answer = try await client.look("/\(verb)" + (only.map { "?partner=\($0)" } ?? ""))
    let items = (answer.json["items"]?.elements ?? []).filter { item in
      partners?.contains(item["partner"]?.string ?? "") ?? true
    }
    BacklogView(invocation: invocation, verb: verb).list(items, answer)
    return .done
  }
}

/// Reads `list [ID]`, `show N…`, `retry N…` and `drop N…`: the words stand for the flags of the same names.
struct BacklogWords {
  let verb: String
  let words: [String]

  /// The line with words turned into flags; `list` and no word leave the partner that is meant.
  ///
  /// - Throws: a usage failure that names the word.
  func read(_ invocation: Invocation) throws(Failure) -> Invocation {
    var arguments = invocation.arguments
    guard let first = arguments.first else { return invocation }
    let rest = Array(arguments.positionals.dropFirst())
    if words.contains(first) {
      guard !rest.isEmpty else {
        throw .usage("\(verb) \(first) needs the number of an entry", help: "partnerctl \(verb) lists them")
      }
      if let odd = rest.first(where: { Int($0).map { $0 > 0 } != true }) {
        throw .usage("\"\(odd)\" is not the number of an entry", help: "partnerctl \(verb) lists them")
      }
      arguments.flags[first, default: []] += rest
      arguments.positionals = []
    } else if first == "list" {
      arguments.positionals = rest
    }
    guard arguments.positionals.count <= 1 else {
      let near = Suggestion.nearest(to: first, among: words + ["list"])
      throw .usage(
        "\(verb) does not know what to do with \"\(arguments.positionals.joined(separator: " "))\"",
        help: near.map { "did you mean \($0)?" } ?? "usage: \(invocation.command.usage)")
    }
    return Invocation(
      command: invocation.command, arguments: arguments, console: invocation.console, table: invocation.table)
  }
}

extension Command {
  private static func words(_ list: String) -> [Positional] {
    [
      Positional(
        name: "WORD", optional: true, repeats: true,
        summary: "a partner's id for only its entries; or \(list) and numbers")
    ]
  }

  private static let showing = Flag(
    "show", nil, .number("N", 1...Int.max), repeats: true, says: "entry N with every reason; show N")

  /// `quarantine`: objects of partners that were refused.
  static let quarantine = Command(
    group: .run, name: "quarantine", summary: "objects of partners that were set aside, and why",
    about:
      "quarantine, or list, shows the entries, with an id one partner's. show N, retry N and drop N act on "
      + "entries; --retry-all and --drop-all on all that were refused for one reason.",
    positionals: words("list, show, retry, drop"),
    flags: [showing] + BacklogCommand.flags + QuarantineBatch.flags,
    examples: [
      .init(line: "partnerctl quarantine list acme", says: "what was set aside, with path and reason"),
      .init(
        line: "partnerctl quarantine show 17", says: "entry 17: every reason, and the object as it came"),
      .init(line: "partnerctl quarantine retry 17 18", says: "take them in, if they can be by now"),
      .init(
        line: "partnerctl quarantine acme --retry-all --path 'evses[*].connectors[*].max_voltage'",
        says: "after a setting was changed: take in what was refused there"),
    ],
    exits: [.done, .findings, .conflict, .missing, .interrupted], acts: [.select, .dryRun, .timeout, .csv],
    run: { (invocation) async throws(Failure) in
      try await BacklogCommand(verb: "quarantine", noun: "entry", words: ["show", "retry", "drop"])
        .run(invocation)
    })

  /// `outbox`: what waits to be sent.
  static let outbox = Command(
    group: .run, name: "outbox", summary: "what waits to be sent to partners",
    positionals: words("list, retry, drop"), flags: BacklogCommand.flags,
    examples: [
      .init(line: "partnerctl outbox acme", says: "what waits, since when, and the last error"),
      .init(line: "partnerctl outbox retry 17", says: "send entry 17 now"),
    ],
    exits: [.done, .conflict, .missing, .interrupted], acts: [.select, .dryRun, .timeout, .csv],
    run: { (invocation) async throws(Failure) in
      try await BacklogCommand(verb: "outbox", noun: "entry", words: ["retry", "drop"]).run(invocation)
    })
}
