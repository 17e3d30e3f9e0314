import BilateralBase
import BilateralModel
import BilateralNet
import BilateralStore
import BilateralTerms

/// Takes a partner's orders: checks them, writes them down with the question to our platform, and answers.
///
/// Nothing is answered with yes that is not durable (TR-23); the result follows at `response_url` by the courier.
struct CommandDesk: Sendable {
  let commons: Commons
  let call: OCPICall

  private var link: PartnerLink { call.link }
  private var terms: CommandTerms { link.terms.technical.commands }

  /// Takes an order.
  func take(_ order: CommandOrder) async throws -> OCPIReply {
    if let objection = ResponseURL.objection(to: order.callback, call.carrier) {
      return try refusal(order.kind, "REJECTED", .invalidParameters, objection)
    }
    let judge = CommandJudge(order: order, terms: terms, theirParties: link.theirParties, now: call.now)
    let known = try await commons.store.read { [link] tx in
      try tx.commands.repeated(
        order.kind.rawValue, from: link.id, about: order.subject, callback: order.callback,
        body: order.body)
    }
    // The same message once more, since the answer to it was lost: it is the same order.
    guard known == nil else { return try acceptance(order.kind) }
    if order.kind == .startSession || order.kind == .reserveNow, link.startsHalt != nil {
      return try refusal(
        order.kind, "REJECTED", .success, "our agreement is suspended: no charging begins now")
    }
    let facts = try await CommandFacts(link).read(for: order, from: commons.store)
    switch judge.verdict(facts) {
    case .refuse(let word, let status, let reason): return try refusal(order.kind, word, status, reason)
    case .accept: try await write(order, nil)
    case .acceptKnowing(let outcome): try await write(order, outcome)
    }
    return try acceptance(order.kind)
  }

  private func write(_ order: CommandOrder, _ outcome: CommandOutcome?) async throws {
    let writing = OrderWriting(order: order, call: call, terms: terms, makeID: commons.surroundings.makeID)
    try await commons.store.write { tx in
      var row = try writing.row(in: tx)
      if let outcome {
        row = try CommandBook(tx).apply(.reported(outcome), to: row)
        // Our answer goes first: partners expect a result after it (P-111).
        row.dueAt = tx.now.adding(microseconds: 500_000)
        try tx.commands.save(row)
      } else {
        try writing.ask(&row, in: tx)
        try tx.commands.save(row)
      }
    }
  }

  private func acceptance(_ kind: CommandKind) throws -> OCPIReply {
    OCPIReply(data: try response(kind, "ACCEPTED", nil))
  }

  /// A no that the partner's programs and people can read: the response and the status of the envelope (CMD-19).
  private func refusal(
    _ kind: CommandKind, _ word: String, _ status: OCPIStatus, _ reason: String
  ) throws -> OCPIReply {
    OCPIReply(.ok, status, message: reason, data: try response(kind, word, reason))
  }

  private func response(_ kind: CommandKind, _ word: String, _ reason: String?) throws -> [UInt8] {
    let timeout = word == "ACCEPTED" ? Int(terms.result.seconds.rounded(.up)) : 0
    if kind.traits.module == .chargingProfiles {
      return try OwnBody.bytes(
        of: ChargingProfileResponse(result: ChargingProfileResponseType(rawValue: word), timeout: timeout),
        in: call.version)
    }
    let texts = reason.map { [DisplayText(language: "en", text: String($0.prefix(512)))] } ?? []
    return try OwnBody.bytes(
      of: CommandResponse(result: CommandResponseType(rawValue: word), timeout: timeout, message: texts),
      in: call.version)
  }

  /// The answer to a command of a name that we do not know (CMD-22).
  func unknownCommand(_ name: String) throws -> OCPIReply {
    try refusal(.startSession, "NOT_SUPPORTED", .success, "there is no command \(name.prefix(40)) here")
  }
}

/// An order that was accepted, as it is written down.
struct OrderWriting: Sendable {
  let order: CommandOrder
  let call: OCPICall
  let terms: CommandTerms
  let makeID: @Sendable () -> String

  /// The result must be on its way before the partner stops waiting: so much of its time is ours for the way.
  static func wayBack(_ result: Duration) -> Duration { min(result / 10, .seconds(5)) }

  /// The order, waiting for our platform.
  func row(in tx: WriteTransaction) throws -> CommandRow {
    let deadline = tx.now.adding(microseconds: (terms.result - Self.wayBack(terms.result)).microseconds)
    return CommandRow(
      id: makeID(), direction: .in, partner: call.link.id, kind: order.kind.rawValue,
      module: order.kind.traits.module.rawValue, callback: order.callback, body: order.body,
      subject: order.subject, token: order.token?.id.text ?? "", place: order.evse ?? "",
      version: "\(call.version)",
      correlation: call.correlationID, createdAt: tx.now, phase: .awaited, dueAt: deadline,
      deadline: deadline, sendBy: tx.now)
  }

  /// Puts the question to our platform, or joins the one that was just asked about the same (P-116).
  func ask(_ row: inout CommandRow, in tx: WriteTransaction) throws {
    if let twin = try twin(row, in: tx) {
      row.askID = twin.askID
      return
    }
    let id = makeID()
    row.askID = id
    var question = order.question
    question["command_id"] = .string(row.id)
    try number(&question, row, in: tx)
    let text = JSONText(question.bytes)
    let deadline = min(row.deadline, tx.now.adding(microseconds: terms.answer.microseconds))
    try tx.asks.put(id: id, kind: AskKind.command, partner: row.partner, question: text, deadline: deadline)
    try tx.events.append(
      Event(
        type: "ask", partner: row.partner, module: row.module, id: row.id, change: AskKind.command,
        correlation: row.correlation, object: text, askID: id, deadline: deadline))
  }

  /// An impatient driver's first try, still waiting for its result: the same token at the same EVSE.
  private func twin(_ row: CommandRow, in tx: WriteTransaction) throws -> CommandRow? {
    guard order.kind == .startSession else { return nil }
    return try tx.commands.about(
      row.subject, [row.kind], .in, partner: row.partner, since: tx.now.adding(seconds: -60)
    ).first { $0.phase == .awaited && $0.place == row.place && $0.askID != nil }
  }

  /// The number of a reservation for charge points, and which one it replaces (CMD-12, CMD-13).
  private func number(_ question: inout JSON, _ row: CommandRow, in tx: WriteTransaction) throws {
    guard order.kind == .reserveNow || order.kind == .cancelReservation else { return }
    let known = try tx.commands.reservationNumber(of: row.subject, .in, partner: row.partner)
    let number = try known ?? tx.commands.reservationNumber(row.subject, .in, partner: row.partner)
    question["reservation_number"] = .number("\(number)")
    if order.kind == .reserveNow { question["replaces"] = .bool(known != nil) }
  }
}
