import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore

/// What our platform says became of a partner's order: as the answer to a question, or later by the command's id.
struct CommandAnswering {
  private let call: OfficeCall
  private let id: String

  init(_ call: OfficeCall) {
    self.call = call
    id = call["command"]
  }

  /// A result and the orders that it is about.
  struct Results: Sendable {
    let rows: [CommandRow]
    let outcome: CommandOutcome
  }

  /// `POST /commands/{id}/result`: a result after the deadline of its question, or a reservation that was taken back.
  ///
  /// - Throws: 404 for an unknown order, 409 when the partner was told another result, 422 for one that means nothing.
  func run() async throws -> HTTPResponse {
    let answer = JSON(try call.json())
    return try await call.commons.store.write { [id] tx in
      guard let row = try tx.commands.command(id), row.direction == .in else {
        throw OfficeError.notFound("no partner has given us a command \(id)")
      }
      let outcome = try Self.outcome(answer, of: row)
      guard CommandStory(row).canReport(outcome) else {
        guard CommandStory(row).outcome != outcome else { return .json(["outcome": "repeated"]) }
        throw OfficeError.told(row)
      }
      var rows = [row]
      if let ask = row.askID {
        rows += try tx.commands.asking(ask).filter { $0.id != row.id }
        _ = try tx.asks.answer(ask, JSONText(answer.canonicalBytes))
      }
      try Self.apply(Results(rows: rows, outcome: outcome), in: tx)
      return .json(["outcome": "accepted"])
    }
  }

  /// `GET /commands/{id}`: how an order stands, from either side.
  func show() async throws -> HTTPResponse {
    let row = try await call.commons.store.read { [id] tx in try tx.commands.command(id) }
    guard let row else { throw OfficeError.notFound("there is no command \(id)") }
    var json = row.summary(CommandStory(row).outcome)
    json["command_id"] = .string(row.id)
    json["partner"] = .string(row.partner)
    json["phase"] = .string(row.phase.rawValue)
    json["at"] = .string("\(row.createdAt)")
    json["deadline"] = .string("\(row.deadline)")
    json["correlation_id"] = .string(row.correlation)
    return .json(json)
  }

  /// The answer to a question about an order; nil when the question is about something else.
  static func read(_ answer: JSON, to ask: AskRow, in tx: WriteTransaction) throws -> Results? {
    guard ask.kind == AskKind.command else { return nil }
    let rows = try tx.commands.asking(ask.id)
    guard let first = rows.first else { return nil }
    return Results(rows: rows, outcome: try outcome(answer, of: first))
  }

  /// Sends a result on its way.
  static func apply(_ results: Results?, in tx: WriteTransaction) throws {
    guard let results else { return }
    for row in results.rows { try CommandBook(tx).apply(.reported(results.outcome), to: row) }
  }

  private static func outcome(_ answer: JSON, of row: CommandRow) throws -> CommandOutcome {
    let words = row.command?.traits.results ?? []
    guard let outcome = CommandOutcome(reading: answer, of: words) else {
      throw OfficeError.unprocessable(
        "result must be one of \(words.joined(separator: ", "))", path: "result")
    }
    do {
      // Said once now, so that what cannot be said is refused here and not at the partner.
      if let kind = row.command { _ = try outcome.body(of: kind, in: .newest) }
    } catch let error as WireError {
      throw OfficeError.invalid([error.finding]) ?? .unprocessable("\(error)")
    }
    return outcome
  }
}

extension OfficeError {
  /// 409: the result is out.
  fileprivate static func told(_ row: CommandRow) -> OfficeError {
    let said = CommandStory(row).outcome?.said ?? "a result"
    return OfficeError(
      .conflict, "BR363", "\(row.partner) was told \(said) about command \(row.id) already",
      help: "a result is told once; sessions and reservations that follow from it speak for themselves")
  }
}
