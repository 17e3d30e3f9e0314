import BilateralBase
import BilateralModel
import BilateralNet

/// Commands about what does not exist.
extension CertifyCheck {
  static let commands: [CertifyCheck] = [
    order("CMD-01", "CMD-19", "START_SESSION at a place that does not exist is refused", .start),
    order("CMD-02", "CMD-19 CMD-20", "STOP_SESSION of a session that does not exist is refused", .stop),
    order("CMD-03", "CMD-19 CMD-13", "RESERVE_NOW at a place that does not exist is refused", .reserve),
    order("CMD-04", "CMD-10", "CANCEL_RESERVATION of none is refused", .cancel, since: .v2_2_1),
    order("CMD-05", "CMD-19 CMD-21", "UNLOCK_CONNECTOR at a place that does not exist is refused", .unlock),
    answer("CMD-06", "CMD-03", "the answer to a command has a result of OCPI", .must) { answer, _ in
      guard answer.isFine else { throw CertifySkip("it is refused without one: \(answer.words)") }
      let words = [
        "NOT_SUPPORTED", "REJECTED", "ACCEPTED", "TIMEOUT", "UNKNOWN_SESSION", "UNKNOWN_RESERVATION",
      ]
      let result = answer.single?["result"]
      return result?.string.map(words.contains) == true ? nil : "result is \(result?.text ?? "missing")"
    },
    answer("CMD-07", "CMD-04", "the answer to a command has a timeout", .should, since: .v2_2_1) {
      answer, _ in
      guard answer.isFine, let data = answer.single, data["result"] != nil else {
        throw CertifySkip("it is refused without one")
      }
      return data["timeout"]?.int == nil ? "timeout is \(data["timeout"]?.text ?? "missing")" : nil
    },
    CertifyCheck(
      "CMD-08", .commands, "CMD-22 TR-22", "a command that OCPI does not have is refused", side: .cpo,
      act: .writes
    ) {
      desk in
      try await readable(desk)
      let answer = try await given("MAKE_COFFEE", ["a": 1], desk)
      let isNo = ["NOT_SUPPORTED", "REJECTED"].contains(answer.single?["result"]?.string ?? "")
      return isNo ? nil : answer.refusal()
    },
    CertifyCheck(
      "CMD-09", .commands, "CMD-08", "a command without response_url is refused", side: .cpo, act: .writes
    ) { desk in
      let answer = try await given("STOP_SESSION", ["session_id": "BLTCERTNONE"], desk, callsBack: false)
      return answer.single?["result"]?.string == "ACCEPTED" ? "it is ACCEPTED" : answer.unbroken()
    },
    CertifyCheck(
      "CMD-10", .commands, "TR-20", "a command that is no JSON is refused", side: .cpo, act: .writes
    ) { desk in
      try await readable(desk)
      let ask = CertifyAsk(
        .post, .module(.commands, .receiver), ["STOP_SESSION"], body: Array("{\"session_id\"".utf8),
        turn: CertifyAsk.hostile)
      return try await desk.ask(ask).came().refusal()
    },
    CertifyCheck("CMD-11", .commands, "TR-51", "GET of a command is refused", .should, side: .cpo) { desk in
      try await readable(desk)
      let ask = CertifyAsk(.get, .module(.commands, .receiver), ["STOP_SESSION"], turn: CertifyAsk.hostile)
      return try await desk.ask(ask).came().says(http: [400, 404, 405, 501], code: [2000, 2001, 2003])
    },
  ]

  /// A command about nothing that exists.
  private enum Order: Sendable {
    case start, stop, reserve, cancel, unlock

    var name: String {
      switch self {
      case .start: "START_SESSION"
      case .stop: "STOP_SESSION"
      case .reserve: "RESERVE_NOW"
      case .cancel: "CANCEL_RESERVATION"
      case .unlock: "UNLOCK_CONNECTOR"
      }
    }

    func body(_ token: JSON, _ until: String, _ version: OCPIVersion) -> JSON {
      switch self {
      case .start: ["token": token, "location_id": "BLTCERTNONE"]
      case .stop: ["session_id": "BLTCERTNONE"]
      case .reserve:
        [
          "token": token, "expiry_date": .string(until), "location_id": "BLTCERTNONE",
          "reservation_id": version.frame.numbersReservations ? 990001 : "BLTCERTNONE",
        ]
      case .cancel: ["reservation_id": "BLTCERTNONE"]
      case .unlock: ["location_id": "BLTCERTNONE", "evse_uid": "BLTCERT1", "connector_id": "1"]
      }
    }
  }

  private static func order(
    _ id: String, _ requirements: String, _ title: String, _ order: Order, since: OCPIVersion = .v2_1_1
  ) -> CertifyCheck {
    CertifyCheck(id, .commands, requirements, title, side: .cpo, act: .writes, since: since) { desk in
      try await readable(desk)
      let answer = try await given(order, desk)
      if let word = answer.single?["result"]?.string, answer.isFine {
        return word == "ACCEPTED" ? "it is ACCEPTED" : nil
      }
      return answer.refusal()
    }
  }

  private static func answer(
    _ id: String, _ requirements: String, _ title: String, _ level: Level, since: OCPIVersion = .v2_1_1,
    _ judge: @escaping @Sendable (CertifyAnswer, OCPIVersion) throws -> String?
  ) -> CertifyCheck {
    CertifyCheck(id, .commands, requirements, title, level, side: .cpo, act: .writes, since: since) { desk in
      try judge(try await given(.stop, desk), await desk.version)
    }
  }

  /// - Throws: a skip when commands are answered without a result, which CMD-06 is about.
  private static func readable(_ desk: CertifyDesk) async throws {
    let answer = try await given(.stop, desk)
    guard answer.isFine, answer.single?["result"]?.string == nil, await desk.expects("CMD-06") else { return }
    throw CertifySkip("commands are answered without a result, which CMD-06 is about")
  }

  private static func given(_ order: Order, _ desk: CertifyDesk) async throws -> CertifyAnswer {
    let token = try await CertifyOwn(.tokens, variant: 0, at: desk).json
    let until = "\(desk.started.adding(seconds: 900))"
    return try await given(order.name, order.body(token, until, await desk.version), desk)
  }

  private static func given(
    _ name: String, _ body: JSON, _ desk: CertifyDesk, callsBack: Bool = true
  ) async throws -> CertifyAnswer {
    try await desk.demand(.commands, .receiver)
    var body = body
    if callsBack { body["response_url"] = .string(try await desk.callback(.commands, name)) }
    let ask = CertifyAsk(
      .post, .module(.commands, .receiver), [name], body: body.bytes, turn: callsBack ? 0 : CertifyAsk.hostile
    )
    return try await desk.ask(ask).came()
  }
}

extension CertifyDesk {
  /// An address of ours for the result of an order; nothing waits there, since none is to be accepted.
  func callback(_ module: ModuleID, _ name: String) throws(CertifySkip) -> String {
    guard let base = commons.publicURL(for: partner.link) else {
      throw CertifySkip("our server does not listen yet")
    }
    return OCPIAddress(module, .sender, in: version).url(below: base)
      .appending(segments: [name, "certify-\(stamp)"]).description
  }
}
