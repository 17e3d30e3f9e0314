import BilateralBase

/// A verb that asks the runtime to do something with one partner and shows the steps as they happen.
struct StepsCommand: Sendable {
  /// The last part of the control path, and the verb.
  let verb: String
  /// The question to answer before it is done; `nil` when nothing can be lost.
  var question: String?
  /// The control path when it is not named like the verb.
  var path: String?
  /// Whether it changes something at the partner or between us.
  var writes = true
  /// Whether `--dry-run` asks the runtime all the same, which then reads only.
  var isReadOnly = false
  /// What follows it for each partner, before the result is shown.
  var afterwards: (@Sendable (Invocation, ControlClient, String) throws(Failure) -> StepsEpilogue)?
  /// The body of the call, from the arguments.
  var body: @Sendable (Arguments) -> JSON = { _ in [:] }
  /// The call, for a verb that is not about the partners that the line names.
  var target: Target?

  /// A path of the control channel with what is sent there.
  struct Target: Sendable {
    var path: String
    var body: JSON
  }

  /// Runs it for each partner named; the exit code is the worst.
  func run(_ invocation: Invocation) async throws(Failure) -> ExitCode {
    let word = "interrupted: the runtime ends what it has begun; partnerctl status shows how it stands"
    let watching = Interruption(invocation: invocation, lastWord: word).follow()
    defer { watching.cancel() }
    return try await offPool { () throws(Failure) in try runAll(invocation) }
  }

  private func runAll(_ invocation: Invocation) throws(Failure) -> ExitCode {
    let client = try ControlClient(invocation)
    if target != nil { return try run(invocation.arguments.first ?? "", invocation, client) }
    var worst = ExitCode.done
    for id in try partners(invocation, client) {
      worst = worst.worse(try run(id, invocation, client))
    }
    return worst
  }

  private func partners(_ invocation: Invocation, _ client: ControlClient) throws(Failure) -> [String] {
    if let meant = try invocation.partners() { return meant }
    return try client.get("/partners")["partners"]?.elements?.compactMap { $0["id"]?.string } ?? []
  }

  private func run(_ id: String, _ invocation: Invocation, _ client: ControlClient) throws(Failure)
    -> ExitCode
  {
    if writes { try ProductionBadge(invocation: invocation).show("\(verb) \(id)") }
    if let question { try Confirmation(invocation: invocation).demand("\(question) \(id)?") }
    if invocation.isDryRun, !isReadOnly {
      invocation.talk.print("would \(verb) \(id); nothing was sent")
      return .done
    }
    let view = StepsView(invocation: invocation, verb: verb, partner: id)
    view.start()
    var result = try client.stream(
      target?.path ?? "/partners/\(id)/\(path ?? verb)", target?.body ?? body(invocation.arguments),
      onBeat: view.beat
    ) {
      view.show($0)
    }
    let epilogue = try afterwards?(invocation, client, id)
    if let epilogue { result = .object((result.members ?? []) + epilogue.members) }
    view.finish(result)
    if invocation.form == .human, let epilogue {
      invocation.screen.print(epilogue.lines.map { Cell.printable($0) })
    }
    guard result["ok"]?.bool == false || result["exit"] != nil else { return .done }
    let told = result["exit"]?.int.flatMap { Int32(exactly: $0) }.flatMap { ExitCode(rawValue: $0) }
    return told ?? .findings
  }
}

/// What a verb adds to its result: members for programs, lines for people.
struct StepsEpilogue: Sendable {
  /// Members of the JSON result.
  var members: [JSONMember]
  /// Lines below the result.
  var lines: [String]
}
