package import BilateralBase
package import BilateralNet

/// What a verb of the control channel tells while it works: one JSON object a line.
///
/// `step` for each thing done or tried, `progress` while something long runs; the `result` is the verb's
/// ``ControlReply`` or the error it throws.
package struct StepStream: Sendable {
  private let send: @Sendable (JSON) -> Void

  /// A stream that hands each line to this closure, in order.
  package init(_ send: @escaping @Sendable (JSON) -> Void) { self.send = send }

  /// A stream that nobody listens to.
  package static let silent = StepStream { _ in }

  /// Tells of one step.
  ///
  /// - Parameters:
  ///   - name: what was done, in two or three words.
  ///   - ok: whether it worked; nil when it was left out.
  ///   - detail: what came of it.
  ///   - help: what to do when it failed.
  ///   - place: the line of a file to look at.
  package func step(
    _ name: String, ok: Bool?, detail: String = "", help: String? = nil, place: SourcePlace? = nil
  ) {
    var members: [JSONMember] = [
      .init("type", "step"), .init("name", .string(name)), .init("ok", ok.map { .bool($0) } ?? .null),
      .init("detail", .string(detail)),
    ]
    if let help { members.append(.init("help", .string(help))) }
    if let place { members.append(.init("place", .string("\(place.file):\(place.line)"))) }
    send(.object(members))
  }

  /// Hands on a line as it is.
  func tell(_ line: JSON) { send(line) }

  /// Tells how far a module has come; `total` is nil while it is unknown.
  package func progress(_ module: String, done: Int, total: Int?) {
    send([
      "type": "progress", "module": .string(module), "done": .number(String(done)),
      "total": total.map { .number(String($0)) } ?? .null,
    ])
  }
}

/// What came of a verb: the members of its `result` line beside `type` and `ok`.
package struct ControlReply: Sendable {
  package var members: [JSONMember]

  /// Success, in one sentence for people and in members for programs.
  package init(_ text: String, _ members: [JSONMember] = []) {
    self.members = [.init("text", .string(text))] + members
  }
}

/// Why a verb did not succeed: a code, a sentence, what to do, and the exit code of the command line.
package struct ControlFailure: Error, Sendable, CustomStringConvertible {
  package var code: String
  package var message: String
  package var help: String?
  /// As cli.md §2: 3 unreachable, 4 refused, 5 against the protocol, 6 conflict, 66 missing, 70 our fault.
  package var exit: Int
  /// The line of a file to look at.
  package var place: SourcePlace?

  package init(
    _ code: String, _ message: String, help: String? = nil, exit: Int, place: SourcePlace? = nil
  ) {
    self.place = place
    self.code = code
    self.message = message
    self.help = help
    self.exit = exit
  }

  /// What any error means to whoever typed the verb.
  package init(_ error: any Error) {
    switch error {
    case let failure as ControlFailure: self = failure
    case let failure as OCPIFailure:
      self.init(failure.code, failure.message, help: failure.help, exit: failure.exit)
    case let problem as RegistrationProblem: self.init(problem)
    case let missing as SecretVault.Missing:
      self.init("BR303", "\(missing)", help: missing.help, exit: 77)
    case let unusable as LinkMaker.Unusable: self.init("BR304", "\(unusable)", exit: 65)
    default: self.init("BR199", "\(error)", exit: 70)
    }
  }

  package var description: String { "\(code) \(message)" }

  /// The `error` member of answers.
  package var json: JSON {
    var members: [JSONMember] = [
      .init("code", .string(code)), .init("message", .string(message)),
      .init("exit", .number(String(exit))),
    ]
    if let help { members.append(.init("help", .string(help))) }
    if let place { members.append(.init("place", .string("\(place.file):\(place.line)"))) }
    return .object(members)
  }

  /// The HTTP status of an answer that is only this failure.
  package var status: HTTPStatus {
    switch exit {
    case 6: .conflict
    case 65: .badRequest
    case 66: .notFound
    case 3: .badGateway
    default: .internalServerError
    }
  }

  /// The answer that is only this failure.
  package var response: HTTPResponse {
    HTTPResponse(status, [.contentType: "application/json"], body: JSON.object([.init("error", json)]).bytes)
  }
}

extension ControlFailure: HTTPAnswerable {}

extension OCPIFailure {
  /// The exit code a failed call leads to (cli.md §2).
  package var exit: Int {
    switch kind {
    case .unreachable, .timedOut, .rateLimited: 3
    case .credentialsRefused, .refused: 4
    case .againstProtocol, .foreignOrigin: 5
    case .notConnected: 6
    case .cancelled: 130
    }
  }
}

extension HTTPResponse {
  /// An answer of one JSON value.
  package static func json(_ value: JSON, _ status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, [.contentType: "application/json"], body: value.bytes)
  }

  /// Runs a verb and answers its lines as they come, with a `heartbeat` line in between while it works.
  ///
  /// The verb does not end when its caller hangs up: a handshake that has begun is brought to its end.
  ///
  /// - Parameters:
  ///   - pause: between two heartbeats, by which the caller knows that the work goes on.
  ///   - clock: what the pause is slept on.
  ///   - verb: the work.
  /// - Returns: the streamed answer.
  package static func steps(
    heartbeat pause: Duration = .seconds(5), clock: any Clock<Duration> = ContinuousClock(),
    _ verb: @escaping @Sendable (StepStream) async throws -> ControlReply
  ) -> HTTPResponse {
    let (lines, source) = AsyncStream.makeStream(of: JSON.self)
    Task {
      let heart = Task {
        while true {
          try await clock.sleep(for: pause)
          source.yield(["type": "heartbeat"])
        }
      }
      source.yield(await result(of: verb, telling: StepStream { source.yield($0) }))
      heart.cancel()
      source.finish()
    }
    return HTTPResponse(.ok, [.contentType: "application/x-ndjson"]) { writer in
      for await line in lines { try await writer.write(line.bytes + [0x0A]) }
    }
  }

  private static func result(
    of verb: @Sendable (StepStream) async throws -> ControlReply, telling steps: StepStream
  ) async -> JSON {
    do {
      let reply = try await verb(steps)
      return .object([.init("type", "result"), .init("ok", true)] + reply.members)
    } catch {
      let failure = ControlFailure(error)
      return [
        "type": "result", "ok": false, "exit": .number(String(failure.exit)), "error": failure.json,
      ]
    }
  }
}
